/**
 * The holder of a cache goes, or answers what nobody asked, while a break is under way. engine/breaks.test.ts and
 * break-delivery.test.ts have the ordinary course, state/oplock-model.test.ts the rules against a model.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BREAK_MS_MAX } from "../limits.ts";
import { expectSound } from "../test/expect-sound.ts";
import { FileClient } from "../test/file-client.ts";
import type { VirtualClient } from "../test/virtual-client.ts";
import { World } from "../test/world.ts";
import { CREATE_REQUEST_LEASE, createContext } from "../wire/context/create-context.ts";
import { encodeLease } from "../wire/context/lease.ts";
import type { FileId } from "../wire/file-id.ts";
import { GUID_ZERO } from "../wire/guid.ts";
import { Command } from "../wire/header.ts";
import {
  type CreateRequest,
  OPLOCK_LEVEL_BATCH,
  OPLOCK_LEVEL_EXCLUSIVE,
  OPLOCK_LEVEL_LEASE,
} from "../wire/message/create.ts";
import { encodeLogoffRequest } from "../wire/message/logoff.ts";
import { encodeOplockBreakRequest } from "../wire/message/oplock-break.ts";
import { encodeTreeDisconnectRequest } from "../wire/message/tree-disconnect.ts";
import { isError, STATUS_PENDING, STATUS_SUCCESS } from "../wire/status.ts";

const KEY = "ab".repeat(16);

interface Holding {
  readonly name: string;
  readonly change: Partial<CreateRequest>;
  /** Acknowledges down to this level or state. */
  readonly acknowledge: (client: VirtualClient, fileId: FileId, level: number) => number;
}

const oplock = (requestedOplockLevel: number) => ({
  change: { requestedOplockLevel },
  acknowledge: (client: VirtualClient, fileId: FileId, oplockLevel: number) =>
    client.call(Command.OPLOCK_BREAK, (writer) =>
      encodeOplockBreakRequest(writer, { kind: "oplock", oplockLevel, fileId }),
    ).status,
});

const leased = (leaseState: number, version: 1 | 2) => {
  const more = { leaseFlags: 0, parentLeaseKey: GUID_ZERO, epoch: 0 };
  const body = { version, leaseKey: KEY, leaseState, ...more } as const;
  return {
    change: {
      requestedOplockLevel: OPLOCK_LEVEL_LEASE,
      contexts: [createContext(CREATE_REQUEST_LEASE, encodeLease, body)],
    },
    acknowledge: (client: VirtualClient, _: FileId, state: number) =>
      client.call(Command.OPLOCK_BREAK, (writer) =>
        encodeOplockBreakRequest(writer, { kind: "lease", leaseKey: KEY, leaseState: state }),
      ).status,
  };
};

const HOLDINGS: readonly Holding[] = [
  { name: "a batch oplock", ...oplock(OPLOCK_LEVEL_BATCH) },
  { name: "an exclusive oplock", ...oplock(OPLOCK_LEVEL_EXCLUSIVE) },
  { name: "a lease of version 1", ...leased(7, 1) },
  { name: "a lease of version 2", ...leased(7, 2) },
];

type Scene = ReturnType<typeof scene>;

/** Alice holds, bob's CREATE waits for her. */
function scene(holding: Holding) {
  const world = new World();
  const holder = world.connected("alice");
  const fileId = new FileClient(holder).open("x", holding.change);
  const waiter = world.connected("bob", "data", { address: "192.0.2.2" });
  const id = new FileClient(waiter).send("x");
  assert.equal(isOpenFor(waiter, id), false);
  return { world, holder, fileId, waiter, id, holding };
}

function isOpenFor(waiter: VirtualClient, id: bigint): boolean {
  const finals = waiter.replies.filter(
    ({ header, status }) => header.messageId === id && status !== STATUS_PENDING,
  );
  assert.ok(finals.length <= 1);
  return finals[0]?.status === STATUS_SUCCESS;
}

