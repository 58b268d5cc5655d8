import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RDMA_SLAB_BYTES_MAX } from "../../limits.ts";
import { type ArenaSlab, SlabArena } from "./slab-arena.ts";

const PAGE = 65_536;

function taken(arena: SlabArena, byteCount: number): ArenaSlab {
  const found: (ArenaSlab | null)[] = [];
  arena.acquire(byteCount, (slab) => found.push(slab));
  const [slab] = found;
  assert.ok(slab != null);
  return slab;
}

describe("the slabs that a device reaches", () => {
  it("lie apart, and where they say", () => {
    const memory = new Uint8Array(4 * PAGE);
    const arena = new SlabArena(memory);
    const slabs = [1, PAGE, PAGE + 1].map((byteCount) => taken(arena, byteCount));
    assert.deepEqual(
      slabs.map(({ offset, bytes }) => [offset, bytes.length]),
      [
        [0, 1],
        [PAGE, PAGE],
        [2 * PAGE, PAGE + 1],
      ],
    );
    for (const { offset, bytes } of slabs) assert.equal(bytes.byteOffset, offset);
    assert.equal(arena.usedBytes, 4 * PAGE);
    for (const slab of slabs) slab.release();
    assert.equal(arena.usedBytes, 0);
  });

  it("are waited for in the order of asking, also by small ones behind a large one", () => {
    const arena = new SlabArena(new Uint8Array(4 * PAGE));
    const [first, second] = [taken(arena, 2 * PAGE), taken(arena, PAGE)];
    const served: string[] = [];
    const slabs: ArenaSlab[] = [];
    const wait = (name: string) => (slab: ArenaSlab | null) => {
      served.push(name);
      if (slab !== null) slabs.push(slab);
    };
    arena.acquire(3 * PAGE, wait("large"));
    arena.acquire(PAGE, wait("small"));
    assert.deepEqual(served, []);
    second.release();
    assert.deepEqual(served, []);
    first.release();
    assert.deepEqual(served, ["large", "small"]);
    assert.equal(arena.waitingCount, 0);
    for (const slab of slabs) slab.release();
    assert.equal(arena.usedBytes, 0);
  });

  it("fill a gap that is long enough, and no other", () => {
    const arena = new SlabArena(new Uint8Array(5 * PAGE));
    const slabs = [1, 1, 1, 1, 1].map(() => taken(arena, PAGE));
    slabs[1]?.release();
    slabs[3]?.release();
    slabs[4]?.release();
    assert.equal(taken(arena, 2 * PAGE).offset, 3 * PAGE);
    assert.equal(taken(arena, PAGE).offset, PAGE);
  });

  it("are never there for more than there is, for nothing, or when the helper is gone", () => {
    const arena = new SlabArena(new Uint8Array(2 * PAGE));
    const answers: (ArenaSlab | null)[] = [];
    const hear = (slab: ArenaSlab | null) => void answers.push(slab);
    arena.acquire(2 * PAGE + 1, hear);
    arena.acquire(0, hear);
    assert.deepEqual(answers, [null, null]);
    const all = taken(arena, 2 * PAGE);
    arena.acquire(1, hear);
    arena.close();
    assert.deepEqual(answers, [null, null, null]);
    all.release();
    assert.throws(() => all.release(), /twice/);
  });

  it("hold eight of the largest transfers, and the ninth waits", () => {
    const arena = new SlabArena(new Uint8Array(RDMA_SLAB_BYTES_MAX));
    const slabs = Array.from({ length: 8 }, () => taken(arena, 8_388_608));
    let isServed = false;
    arena.acquire(8_388_608, () => {
      isServed = true;
    });
    assert.equal(isServed, false);
    slabs[3]?.release();
    assert.equal(isServed, true);
  });
});
