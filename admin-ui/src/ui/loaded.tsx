import { Box } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { t } from "../i18n/t.ts";
import { LoadingRows } from "./loading-rows.tsx";
import { ProblemAlert } from "./problem-alert.tsx";

export interface LoadedProps<Data> {
  readonly query: UseQueryResult<Data, unknown>;
  /** In words for the loading and error states: "shares". */
  readonly what: string;
  readonly isEmpty?: (data: Data) => boolean;
  readonly empty?: ReactNode;
  readonly children: (data: Data) => ReactNode;
}

/** The four states of a view in one place: loading, error, empty, full. */
export function Loaded<Data>({ query, what, isEmpty, empty, children }: LoadedProps<Data>) {
  if (query.data === undefined && query.isError) {
    return (
      <Box p="md">
        <ProblemAlert
          error={query.error}
          title={t("Larder could not load {what}", { what })}
          onRetry={() => query.refetch()}
        />
      </Box>
    );
  }
  if (query.data === undefined) return <LoadingRows what={what} />;
  const body = isEmpty?.(query.data) ? empty : children(query.data);
  if (!query.isError) return body;
  return (
    <>
      <Box p="md">
        <ProblemAlert
          error={query.error}
          title={t("What you see may be out of date: {what} could not be refreshed", { what })}
          onRetry={() => query.refetch()}
        />
      </Box>
      {body}
    </>
  );
}