/** What ends the wait at once. */
const ENDS: Readonly<Record<string, (scene: Scene) => void>> = {
  "closes its handle": ({ holder, fileId }) => void new FileClient(holder).close(fileId),
  "disconnects its tree": ({ holder }) =>
    void holder.call(Command.TREE_DISCONNECT, encodeTreeDisconnectRequest),
  "logs off": ({ holder }) => void holder.call(Command.LOGOFF, encodeLogoffRequest),
  vanishes: ({ holder }) => holder.vanish(),
  "acknowledges down to nothing": ({ holding, holder, fileId }) => {
    assert.equal(holding.acknowledge(holder, fileId, 0), STATUS_SUCCESS);
  },
};

describe("B3: the holder ends between the decision and the answer", () => {
  for (const holding of HOLDINGS) {
    for (const [what, end] of Object.entries(ENDS)) {
      test(`${holding.name}: the holder ${what}, and the waiter goes on at once`, () => {
        const { world, waiter, id, ...rest } = scene(holding);
        end({ world, waiter, id, ...rest });
        assert.equal(isOpenFor(waiter, id), true);
        world.pass(BREAK_MS_MAX + 1);
        expectSound(world);
      });
    }

    test(`${holding.name}: nobody answers, and the deadline ends the wait`, () => {
      const { world, holder, waiter, id, fileId } = scene(holding);
      world.pass(BREAK_MS_MAX - 1_000);
      assert.equal(isOpenFor(waiter, id), false);
      world.pass(2_000);
      assert.equal(isOpenFor(waiter, id), true);
      // An answer that comes after the deadline is to nothing.
      assert.ok(isError(holding.acknowledge(holder, fileId, 0)));
      expectSound(world);
    });

    test(`${holding.name}: an acknowledgement sent twice is refused the second time`, () => {
      const { world, holder, waiter, id, fileId } = scene(holding);
      assert.equal(holding.acknowledge(holder, fileId, 0), STATUS_SUCCESS);
      assert.ok(isError(holding.acknowledge(holder, fileId, 0)));
      assert.equal(isOpenFor(waiter, id), true);
      expectSound(world);
    });

    test(`${holding.name}: an acknowledgement of more than is left is refused, and grants nothing`, () => {
      for (const level of [7, 8, 9, 0x0f, 0x80, 0xff]) {
        const { world, holder, waiter, id, fileId } = scene(holding);
        const status = holding.acknowledge(holder, fileId, level);
        assert.ok(isError(status), `level ${level}`);
        // Whatever became of the oplock, the holder has no cache beside the waiter's write in the end.
        world.pass(BREAK_MS_MAX + 1);
        assert.equal(isOpenFor(waiter, id), true, `level ${level}`);
        expectSound(world);
      }
    });

    test(`${holding.name}: an acknowledgement without a break, or by a stranger, is refused`, () => {
      const world = new World();
      const holder = world.connected("alice");
      const fileId = new FileClient(holder).open("x", holding.change);
      assert.ok(isError(holding.acknowledge(holder, fileId, 0)));
      const stranger = world.connected("bob", "data", { clientGuid: "77".repeat(16) });
      assert.ok(isError(holding.acknowledge(stranger, fileId, 0)));
      expectSound(world);
    });

    test(`${holding.name}: a stranger's acknowledgement does not end somebody else's break`, () => {
      const { world, waiter, id, fileId } = scene(holding);
      const stranger = world.connected("bob", "data", { clientGuid: "77".repeat(16) });
      assert.ok(isError(holding.acknowledge(stranger, fileId, 0)));
      assert.equal(isOpenFor(waiter, id), false);
      expectSound(world);
    });

    test(`${holding.name}: holder and waiter vanish together, in both orders`, () => {
      for (const order of [0, 1]) {
        const { world, holder, waiter } = scene(holding);
        const pair = [holder, waiter];
        pair[order]?.vanish();
        pair[1 - order]?.vanish();
        world.pass(BREAK_MS_MAX + 1);
        assert.equal(world.engine.openCount, 0);
        expectSound(world);
      }
    });

    test(`${holding.name}: a waiter that is cancelled leaves the break, and the next one waits for the same`, () => {
      const { world, holder, waiter, id, fileId } = scene(holding);
      waiter.cancel(id);
      const again = new FileClient(waiter).send("x");
      assert.equal(isOpenFor(waiter, again), false);
      assert.equal(holding.acknowledge(holder, fileId, 0), STATUS_SUCCESS);
      assert.equal(isOpenFor(waiter, again), true);
      expectSound(world);
    });
  }
});
