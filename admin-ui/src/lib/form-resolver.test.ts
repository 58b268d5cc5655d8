import assert from "node:assert/strict";
import { after, test } from "node:test";
import { userCreateSchema } from "@larder/server/contract";
import { z } from "zod";
import { catalogue } from "../i18n/catalogue.ts";
import { formResolver } from "./form-resolver.ts";

after(() => catalogue.load("en"));

/** The message of each field, by its dotted name. */
async function messages(schema: z.ZodType, values: object): Promise<Record<string, string>> {
  const resolve = formResolver(schema as never);
  const options = { fields: {}, shouldUseNativeValidation: false } as never;
  const { errors } = await resolve(values as never, undefined, options);
  const found: Record<string, string> = {};
  const walk = (error: object, name: string): void => {
    for (const [key, value] of Object.entries(error)) {
      if (key === "message") found[name] = String(value);
      else if (typeof value === "object" && value !== null)
        walk(value, name === "" ? key : `${name}.${key}`);
    }
  };
  walk(errors, "");
  return found;
}

const everything = z.object({
  port: z.int().min(1).max(65_535),
  host: z.string().min(1),
  key: z.string().min(8).max(64),
  mail: z.email(),
  url: z.url({ protocol: /^https?$/ }),
  topic: z.string().regex(/^\w+$/),
  list: z.array(z.object({ days: z.int().max(365) })),
});
const wrong = {
  ...{ port: 0, host: "", key: "short", mail: "anna", url: "ntfy.sh", topic: "a b" },
  list: [{ days: 1 }, { days: 400 }],
};

test("what a schema has no words for is said so that a person knows what to do", async () => {
  assert.deepEqual(await messages(everything, wrong), {
    port: "At least 1",
    host: "Something is needed here",
    key: "At least 8 characters",
    mail: "An e-mail address, such as anna@example.org",
    url: "An address that begins with https:// or http://",
    topic: "There is a sign in it that cannot be used here",
    "list.1.days": "At most 365",
  });
  const empty = await messages(everything, { ...wrong, port: Number.NaN, host: undefined });
  assert.deepEqual(
    [empty["port"], empty["host"]],
    ["A number is needed", "Something is needed here"],
  );
});

test("the contract's own words are in the reader's language, too", async () => {
  const nameless = { name: "", password: "a good password" };
  assert.equal((await messages(userCreateSchema, nameless))["name"], "A name is needed");
  await catalogue.load("de");
  assert.equal((await messages(userCreateSchema, nameless))["name"], "Ein Name wird gebraucht");
  assert.equal((await messages(everything, wrong))["port"], "Mindestens 1");
});
