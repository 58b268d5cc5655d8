import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("larder.mjs", import.meta.url));

let bash: string;
let help: string[];

before(async () => {
  bash = await run(process.execPath, [CLI, "completion", "bash"]);
  const text = await run(process.execPath, [CLI, "--help"]);
  help = [...text.matchAll(/^ {2}([a-z][a-z-]*(?: [a-z-]+)?)(?= |$)/gm)].map(([, name]) => name!);
});

/** What bash itself makes of the words so far. */
async function completed(...words: string[]): Promise<string[]> {
  const script = [
    bash,
    'COMP_WORDS=("$@")',
    "COMP_CWORD=$(( $# - 1 ))",
    "_larder",
    `printf '%s\\n' "\${COMPREPLY[@]-}"`,
  ].join("\n");
  const text = await run("bash", ["--norc", "-u", "-c", script, "bash", "larder", ...words]);
  return text.split("\n").filter((line) => line !== "");
}

test("bash completes every first word and every second one that the help names", async () => {
  assert.ok(help.length > 30, "the help was read");
  const first = await completed("");
  for (const name of help) assert.ok(first.includes(name.split(" ")[0]!), name);
  assert.deepEqual(await completed("us"), ["user"]);
  const second = await completed("user", "");
  for (const name of help.filter((each) => each.startsWith("user "))) {
    assert.ok(second.includes(name.split(" ")[1]!), name);
  }
  assert.deepEqual(await completed("samba", "i"), ["import"]);
});

test("bash completes the options of the command that is written, and no others", async () => {
  assert.deepEqual(await completed("samba", "import", "--rep"), ["--replace-users", "--replace"]);
  assert.deepEqual(await completed("samba", "import", "a.conf", "--pass"), [
    "--passwords",
    "--passwd",
  ]);
  assert.ok((await completed("status", "--j")).includes("--json"));
  assert.deepEqual(await completed("user", "list", "--replace"), []);
  assert.deepEqual(await completed("brew", "--x"), []);
  assert.deepEqual(await completed("user", "rm", "al"), [], "names and files are the shell's");
});

test("zsh and fish get the same commands, and another shell is refused", async () => {
  const zsh = await run(process.execPath, [CLI, "completion", "zsh"]);
  assert.match(zsh, /^#compdef larder\n/);
  assert.match(zsh, /"samba import"\) compadd -- .*--make-folders/);
  const fish = await run(process.execPath, [CLI, "completion", "fish"]);
  assert.match(fish, /^complete -c larder -n "__larder_is samba import" -l make-folders$/m);
  for (const name of help.filter((each) => each !== "up")) {
    const word = name.split(" ").at(-1)!;
    assert.ok(zsh.includes(`'${word}:`) && fish.includes(` -a ${word} -d '`), name);
  }
  // A quote too many would end the text that it is in.
  for (const line of [...zsh.split("\n"), ...fish.split("\n")]) {
    if (!line.startsWith("#")) assert.equal(line.split("'").length % 2, 1, line);
  }
  await assert.rejects(
    run(process.execPath, [CLI, "completion", "tcsh"]),
    /one of bash, zsh, fish/,
  );
});

function run(program: string, given: readonly string[]): Promise<string> {
  return new Promise((settle, fail) => {
    execFile(program, [...given], (problem, stdout, stderr) => {
      if (problem === null) settle(stdout);
      else fail(new Error(stderr));
    });
  });
}
