import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Connection } from "../state/connection.ts";
import { readsHere, worksHere } from "./crypto-place.ts";

const MIB = 1_048_576;

describe("where keys work", () => {
  test("what is small works here, and what is large where its client is alone and the keys are quick", () => {
    const crowd = connection({ isAlone: false });
    const single = connection({ isAlone: true });
    assert.deepEqual(
      [worksHere(crowd, 8_192, false), worksHere(crowd, 8_193, true)],
      [true, false],
    );
    assert.deepEqual([worksHere(single, MIB, true), worksHere(single, MIB, false)], [true, false]);
    assert.equal(worksHere(single, 2 * MIB, true), false);
  });

  test("of many reads to be sealed, other threads get a share until they have enough to do", () => {
    const places = [0, 1, 2, 3].map((jobsUnderWay) =>
      readsHere(connection({ isAlone: true, jobsUnderWay }, 5), "sealed"),
    );
    assert.deepEqual(places, [false, false, false, true]);
    assert.equal(readsHere(connection({ isAlone: true, jobsUnderWay: 0 }, 0), "sealed"), true);
    assert.equal(readsHere(connection({ isAlone: false, jobsUnderWay: 9 }, 0), "sealed"), false);
    assert.equal(readsHere(connection({ isAlone: true }, 0), "sealed"), true);
  });

  test("of many reads to be signed, other threads get none while their client is alone", () => {
    assert.equal(readsHere(connection({ isAlone: true, jobsUnderWay: 0 }, 5), "signed"), true);
    assert.equal(readsHere(connection({ isAlone: false, jobsUnderWay: 9 }, 0), "signed"), false);
  });
});

function connection(transport: object, requestsBehind = 0): Connection {
  return { transport, requestsBehind } as unknown as Connection;
}
