/** Calls everything that the OpenAPI document names with what it allows and what it does not, and holds answers to it. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { routes } from "../contract/contract.ts";
import { CSRF_HEADER } from "../contract/logon.ts";
import { type OpenApi, type Operation, openApi } from "../http/openapi.ts";
import { VERSION } from "../version.ts";
import type { ApiClient } from "./api-client.ts";
import { type JsonSchema, schemaFault } from "./json-schema.ts";
import { valuesOf } from "./schema-values.ts";
import { PASSWORD, startTestServer, type TestServer } from "./test-server.ts";

/** The same calls each time, so that who changed nothing here sees nothing new; to look for more, both are given. */
const SEED = Number(process.env.LARDER_PROPERTY_SEED ?? 1);
const ROUNDS = Number(process.env.LARDER_PROPERTY_ROUNDS ?? 12);
/** A slow machine gets fewer rounds, and two at least: everything once as an administrator and once as nobody. */
const SECONDS_MAX = 20;

/** The stream never ends, and signing off is the end of all that comes after. */
const LEFT_OUT = new Set(["event.stream", "logon.logoff"]);
/** Where somebody else is asked who is not there in this test. */
const OTHERS_FAILURES = new Set([
  "identity-provider-failed",
  "engine-refused",
  "engine-unreachable",
  "delivery-failed",
]);

// As whoever reads the document has it: plain JSON.
const document = JSON.parse(JSON.stringify(openApi(routes, VERSION))) as OpenApi & JsonSchema;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([, { operationId }]) => !LEFT_OUT.has(operationId))
    .map(([method, operation]) => ({ path, method, operation })),
);

let server: TestServer;
let admin: ApiClient;
let session: Record<string, string>;
let key: string;
let known: fc.Arbitrary<string>;

before(async () => {
  server = await startTestServer();
  admin = await server.setUp();
  const group = (await admin.call(routes.group.create, { body: { name: "staff" } })).reply.item;
  const user = (
    await admin.call(routes.user.create, { body: { name: "anna", groupIds: [group.id] } })
  ).reply.item;
  const path = server.dataRoot;
  const share = (await admin.call(routes.share.create, { body: { name: "Box", path } })).reply.item;
  key = (await admin.call(routes.apiKey.create, { body: { name: "k", role: "admin" } })).reply.key;
  known = fc.constantFrom(group.id, user.id, share.id, "anna", "staff", "Box", path, `${path}/new`);
  await signIn();
});

after(() => server.close());

/** A test may change who may sign in and how; it begins anew with what it knows. */
async function signIn(): Promise<void> {
  await server.db.administrator.updateMany({ data: { sealedTotpSecret: null } });
  await server.db.accessPolicy.updateMany({ data: { secondFactorRequired: false } });
  const answer = await server.app.inject({
    method: "POST",
    url: "/api/logon",
    headers: { host: "box.test" },
    payload: { name: "root", password: PASSWORD },
  });
  assert.equal(answer.statusCode, 200, answer.body);
  const cookie = answer.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  session = { cookie, [CSRF_HEADER]: (answer.json() as { csrfToken: string }).csrfToken };
}

interface Call {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
  readonly url: string;
  readonly body: string | undefined;
}

function callsOf({ path, method, operation }: (typeof operations)[number]): fc.Arbitrary<Call> {
  const parameters = operation.parameters ?? [];
  const given = fc.tuple(
    ...parameters.map(({ name, in: place, required, schema }) => {
      const values = fc.oneof(
        { weight: 4, arbitrary: valuesOf(schema, known) },
        { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
      );
      const maybe = required ? values : fc.option(values, { nil: undefined });
      return maybe.map((value) => ({ name, place, value }));
    }),
  );
  const bodies =
    operation.requestBody === undefined ? fc.constant(undefined) : bodiesOf(bodyOf(operation));
  return fc.record({ given, body: bodies }).map(({ given: all, body }) => {
    const fill = (_: string, name: string) =>
      encode(String(all.find((each) => each.place === "path" && each.name === name)?.value)) || "x";
    const query = all
      .filter(({ place, value }) => place === "query" && value !== undefined)
      .map(({ name, value }) => `${name}=${encode(String(value))}`)
      .join("&");
    const url = path.replaceAll(/\{(\w+)\}/g, fill) + (query === "" ? "" : `?${query}`);
    return { path, method, operation, url, body };
  });
}

/** Mostly what is allowed; else with a field too many, one of the wrong kind, or no JSON at all. */
function bodiesOf(schema: JsonSchema): fc.Arbitrary<string> {
  const good = valuesOf(schema, known);
  const names = Object.keys((schema.properties ?? {}) as object);
  const worse = fc
    .tuple(good, fc.constantFrom("surprise", "__proto__", ...names), fc.jsonValue({ maxDepth: 1 }))
    .map(([body, name, value]) => ({ ...(body as object), [name]: value }));
  return fc.oneof(
    { weight: 6, arbitrary: good.map((body) => JSON.stringify(body)) },
    { weight: 3, arbitrary: worse.map((body) => JSON.stringify(body)) },
    { weight: 1, arbitrary: fc.json({ maxDepth: 1 }) },
    { weight: 1, arbitrary: fc.constantFrom("", "{", "[]", "null", '"x"', "{}") },
  );
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).slice(0, 200);
}

