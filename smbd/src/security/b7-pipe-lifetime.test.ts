/**
 * Pipes that are opened, written, read, asked and closed at the same time, by several clients. The pipe itself is in
 * rpc/pipe.test.ts. The services live in the engine: there is no other process whose answers could be late, come
 * twice or be somebody else's; what is left of the class is whose answer goes where.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { bindFragment, requestFragment } from "../rpc/rpc-fuzz-targets.ts";
import { srvsvc } from "../rpc/service/srvsvc.ts";
import { wkssvc } from "../rpc/service/wkssvc.ts";
import { expectNoPoison, expectSound } from "../test/expect-sound.ts";
import { InfoClient } from "../test/info-client.ts";
import { World } from "../test/world.ts";
import type { FileId } from "../wire/file-id.ts";
import { FSCTL_PIPE_TRANSCEIVE } from "../wire/fsctl/code.ts";
import { STATUS_PENDING, STATUS_SUCCESS } from "../wire/status.ts";

const OPENING = { desiredAccess: 0x0012_019f };
const CALL_ID_AT = 12;
const SERVICES = [
  ["srvsvc", srvsvc, 21],
  ["wkssvc", wkssvc, 0],
] as const;

function request(service: number, callId: number): Uint8Array {
  const [, target, opnum] = SERVICES[service % 2] as (typeof SERVICES)[number];
  const bytes = requestFragment(target, opnum).slice();
  new DataView(bytes.buffer).setUint32(CALL_ID_AT, callId, true);
  return bytes;
}

function callIdOf(answer: Uint8Array): number {
  return new DataView(answer.buffer, answer.byteOffset).getUint32(CALL_ID_AT, true);
}

function opened(files: InfoClient, service: number): FileId {
  const [name, target] = SERVICES[service % 2] as (typeof SERVICES)[number];
  const fileId = files.open(name, OPENING);
  const { status } = files.ioctl(fileId, FSCTL_PIPE_TRANSCEIVE, bindFragment(target));
  assert.equal(status, STATUS_SUCCESS);
  return fileId;
}

describe("B7: parallel pipes", () => {
  test("each answer goes to the pipe of its call, though all use the same call ids", () => {
    const world = new World();
    const clients = ["alice", "bob"].map((name) => new InfoClient(world.connected(name, "IPC$")));
    const pipes = clients.flatMap((files) =>
      [0, 1, 0, 1].map((service) => ({ files, service, fileId: opened(files, service) })),
    );
    const expected = new Map<number, Uint8Array>();
    for (let callId = 1; callId <= 5; callId++) {
      // All are asked before any answer is read.
      for (const { files, fileId, service } of pipes) {
        const bytes = request(service, callId);
        assert.equal(files.write(fileId, 0, bytes).status, STATUS_SUCCESS);
      }
      for (const { files, fileId, service } of pipes.toReversed()) {
        const { data } = files.read(fileId, 0, 65_536);
        assert.equal(callIdOf(data), callId);
        const stub = data.slice(24);
        const first = expected.get(service) ?? stub;
        expected.set(service, first);
        assert.deepEqual(stub.length, first.length, "another service's answer");
      }
    }
    expectSound(world);
  });

  test("a call id used again, and one asked for while another is unread, are answered in their order", () => {
    const world = new World();
    const files = new InfoClient(world.connected("alice", "IPC$"));
    const fileId = opened(files, 0);
    for (const callId of [7, 7, 8, 7]) files.write(fileId, 0, request(0, callId));
    const ids = [1, 2, 3, 4].map(() => callIdOf(files.read(fileId, 0, 65_536).data));
    assert.deepEqual(ids, [7, 7, 8, 7]);
    expectSound(world);
  });

  test("whatever is done to pipes of whatever state: one answer each, and none that was not asked for", () => {
    const action = fc.record({
      what: fc.constantFrom(
        "open",
        "bind",
        "write",
        "read",
        "ask",
        "junk",
        "close",
        "vanish",
        "cancel",
      ),
      who: fc.nat(1),
      pipe: fc.nat(2),
      service: fc.nat(1),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const world = new World();
        const clients = ["alice", "bob"].map(
          (name) => new InfoClient(world.connected(name, "IPC$")),
        );
        const pipes: (FileId | undefined)[][] = [[], []];
        const sent: bigint[][] = [[], []];
        for (const { what, who, pipe, service } of actions) {
          const files = clients[who] as InfoClient;
          if (files.client.isClosed) continue;
          const mine = pipes[who] as (FileId | undefined)[];
          if (what === "open") {
            mine[pipe] = files.open(SERVICES[service]?.[0] as string, OPENING);
            continue;
          }
          if (what === "vanish") files.client.vanish();
          const fileId = mine[pipe];
          if (fileId === undefined || files.client.isClosed) continue;
          const bind = bindFragment((SERVICES[service] as (typeof SERVICES)[number])[1]);
          if (what === "bind") files.write(fileId, 0, bind);
          if (what === "write") files.write(fileId, 0, request(service, pipe));
          if (what === "junk") files.write(fileId, 0, new Uint8Array(30).fill(pipe));
          if (what === "read") sent[who]?.push(files.sendRead(fileId, 0, 100));
          if (what === "ask") {
            sent[who]?.push(files.sendIoctl(fileId, FSCTL_PIPE_TRANSCEIVE, request(service, 3)));
          }
          if (what === "cancel") for (const id of sent[who] ?? []) files.client.cancel(id);
          if (what === "close") files.close(fileId);
        }
        for (const [who, ids] of sent.entries()) {
          const { client } = clients[who] as InfoClient;
          for (const id of client.isClosed ? [] : ids) client.cancel(id);
          for (const id of ids) {
            const count = client.replies.filter(
              ({ header, status }) => header.messageId === id && status !== STATUS_PENDING,
            ).length;
            assert.ok(client.isClosed ? count <= 1 : count === 1);
          }
          expectNoPoison(client);
        }
        expectSound(world);
      }),
      { numRuns: 100 },
    );
  });

  test("a session's end, and a tree's, take their pipes along while READs wait on them", () => {
    for (const way of ["logoff", "tree"] as const) {
      const world = new World();
      const files = new InfoClient(world.connected("alice", "IPC$"));
      const fileId = opened(files, 0);
      const id = files.sendRead(fileId, 0, 100);
      files.client.call(way === "logoff" ? 2 : 4, (writer) => writer.u16(4).u16(0));
      const finals = files.client.replies.filter(
        ({ header, status }) => header.messageId === id && status !== STATUS_PENDING,
      );
      assert.equal(finals.length, 1);
      assert.equal(world.engine.openCount, 0);
      expectSound(world);
    }
  });
});
