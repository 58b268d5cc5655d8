import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { routes } from "@larder/server/contract";
import { ApiError, UnreachableError } from "./api-error.ts";
import { call } from "./call.ts";
import { csrfToken } from "./csrf-token.ts";

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
  csrfToken.keep(null);
});

test("a change carries the session's token and its body as JSON", async () => {
  const seen = answerWith(() => Response.json({ revision: 4 }));
  csrfToken.keep("token");
  const id = "11111111-1111-4111-8111-111111111111";
  const reply = await call(routes.share.remove, { params: { id }, query: { confirm: "c" } });
  assert.deepEqual(reply, { revision: 4 });
  assert.equal(seen[0]?.url, `/api/shares/${id}?confirm=c`);
  assert.equal(seen[0]?.method, "DELETE");
  assert.equal(seen[0]?.headers.get("x-csrf-token"), "token");
  assert.equal(seen[0]?.headers.get("content-type"), null);
});

test("a reading carries no token", async () => {
  const seen = answerWith(() => Response.json({ items: [] }));
  csrfToken.keep("token");
  await call(routes.share.list, {});
  assert.equal(seen[0]?.headers.get("x-csrf-token"), null);
});

test("a problem document becomes an ApiError", async () => {
  const problem = {
    type: "urn:larder:problem:name-taken",
    code: "name-taken",
    status: 409,
    title: "The name is taken",
    detail: "There is a share photos already.",
  };
  answerWith(() => Response.json(problem, { status: 409 }));
  await assert.rejects(call(routes.share.list, {}), (error) => {
    assert.ok(error instanceof ApiError);
    assert.deepEqual(error.problem, problem);
    return true;
  });
});

test("an error page of something in between becomes a problem too", async () => {
  answerWith(() => new Response("<h1>Bad gateway</h1>", { status: 502 }));
  await assert.rejects(call(routes.share.list, {}), (error) => {
    assert.ok(error instanceof ApiError);
    assert.equal(error.problem.code, "internal");
    assert.match(error.problem.detail, /502/);
    return true;
  });
});

test("silence becomes UnreachableError", async () => {
  answerWith(() => {
    throw new TypeError("fetch failed");
  });
  await assert.rejects(call(routes.share.list, {}), UnreachableError);
});

interface Seen {
  readonly url: string;
  readonly method: string | undefined;
  readonly headers: Headers;
}

function answerWith(answer: () => Response): Seen[] {
  const seen: Seen[] = [];
  globalThis.fetch = async (input, init) => {
    seen.push({ url: String(input), method: init?.method, headers: new Headers(init?.headers) });
    return answer();
  };
  return seen;
}
