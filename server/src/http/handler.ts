import type { Readable } from "node:stream";
import type {
  ParsedBody,
  ParsedParams,
  ParsedQuery,
  RouteReply,
  RouteRow,
} from "../contract/route.ts";
import type { ProblemAnswer } from "./problem-answer.ts";
import type { RequestCx } from "./request-cx.ts";

export interface Input<Row extends RouteRow> {
  readonly params: ParsedParams<Row>;
  readonly query: ParsedQuery<Row>;
  readonly body: ParsedBody<Row>;
}

type Reply<Row extends RouteRow> = Row extends
  | { replyType: "text/event-stream" }
  | { streams: true }
  ? Readable
  : Row["reply"] extends null
    ? undefined
    : RouteReply<Row>;

export type Handler<Row extends RouteRow> = (
  cx: RequestCx,
  input: Input<Row>,
) => Promise<Reply<Row> | ProblemAnswer>;

/** One handler per row of a resource's table: a row without one does not compile. */
export type Handlers<Table extends Readonly<Record<string, RouteRow>>> = {
  readonly [Name in keyof Table]: Handler<Table[Name]>;
};
