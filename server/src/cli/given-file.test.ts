import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { BACKUP_BYTES_MAX } from "../contract/backup.ts";
import { CliError, ExitCode } from "./exit-code.ts";
import { readGiven, readGivenText, saveGiven } from "./given-file.ts";

const folder = mkdtempSync(join(tmpdir(), "larder-given-"));
const at = (name: string) => join(folder, name);
after(() => rmSync(folder, { recursive: true, force: true }));

async function refusal(made: Promise<unknown>): Promise<[string, number]> {
  const problem = await made.then(
    () => assert.fail("it was done"),
    (error) => error,
  );
  assert.ok(problem instanceof CliError, String(problem));
  return [problem.message.replaceAll(folder, ""), problem.exitCode];
}

test("a file that is missing, a folder, no text or too large is said in a sentence", async () => {
  const { usage } = ExitCode;
  assert.deepEqual(await refusal(readGiven(at("none"))), ["/none is not there.", usage]);
  assert.deepEqual(await refusal(readGiven(folder)), [" is a folder.", usage]);
  writeFileSync(at("picture"), Uint8Array.from([0x89, 0x50, 0, 0]));
  assert.deepEqual(await refusal(readGivenText(at("picture"))), ["/picture holds no text.", usage]);
  writeFileSync(at("film"), "");
  truncateSync(at("film"), BACKUP_BYTES_MAX + 1);
  const [film] = await refusal(readGiven(at("film")));
  assert.equal(film, "/film is larger than anything that is read here.");
});

test("what is saved is nobody else's to read, and never over another file", async () => {
  await saveGiven(at("saved"), Buffer.from("secret"));
  assert.equal(statSync(at("saved")).mode & 0o777, 0o600);
  const again = await refusal(saveGiven(at("saved"), Buffer.from("other")));
  assert.deepEqual(again, ["/saved is there already. Nothing was saved.", ExitCode.refused]);
  assert.equal(readFileSync(at("saved"), "utf8"), "secret");
  const [lost] = await refusal(saveGiven(at("none/saved"), Buffer.from("x")));
  assert.equal(lost, "/none/saved cannot be written: its folder is not there. Nothing was saved.");
});
