import type { FastifyInstance } from "fastify";
import { CSRF_HEADER } from "../contract/logon.ts";
import type { Problem } from "../contract/problem.ts";
import type {
  RouteBody,
  RouteParams,
  RouteQuery,
  RouteReply,
  RouteRow,
} from "../contract/route.ts";
import { routeUrl } from "../contract/route-url.ts";

export interface Answer<Row extends RouteRow> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly text: string;
  /** Throws where the answer is not a success. */
  readonly reply: RouteReply<Row>;
  /** Throws where the answer is not a problem. */
  readonly problem: Problem;
}

type Parts<Row extends RouteRow> = {
  params?: RouteParams<Row>;
  query?: RouteQuery<Row>;
  body?: RouteBody<Row>;
};

/** Calls rows of the app without a network, keeping cookies as a browser does. */
export class ApiClient {
  readonly #app: FastifyInstance;
  readonly #cookies: Map<string, string>;
  /** Added to every call; for API keys and for tests of headers. */
  headers: Record<string, string>;
  address: string;

  constructor(app: FastifyInstance, address = "192.0.2.10") {
    this.#app = app;
    this.#cookies = new Map();
    this.headers = {};
    this.address = address;
  }

  async call<const Row extends RouteRow>(row: Row, parts: Parts<Row> = {}): Promise<Answer<Row>> {
    // The parts of a call are the row's own, whose types `routeUrl` states again.
    const url = routeUrl(row, parts as Parameters<typeof routeUrl<Row>>[1]);
    const response = await this.#app.inject({
      method: row.method,
      url,
      remoteAddress: this.address,
      headers: {
        host: "box.test",
        ...(this.#cookies.size === 0
          ? {}
          : { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ") }),
        ...(parts.body === undefined ? {} : { "content-type": "application/json" }),
        ...this.headers,
      },
      ...(parts.body === undefined ? {} : { payload: JSON.stringify(parts.body) }),
    });
    for (const cookie of response.cookies) {
      if (cookie.value === "") this.#cookies.delete(cookie.name);
      else this.#cookies.set(cookie.name, cookie.value);
    }
    const { statusCode: status, headers, payload: text } = response;
    return {
      status,
      headers,
      text,
      get reply() {
        if (status >= 300) throw new Error(`${row.method} ${url} answered ${status}: ${text}`);
        const isText = row.replyType !== undefined && row.replyType !== "application/json";
        return (isText || text === "" ? text : JSON.parse(text)) as RouteReply<Row>;
      },
      get problem() {
        if (status < 400) throw new Error(`${row.method} ${url} answered ${status}: ${text}`);
        return JSON.parse(text) as Problem;
      },
    };
  }

  /** Remembers the token that signing in or setting up answered. */
  use(me: { csrfToken: string | null }): this {
    if (me.csrfToken !== null) this.headers[CSRF_HEADER] = me.csrfToken;
    return this;
  }
}
