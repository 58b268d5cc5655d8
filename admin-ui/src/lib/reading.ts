import type { RouteReply, RouteRow } from "@larder/server/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { type CallParts, call } from "./call.ts";

/** The cache key's first part is the resource an invalidation names: "/api/shares/:id" → "shares". */
export function resourceOf(row: RouteRow): string {
  return row.path.split("/")[2] ?? "";
}

export function keyOf<Row extends RouteRow>(row: Row, parts: CallParts<Row>): readonly unknown[] {
  return [resourceOf(row), row.path, parts];
}

/** Query options for a row that is read. */
export function reading<Row extends RouteRow>(row: Row, parts: CallParts<Row>) {
  return queryOptions<RouteReply<Row>, unknown>({
    queryKey: keyOf(row, parts),
    queryFn: ({ signal }) => call(row, parts, signal),
  });
}

/** As `reading`, for filtered lists: the old page stays in view while the next one comes. */
export function readingOn<Row extends RouteRow>(row: Row, parts: CallParts<Row>) {
  return queryOptions<RouteReply<Row>, unknown>({
    ...reading(row, parts),
    placeholderData: keepPreviousData as never,
  });
}
