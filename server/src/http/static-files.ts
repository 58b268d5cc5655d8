import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { routes } from "../contract/contract.ts";
import type { RouteRow } from "../contract/route.ts";
import { sendProblem } from "./mount.ts";
import { ProblemAnswer } from "./problem-answer.ts";

/** The built UI, and what is answered where there is neither a row nor a file. */
export async function serveFiles(app: FastifyInstance, uiFolder: string): Promise<void> {
  const index = join(uiFolder, "index.html");
  await app.register(fastifyStatic, {
    root: uiFolder,
    index: ["index.html"],
    // Asked for at each request, so that a UI built later is served without a restart.
    wildcard: true,
    // The build lays a brotli and a gzip copy beside each text.
    preCompressed: true,
    decorateReply: true,
    cacheControl: false,
    setHeaders: (response, path) => {
      // Names under assets/ hold a digest of the content; everything else is asked for again.
      const isHashed = path.includes("/assets/");
      response.header(
        "cache-control",
        isHashed ? "public, max-age=31536000, immutable" : "no-cache",
      );
    },
  });
  app.setNotFoundHandler(
    { preHandler: app.rateLimit({ max: MISSES_PER_MINUTE, timeWindow: 60_000 }) },
    (request, reply) => answerMissing(request, reply, index),
  );
}

/** Whoever asks for this many things that are not there is looking for holes. */
const MISSES_PER_MINUTE = 120;

function answerMissing(request: FastifyRequest, reply: FastifyReply, index: string) {
  const path = request.url.split("?")[0] ?? "/";
  if (path.startsWith("/api/") || path === "/metrics")
    return sendProblem(reply, missing(request, reply, path));
  // A page of the UI: the browser's router knows it.
  const wantsPage =
    request.method === "GET" && (request.headers.accept ?? "").includes("text/html");
  if (wantsPage && existsSync(index)) {
    return reply.header("cache-control", "no-cache").sendFile("index.html");
  }
  if (wantsPage) {
    return reply
      .status(503)
      .type("text/plain; charset=utf-8")
      .send("The user interface has not been built yet. Run: npm start\n");
  }
  return sendProblem(reply, new ProblemAnswer("not-found", `There is nothing at ${path}.`));
}

function missing(request: FastifyRequest, reply: FastifyReply, path: string): ProblemAnswer {
  const methods = ROWS.filter((row) => row.pattern.test(path)).map((row) => row.method);
  if (methods.length === 0 || methods.includes(request.method)) {
    return new ProblemAnswer("not-found", `There is nothing at ${path}.`);
  }
  const allowed = methods.sort().join(", ");
  reply.header("allow", allowed);
  return new ProblemAnswer("method-not-allowed", `${path} answers ${allowed}.`);
}

const ROWS = Object.values(routes)
  .flatMap((table) => Object.values(table) as RouteRow[])
  .map((row) => ({
    method: row.method as string,
    pattern: new RegExp(`^${row.path.replaceAll(".", "\\.").replace(/:[A-Za-z]+/g, "[^/]+")}$`),
  }));
