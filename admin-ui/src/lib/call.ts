import {
  CSRF_HEADER,
  type Me,
  type Problem,
  type RouteBody,
  type RouteParams,
  type RouteQuery,
  type RouteReply,
  type RouteRow,
  routes,
  routeUrl,
} from "@larder/server/contract";
import { ApiError, UnreachableError } from "./api-error.ts";
import { csrfToken } from "./csrf-token.ts";

export type CallParts<Row extends RouteRow> = (RouteParams<Row> extends undefined
  ? { params?: never }
  : { params: RouteParams<Row> }) &
  (RouteBody<Row> extends undefined ? { body?: never } : { body: RouteBody<Row> }) & {
    query?: RouteQuery<Row>;
  };

/** Calls a row of the contract; rejects with ApiError or UnreachableError. */
export async function call<Row extends RouteRow>(
  row: Row,
  parts: CallParts<Row>,
  signal?: AbortSignal,
): Promise<RouteReply<Row>> {
  let response = await send(row, parts, signal);
  if (!response.ok) {
    const problem = await problemFrom(response);
    if (problem.code !== "csrf-failed") throw new ApiError(problem);
    await renewToken(problem);
    response = await send(row, parts, signal);
    if (!response.ok) throw new ApiError(await problemFrom(response));
  }
  // The server checks its replies against the same schema before it sends them.
  return (row.reply === null ? undefined : await response.json()) as RouteReply<Row>;
}

/**
 * The session of this window's token has ended: whoever signed in anew in another window has another one, with which
 * the same person goes on. For anybody else, and for nobody, it is the end of a session like any other.
 */
async function renewToken(problem: Problem): Promise<void> {
  const former = csrfToken.read();
  const response = await send(routes.logon.me, {}, undefined);
  if (!response.ok) throw new ApiError(await problemFrom(response));
  const me = (await response.json()) as Me;
  if (me.name !== csrfToken.owner()) throw new ApiError(signedOut());
  if (me.csrfToken === former) throw new ApiError(problem);
  csrfToken.keep(me.csrfToken, me.name);
}

function signedOut(): Problem {
  return {
    type: "urn:larder:problem:not-authenticated",
    code: "not-authenticated",
    status: 401,
    title: "Sign in first",
    detail: "Sign in, then try again.",
  };
}

async function send<Row extends RouteRow>(
  row: Row,
  parts: CallParts<Row>,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const headers = new Headers({ accept: "application/json" });
  const token = csrfToken.read();
  if (row.method !== "GET" && token !== null) headers.set(CSRF_HEADER, token);
  if (parts.body !== undefined) headers.set("content-type", "application/json");
  try {
    return await fetch(routeUrl(row, parts as Parameters<typeof routeUrl<Row>>[1]), {
      method: row.method,
      headers,
      credentials: "same-origin",
      cache: "no-store",
      ...(parts.body !== undefined && { body: JSON.stringify(parts.body) }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new UnreachableError();
  }
}

/** A proxy in between may answer with a page of its own instead of a problem document. */
async function problemFrom(response: Response): Promise<Problem> {
  try {
    const body: unknown = await response.json();
    if (typeof body === "object" && body !== null && "code" in body) return body as Problem;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return {
    type: "urn:larder:problem:internal",
    code: response.status === 401 ? "not-authenticated" : "internal",
    status: response.status,
    title: "Something went wrong on the server",
    detail: `The server answered ${response.status} without saying why.`,
  };
}
