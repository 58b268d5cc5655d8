import { type IncomingMessage, request } from "node:http";
import { dirname } from "node:path";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { type Problem, problemSchema } from "../contract/problem.ts";
import type {
  RouteBody,
  RouteParams,
  RouteQuery,
  RouteReply,
  RouteRow,
} from "../contract/route.ts";
import { routeUrl } from "../contract/route-url.ts";
import { livingLauncher } from "../launcher/instance.ts";
import { CliError, ExitCode } from "./exit-code.ts";

interface CallParts<Row extends RouteRow> {
  readonly params?: RouteParams<Row>;
  readonly query?: RouteQuery<Row>;
  readonly body?: RouteBody<Row>;
}

/** The server said no. */
export class ProblemError extends CliError {
  readonly problem: Problem;

  constructor(problem: Problem) {
    const fields = (problem.fields ?? []).map((field) => `\n  ${field.path}: ${field.message}`);
    super(`${problem.detail || problem.title}${fields.join("")}`, ExitCode.refused);
    this.problem = problem;
  }
}

/** Calls the API through the Unix socket of the state folder, which trusts whoever can reach it. */
export class Client {
  readonly #socketPath: string;

  constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  async call<Row extends RouteRow>(row: Row, parts: CallParts<Row> = {}): Promise<RouteReply<Row>> {
    const answer = await this.#exchange(row.method, routeUrl(row, parts), parts.body);
    if (answer.status >= 400) throw asProblem(answer.status, answer.text);
    if (row.replyType !== undefined && row.replyType !== "application/json") {
      return answer.text as RouteReply<Row>;
    }
    // The row's reply schema has the type that the generic cannot compute.
    return (
      row.reply === null ? undefined : row.reply.parse(JSON.parse(answer.text))
    ) as RouteReply<Row>;
  }

  /** Writes the answer as it comes, however long it is. */
  async copy<Row extends RouteRow>(
    row: Row,
    parts: CallParts<Row>,
    target: NodeJS.WritableStream,
  ): Promise<void> {
    const inbound = await this.#send(row.method, routeUrl(row, parts), parts.body);
    const status = inbound.statusCode ?? 0;
    if (status >= 400) throw asProblem(status, await text(inbound));
    await pipeline(inbound, target, { end: false });
  }

  async #exchange(
    method: string,
    path: string,
    body: unknown,
  ): Promise<{ status: number; text: string }> {
    const inbound = await this.#send(method, path, body);
    return { status: inbound.statusCode ?? 0, text: await text(inbound) };
  }

  #send(method: string, path: string, body: unknown): Promise<IncomingMessage> {
    return new Promise((settle, fail) => {
      const payload = body === undefined ? null : JSON.stringify(body);
      const outbound = request({
        socketPath: this.#socketPath,
        method,
        path,
        headers: {
          host: "larder",
          // So that whoever reads the list of sessions or the audit log is not alarmed.
          "user-agent": "larder, the command line",
          accept: "application/json",
          ...(payload === null
            ? {}
            : { "content-type": "application/json", "content-length": Buffer.byteLength(payload) }),
        },
      });
      outbound.once("error", (problem: NodeJS.ErrnoException) =>
        fail(unreachable(this.#socketPath, problem)),
      );
      outbound.once("response", settle);
      outbound.end(payload ?? undefined);
    });
  }
}

function unreachable(socketPath: string, problem: NodeJS.ErrnoException): CliError {
  if (problem.code === "EACCES") {
    return new CliError(
      `${socketPath} belongs to somebody else; run this as the user who runs Larder.`,
      ExitCode.notRunning,
    );
  }
  if (problem.code === "ENOENT" || problem.code === "ECONNREFUSED") {
    const launcher = livingLauncher(dirname(socketPath));
    if (launcher !== null) {
      return new CliError(
        `Larder is starting (process ${launcher}), and its server does not answer yet. Try again in a moment.`,
        ExitCode.notRunning,
      );
    }
    return new CliError(
      `Larder does not run (nothing answers on ${socketPath}). ` +
        "Start it with `npm start` or `larder up`; LARDER_STATE names another state folder.",
      ExitCode.notRunning,
    );
  }
  return new CliError(`${socketPath}: ${problem.message}`, ExitCode.notRunning);
}

function asProblem(status: number, text: string): CliError {
  try {
    const parsed = problemSchema.safeParse(JSON.parse(text));
    if (parsed.success) return new ProblemError(parsed.data);
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw problem;
  }
  return new CliError(`The server answered ${status}: ${text.slice(0, 200)}`, ExitCode.refused);
}