test(`no answer is a failure or another than the document says (seed ${SEED})`, async (context) => {
  const arbitraries = operations.map((operation) => callsOf(operation));
  const until = Date.now() + SECONDS_MAX * 1_000;
  const statuses = new Map<number, number>();
  const reached = new Set<string>();
  const open = new Set<string>();
  const faults = new Map<string, string>();
  let round = 0;
  for (; round < ROUNDS && (round < 2 || Date.now() < until); round++) {
    for (const [index, arbitrary] of arbitraries.entries()) {
      const seed = (SEED + round * 10_007 + index) % 2 ** 31;
      const [call] = fc.sample(arbitrary, { seed, numRuns: 1 });
      const caller = round === 1 ? "nobody" : CALLERS[seed % CALLERS.length]!;
      const { status, fault } = await judge(call!, caller);
      const { operationId, security } = call!.operation;
      if (fault !== null) faults.set(operationId, `seed ${seed}, ${caller}: ${fault}`);
      if (caller === "nobody" && security.length > 0 && status < 400) open.add(operationId);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status < 300) reached.add(operationId);
    }
  }
  const told = [...statuses].sort(([left], [right]) => left - right);
  context.diagnostic(
    `${round} rounds of ${operations.length} operations, of which ${reached.size} succeeded: ` +
      told.map(([status, count]) => `${count} times ${status}`).join(", "),
  );
  assert.deepEqual([...faults.values()], []);
  assert.deepEqual([...open], [], "what needs an identity is nobody's");
  assert.ok(reached.size > operations.length / 4, "calls that are allowed get somewhere");
});

test("the document names everything that there is to call", () => {
  const named = Object.values(routes).reduce((sum, rows) => sum + Object.keys(rows).length, 0);
  assert.equal(operations.length + LEFT_OUT.size, named);
});

test("bodies that are too large, or nested without an end, are refused by whatever takes one", async () => {
  const faults: string[] = [];
  const takers = operations.filter(({ operation }) => operation.requestBody !== undefined);
  assert.ok(takers.length > 40, `${takers.length}`);
  for (const { path, method, operation } of takers) {
    const url = path.replaceAll(/\{\w+\}/g, "x");
    const [first = "x"] = Object.keys((bodyOf(operation).properties ?? {}) as object);
    const bodies = [NESTED, `{"${first}":${NESTED}}`];
    // A whole backup, or a list of accounts, may be larger than anything else.
    if (!operation.operationId.startsWith("backup.")) bodies.push(`"${"x".repeat(1_100_000)}"`);
    for (const body of bodies) {
      const { status, fault } = await judge({ path, method, operation, url, body }, "session");
      if (fault !== null) faults.push(fault.replace(NESTED, "…").slice(0, 500));
      if (status < 400) faults.push(`${operation.operationId} takes ${body.slice(0, 60)}`);
    }
  }
  assert.deepEqual(faults, []);
});

const NESTED = `${'[{"x":'.repeat(20_000)}1${"}]".repeat(20_000)}`;

function bodyOf(operation: Operation): JsonSchema {
  const { content } = operation.requestBody as {
    content: { "application/json": { schema: JsonSchema } };
  };
  return content["application/json"].schema;
}

const CALLERS = ["session", "session", "key", "session", "key", "nobody"] as const;

/** Does the call, and says what is wrong with its answer. */
async function judge(
  call: Call,
  caller: (typeof CALLERS)[number],
): Promise<{ status: number; fault: string | null }> {
  const { method, url, body, operation } = call;
  const identities = { session, key: { authorization: `Bearer ${key}` }, nobody: {} };
  const answer = await server.app.inject({
    method: method.toUpperCase() as "GET",
    url,
    remoteAddress: "192.0.2.10",
    headers: {
      host: "box.test",
      ...identities[caller],
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { payload: body }),
  });
  const { statusCode: status } = answer;
  const type = String(answer.headers["content-type"] ?? "").split(";")[0] ?? "";
  const problem = type === "application/problem+json" ? (answer.json() as { code: string }) : null;
  const isFailure = status >= 500 && !OTHERS_FAILURES.has(problem?.code ?? "");
  const fault = isFailure ? "a failure" : faultOf(operation, status, type, answer.body);
  const isLockedOut = problem?.code === "second-factor-required" || status === 401;
  if (isLockedOut && caller === "session") await signIn();
  return {
    status,
    fault:
      fault &&
      `${fault}: ${operation.operationId}: ${method} ${url} ${body?.slice(0, 2_000) ?? ""}\n` +
        `${status} ${answer.body.slice(0, 2_000)}${isFailure ? `\n${lastError()}` : ""}`,
  };
}

/** Why a handler failed, which only the log says. */
function lastError(): string {
  const lines = server.log().split("\n");
  return lines.findLast((line) => /"level":(50|60)/.test(line))?.slice(0, 2_000) ?? "";
}

function faultOf(operation: Operation, status: number, type: string, body: string): string | null {
  const described = operation.responses[status];
  if (described === undefined) return "a status that the document does not have";
  const content = described.content as Record<string, { schema: JsonSchema }> | undefined;
  if (content === undefined) return body === "" ? null : "a body where there should be none";
  const schema = content[type]?.schema;
  if (schema === undefined) return `${type}, which the document does not have`;
  return schemaFault(schema, /json$/.test(type) ? JSON.parse(body) : body, document);
}
