/**
 * Any command in any state of connection, session, tree and handle. engine/dispatch.test.ts has the first command
 * before NEGOTIATE and the second NEGOTIATE, command/session-setup.test.ts the session in progress.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ShareStates } from "../host/control/share-states.ts";
import { engineStatus } from "../host/control/status.ts";
import { type StatusLists, StatusReport } from "../host/control/status-report.ts";
import { Metrics } from "../host/observe/metrics.ts";
import { everyRequest, type SampleRequest } from "../test/every-request.ts";
import { expectNoPoison, expectSound } from "../test/expect-sound.ts";
import { FileClient } from "../test/file-client.ts";
import { ALL_ONES } from "../test/info-client.ts";
import type { VirtualClient } from "../test/virtual-client.ts";
import { PASSWORD, World } from "../test/world.ts";
import type { FileId } from "../wire/file-id.ts";
import { Command } from "../wire/header.ts";
import { FILE_DIRECTORY_FILE, OPLOCK_LEVEL_BATCH } from "../wire/message/create.ts";
import { isError, STATUS_PENDING } from "../wire/status.ts";

interface Place {
  readonly client: VirtualClient;
  readonly fileId: FileId;
  readonly folderId: FileId;
}

const none = (client: VirtualClient): Place => ({ client, fileId: ALL_ONES, folderId: ALL_ONES });

function negotiated(world: World): VirtualClient {
  const client = world.client();
  client.negotiate();
  return client;
}

function opened(world: World): Place {
  const client = world.connected();
  const files = new FileClient(client);
  const folderId = files.open("d", { createOptions: FILE_DIRECTORY_FILE });
  return { client, fileId: files.open("f"), folderId };
}

/** In which none of the commands that need a tree may succeed, but for `opened`. */
const STATES: Readonly<Record<string, (world: World) => Place>> = {
  "a connection that has said nothing": (world) => none(world.client()),
  "a connection that negotiated": (world) => none(negotiated(world)),
  "a session whose logon is half done": (world) => {
    const client = negotiated(world);
    client.sessionId = client.logonFirst("alice", PASSWORD).header.sessionId;
    return none(client);
  },
  "a session whose logon failed": (world) => {
    const client = negotiated(world);
    client.sendSecond(client.logonFirst("alice", "wrong"));
    world.pass(3_000);
    return none(client);
  },
  "a session without a tree": (world) => {
    const client = negotiated(world);
    client.logon("alice", PASSWORD);
    return none(client);
  },
  "a session that logged off": (world) => {
    const place = opened(world);
    place.client.call(Command.LOGOFF, (writer) => writer.u16(4).u16(0));
    return place;
  },
  "a tree that was disconnected": (world) => {
    const place = opened(world);
    place.client.call(Command.TREE_DISCONNECT, (writer) => writer.u16(4).u16(0));
    return place;
  },
  "handles that were closed": (world) => {
    const place = opened(world);
    const files = new FileClient(place.client);
    files.close(place.fileId);
    files.close(place.folderId);
    return place;
  },
};
const USUAL = { opened };

/** Succeed without a session, or begin something new. */
const FREE: readonly number[] = [
  Command.NEGOTIATE,
  Command.ECHO,
  Command.SESSION_SETUP,
  Command.TREE_CONNECT,
  Command.TREE_DISCONNECT,
  Command.LOGOFF,
  Command.CREATE,
  Command.CANCEL,
];

function send({ client }: Place, { command, encode }: SampleRequest): number | null {
  const [id] = client.send({ command, encode });
  const finals = client.replies.filter(
    ({ header, status }) => header.messageId === id && status !== STATUS_PENDING,
  );
  assert.ok(finals.length <= 1);
  return finals[0]?.status ?? null;
}

describe("D4: every command in every state", () => {
  for (const [what, arrive] of Object.entries(STATES)) {
    test(what, () => {
      const world = new World();
      for (const { name } of everyRequest(ALL_ONES, ALL_ONES)) {
        const place = arrive(world);
        const samples = everyRequest(place.fileId, place.folderId);
        const sample = samples.find((one) => one.name === name) as SampleRequest;
        place.client.replies.length = 0;
        const status = send(place, sample);
        if (!FREE.includes(sample.command) && status !== null) assert.ok(isError(status), name);
        expectNoPoison(place.client);
        place.client.vanish();
      }
      expectSound(world);
    });
  }

  test("any row of commands after any other: one answer each at most, and the next client is served", () => {
    const count = everyRequest(ALL_ONES, ALL_ONES).length;
    const states = fc.constantFrom(...Object.values({ ...STATES, ...USUAL }));
    fc.assert(
      fc.property(states, fc.array(fc.nat(count - 1), { maxLength: 15 }), (arrive, indexes) => {
        const world = new World();
        const place = arrive(world);
        for (const index of indexes) {
          if (place.client.isClosed) break;
          send(place, everyRequest(place.fileId, place.folderId)[index] as SampleRequest);
        }
        world.pass(50_000);
        new FileClient(world.connected("bob", "data", { address: "192.0.2.2" })).put("ok", "ok");
        expectSound(world);
      }),
      { numRuns: 150 },
    );
  });
});

describe("D4: file commands on IPC$", () => {
  test("on a pipe, and on nothing, are answered", () => {
    const world = new World();
    for (const { name } of everyRequest(ALL_ONES, ALL_ONES)) {
      const client = world.connected("alice", "IPC$");
      const fileId = new FileClient(client).open("srvsvc", { desiredAccess: 0x0012_019f });
      for (const id of [fileId, ALL_ONES]) {
        if (client.isClosed) break;
        const sample = everyRequest(id, id).find((one) => one.name === name) as SampleRequest;
        send({ client, fileId: id, folderId: id }, sample);
      }
      expectNoPoison(client);
      client.vanish();
    }
    expectSound(world);
  });
});

describe("D4: the administrator looks", () => {
  const FACTS = {
    ...{ version: "0", listening: [], problem: "", rdma: null },
    ...{ discovery: { interfaces: [] }, discoveryCounters: {} },
  };

  function look(world: World): StatusLists {
    engineStatus(world.engine, new Metrics(), FACTS);
    return new StatusReport(world.engine, new ShareStates(world.engine)).next().lists;
  }

  test("in every state, and while handles belong to nobody", () => {
    for (const arrive of Object.values({ ...STATES, ...USUAL })) {
      const world = new World();
      arrive(world);
      look(world);
      const orphan = world.connected();
      new FileClient(orphan).open("durable", {
        requestedOplockLevel: OPLOCK_LEVEL_BATCH,
        contexts: [{ name: "DHnQ", dataView: new Uint8Array(16) }],
      });
      const waiting = world.connected("bob", "data", { address: "192.0.2.2" });
      new FileClient(waiting).send("durable");
      look(world);
      orphan.vanish();
      assert.ok(look(world).opens.length > 0);
      waiting.vanish();
      look(world);
      expectSound(world);
    }
  });
});
