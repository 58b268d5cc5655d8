import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { compileWildcard } from "./wildcard.ts";

function matches(pattern: string, name: string, isCaseSensitive = false): boolean {
  const matcher = compileWildcard(pattern, isCaseSensitive);
  return matcher === null || matcher(name);
}

/** [MS-FSA] 2.1.4.4 read as a recursive definition: slow, but plainly the text. */
function model(pattern: string, name: string, at = 0, position = 0): boolean {
  const token = pattern[position];
  if (token === undefined) return at === name.length;
  const isEnd = at === name.length;
  const character = name[at];
  const go = (steps: number) => model(pattern, name, at + steps, position + 1);
  const stay = () => model(pattern, name, at + 1, position);
  if (token === "*") return go(0) || (!isEnd && stay());
  if (token === "<") {
    const isLastPeriod = character === "." && name.indexOf(".", at + 1) < 0;
    return go(0) || (!isEnd && !isLastPeriod && stay());
  }
  if (token === ">") return isEnd || character === "." ? go(0) : go(1);
  if (token === '"') return isEnd ? go(0) : character === "." && go(1);
  if (isEnd) return false;
  return (token === "?" || token === character) && go(1);
}

describe("wildcards", () => {
  it("`*` matches every name, and compiles to nothing at all", () => {
    assert.equal(compileWildcard("*", false), null);
    assert.equal(compileWildcard("", false), null);
  });

  it("a pattern without wildcards is a name, compared without regard to case", () => {
    assert.ok(matches("ReadMe.txt", "README.TXT"));
    assert.ok(!matches("ReadMe.txt", "README.TXT", true));
    assert.ok(!matches("readme", "readme.txt"));
    assert.ok(matches("straße", "STRAßE"));
  });

  const rows: readonly (readonly [string, string, boolean])[] = [
    ["*.txt", "a.b.txt", true],
    ["*.txt", "a.txt.b", false],
    ["*.*", "noperiod", false],
    ["?.txt", ".txt", false],
    ["<.txt", "a.b.txt", true],
    ["<.b", "a.b.txt", false],
    ["<", "a.b", false],
    ['<"*', "noperiod", true],
    ['<"*', "a.b", true],
    [">>>>.txt", "ab.txt", true],
    [">>>>.txt", "abcde.txt", false],
    ['ab">>>', "ab", true],
    ['ab">>>', "ab.c", true],
    ['ab">>>', "ab.cdef", false],
    ['a"', "a", true],
    ['a"', "a.", true],
    ['a"b', "ab", false],
  ];
  for (const [pattern, name, expected] of rows) {
    it(`${pattern} ${expected ? "matches" : "does not match"} ${name}`, () => {
      assert.equal(matches(pattern, name), expected);
    });
  }

  it("agrees with the definition", () => {
    const pattern = fc.string({
      unit: fc.constantFrom("A", "B", ".", "*", "?", "<", ">", '"'),
      maxLength: 8,
    });
    const name = fc.string({ unit: fc.constantFrom("A", "B", "."), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(pattern, name, (expression, candidate) => {
        if (expression === "") return;
        assert.equal(matches(expression, candidate), model(expression, candidate));
      }),
      { numRuns: 5000 },
    );
  });

  it("a pattern made to backtrack costs no more than length times length", () => {
    const matcher = compileWildcard(`${"*a".repeat(120)}b`, true);
    assert.ok(matcher !== null);
    let calls = 0;
    const name = "a".repeat(255);
    const startedAt = process.hrtime.bigint();
    for (; calls < 20; calls++) assert.equal(matcher(name), false);
    const milliseconds = Number(process.hrtime.bigint() - startedAt) / 1e6;
    assert.ok(milliseconds < 2000, `${milliseconds} ms`);
  });
});
