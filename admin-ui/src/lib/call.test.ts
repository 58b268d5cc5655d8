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

test("whoever signed in anew in another window goes on here, and nobody else does", async () => {
  const refused = { code: "csrf-failed", status: 403, title: "", detail: "" };
  const answers = (me: object, ...after: Response[]) => {
    const all = [Response.json(refused, { status: 403 }), Response.json(me), ...after];
    return () => all.shift() ?? assert.fail("asked too often");
  };
  const id = "11111111-1111-4111-8111-111111111111";
  const remove = () => call(routes.share.remove, { params: { id } });
  csrfToken.keep("old", "anna");
  const seen = answerWith(
    answers({ name: "anna", csrfToken: "new" }, Response.json({ revision: 4 })),
  );
  assert.deepEqual(await remove(), { revision: 4 });
  const tokens = seen.map(({ headers }) => headers.get("x-csrf-token"));
  assert.deepEqual(tokens, ["old", null, "new"]);
  for (const [me, code] of [
    [{ name: "bob", csrfToken: "his" }, "not-authenticated"],
    [{ name: "anna", csrfToken: "new" }, "csrf-failed"],
  ] as const) {
    answerWith(answers(me));
    await assert.rejects(
      remove(),
      (error) => error instanceof ApiError && error.problem.code === code,
    );
  }
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
