import fastify, { type FastifyInstance } from "fastify";
import { PROBLEMS } from "../contract/problem.ts";

/** In place of the API and the pages, where they must not start: every address says why, and what to do. */
export function buildRefusal(reason: string): FastifyInstance {
  const app = fastify({ forceCloseConnections: true });
  const { status, title } = PROBLEMS["not-ready"];
  app.all("/*", async (request, reply) => {
    reply.code(status).header("cache-control", "no-store").header("retry-after", "60");
    reply.header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'");
    if (request.url.startsWith("/api/") || request.url === "/metrics") {
      const type = "urn:larder:problem:not-ready";
      reply.type("application/problem+json");
      return { type, code: "not-ready", status, title, detail: reason };
    }
    reply.type("text/html; charset=utf-8");
    return pageOf(reason);
  });
  return app;
}

function pageOf(reason: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Larder cannot start</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto; padding: 0 1rem; }
</style>
<main>
<h1>Larder cannot start</h1>
<p>${escaped(reason)}</p>
<p>Files are still served over SMB, with the shares and users of before.</p>
</main>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
