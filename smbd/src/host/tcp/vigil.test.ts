import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Vigil } from "./vigil.ts";

const CLIENT = 7;
const OTHER = 8;

/** Visits of `token` that begin so long after the end of the one before; until when the last one keeps awake. */
function visits(
  vigil: Vigil,
  count: number,
  gapUs: number,
  token = CLIENT,
  startUs = 1_000,
): number {
  let [nowUs, untilUs] = [startUs, 0];
  for (let index = 0; index < count; index++) {
    nowUs += gapUs;
    vigil.begins(nowUs, token);
    untilUs = vigil.ends(nowUs);
  }
  return untilUs === 0 ? 0 : untilUs - nowUs;
}

describe("staying awake", () => {
  it("begins when one client has come back quickly a few times, and lasts a moment", () => {
    const vigil = new Vigil();
    assert.equal(visits(vigil, 8, 50), 0, "the first was no return");
    assert.equal(visits(vigil, 1, 50, CLIENT, 1_400), 700);
  });

  it("is not for who takes its time", () => {
    assert.equal(visits(new Vigil(), 100, 1_201), 0);
  });

  it("is not for several who take turns, nor for a visit of several", () => {
    const vigil = new Vigil();
    for (let round = 0; round < 50; round++) {
      assert.equal(visits(vigil, 1, 10, round % 2 === 0 ? CLIENT : OTHER, 1_000 + 10 * round), 0);
    }
    assert.equal(visits(new Vigil(), 50, 10, 0), 0);
  });

  it("ends with the first who does not come, and begins as it did at first", () => {
    const vigil = new Vigil();
    assert.notEqual(visits(vigil, 20, 50), 0);
    vigil.inVain();
    assert.equal(visits(vigil, 7, 50, CLIENT, 2_000), 0);
    assert.notEqual(visits(vigil, 1, 50, CLIENT, 2_350), 0);
  });

  it("rests for long where another needs the processor, whatever comes between", () => {
    const vigil = new Vigil();
    assert.notEqual(visits(vigil, 20, 50), 0);
    vigil.disturbed();
    vigil.inVain();
    assert.equal(visits(vigil, 1, 50, OTHER, 2_000), 0);
    assert.equal(visits(vigil, 50, 50, CLIENT, 2_050), 0);
    assert.notEqual(visits(vigil, 9, 50, CLIENT, 4_550), 0);
  });
});
