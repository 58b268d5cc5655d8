import assert from "node:assert/strict";
import { test } from "node:test";
import { readCaseList } from "./case-list.ts";
import { rowOf } from "./case-table.ts";
import { checkExpected, type Expectation, parseExpected } from "./expected.ts";
import { countLine, judge } from "./judgement.ts";
import { formatResults, parseResults, type Results } from "./result-file.ts";
import { reasonOf, type Verdict, verdictOf } from "./verdict.ts";

test("the list of cases leaves out benchmarks, and cuts names at the first blank", () => {
  const printed = [
    "Tests:",
    "smb2.read.eof.eof",
    "smb2.bench.echo.echo",
    "smb2.connect",
    "smb2.connect.connect",
    "smb2.charset.Testing wide-a.Testing wide-a",
    "smb2.charset.Testing partial surrogate.Testing partial surrogate",
    "raw.read.eof",
    "smb2.read.eof.eof",
  ].join("\n");
  assert.deepEqual(readCaseList(printed), [
    {
      name: "smb2.charset.Testing",
      tests: [
        "smb2.charset.Testing wide-a.Testing wide-a",
        "smb2.charset.Testing partial surrogate.Testing partial surrogate",
      ],
    },
    { name: "smb2.connect.connect", tests: ["smb2.connect.connect"] },
    { name: "smb2.read.eof.eof", tests: ["smb2.read.eof.eof"] },
  ]);
});

test("only a case that says success, skips nothing and ends well has passed", () => {
  assert.equal(verdictOf(0, "test: a\nsuccess: a\n"), "PASS");
  assert.equal(verdictOf(1, "success: a\n"), "FAIL");
  assert.equal(verdictOf(0, "Unknown torture operation\n"), "FAIL");
  assert.equal(verdictOf(0, "success: a\nskip: b [ why ]\n"), "SKIP");
  assert.equal(verdictOf(124, "success: a\n"), "TIMEOUT");
  assert.equal(reasonOf("x\nfailure: a [\nwrong\tstatus\n]\n"), "failure: a [ wrong status ]");
});

test("the longest beginning that fits gives a case its row", () => {
  assert.equal(rowOf("smb2.oplock.batch22b.batch22b").secondsMax, 90);
  assert.deepEqual(rowOf("smb2.oplock.batch22b.batch22b").needs, ["packets"]);
  assert.deepEqual(rowOf("smb2.multichannel.generic.num_channels.num_channels").needs, []);
  assert.equal(rowOf("smb2.change_notify_disabled.a.a").share, "quiet");
  assert.deepEqual(rowOf("smb2.read.eof.eof"), {
    share: "plain",
    user: "alice",
    options: [],
    secondsMax: 45,
    needs: [],
  });
});

test("results are read as they were written, and a damaged line is refused", () => {
  const results: Results = new Map<string, Verdict>([
    ["smb2.b", "FAIL"],
    ["smb2.a", "PASS"],
  ]);
  const text = formatResults(results);
  assert.deepEqual([...parseResults(text)], [...results].sort());
  assert.throws(() => parseResults(`${text}smb2.c\tPERHAPS\n`), /damaged/);
  assert.throws(() => parseResults(`${text}smb2.a\tPASS\n`), /damaged/);
});

const ENTRY =
  '["smb2.a"]\nkind = "samba-specific"\nreason = "It asks for a module of Samba, \\"x\\"."\n';

test("expected.toml is read strictly, and a reason has to be one", () => {
  assert.deepEqual(
    parseExpected(`# why\n\n${ENTRY}\n# more\n${ENTRY.replace("smb2.a", "smb2.b")}`),
    [
      { name: "smb2.a", kind: "samba-specific", reason: 'It asks for a module of Samba, "x".' },
      { name: "smb2.b", kind: "samba-specific", reason: 'It asks for a module of Samba, "x".' },
    ],
  );
  assert.deepEqual(parseExpected("# nothing yet\n"), []);
  for (const [text, pattern] of [
    [ENTRY + ENTRY, /twice/],
    [ENTRY.replace("samba-specific", "too hard"), /not one of/],
    [ENTRY.replace(/It asks.*x\\"\./, "This is not implemented in our engine yet."), /no reason/],
    [ENTRY.replace(/It asks.*x\\"\./, "Because."), /no reason/],
    [`${ENTRY}flag = true\n`, /cannot be read/],
    [`kind = "insecure"\n${ENTRY}`, /cannot be read/],
  ] as const) {
    assert.throws(() => parseExpected(text), pattern, text);
  }
});

test("a run fails on what is lost, new and unexplained, or excused without need", () => {
  const run = (results: [string, Verdict][], before: [string, Verdict][], names: string[]) =>
    judge({
      results: new Map(results),
      before: new Map(before),
      expected: names.map(
        (name): Expectation => ({ name, kind: "client bug", reason: "a reason" }),
      ),
      cases: new Set(results.map(([name]) => name)),
    });
  assert.deepEqual(run([["a", "PASS"]], [["a", "FAIL"]], []).problems, []);
  assert.ok(run([["a", "PASS"]], [["a", "FAIL"]], []).told.includes("  won   a"));
  assert.match(run([["a", "SKIP"]], [["a", "PASS"]], ["a"]).problems.join(), /passed before/);
  assert.match(run([["a", "FAIL"]], [], []).problems.join(), /is new/);
  assert.deepEqual(run([["a", "FAIL"]], [], ["a"]).problems, []);
  const known = run([["a", "TIMEOUT"]], [["a", "FAIL"]], []);
  assert.deepEqual(known.problems, []);
  assert.ok(known.told.includes("  TIMEOUT a"));
  assert.match(run([["a", "PASS"]], [["a", "PASS"]], ["a"]).problems.join(), /Take it out/);
  assert.match(run([["a", "PASS"]], [["a", "PASS"]], ["b"]).problems.join(), /no such case/);
  assert.deepEqual(checkExpected([], new Set(), new Map()), []);
  assert.equal(countLine(new Map([["a", "SKIP"]])), "0 PASS, 0 FAIL, 1 SKIP, 0 TIMEOUT");
});
