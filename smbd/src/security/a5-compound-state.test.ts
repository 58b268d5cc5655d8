/**
 * What one element of a compound leaves to the next. engine/compound.test.ts has the rules one by one; here every
 * command stands before every other, related and not, with the first one failing, with ids of all ones, and with a
 * last element that is nothing but a header.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { everyRequest, type SampleRequest } from "../test/every-request.ts";
import { expectNoInvariant, expectNoPoison, expectSound } from "../test/expect-sound.ts";
import { FileClient } from "../test/file-client.ts";
import { ALL_ONES } from "../test/info-client.ts";
import type { Element, VirtualClient } from "../test/virtual-client.ts";
import { World } from "../test/world.ts";
import type { FileId } from "../wire/file-id.ts";
import { Command } from "../wire/header.ts";
import { FILE_DIRECTORY_FILE } from "../wire/message/create.ts";
import { isError, STATUS_PENDING, STATUS_SUCCESS } from "../wire/status.ts";

const NAMES = everyRequest(ALL_ONES, ALL_ONES)
  .filter(({ command }) => command !== Command.CANCEL)
  .map(({ name }) => name);
const WILD = { sessionId: 2n ** 64n - 1n, treeId: 0xffffffff };
const HEADER_ONLY = () => {};

interface Scene {
  readonly client: VirtualClient;
  readonly fileId: FileId;
  readonly folderId: FileId;
}

function scene(world: World): Scene {
  const client = world.connected();
  const files = new FileClient(client);
  const fileId = files.open("f");
  const folderId = files.open("d", { createOptions: FILE_DIRECTORY_FILE });
  return { client, fileId, folderId };
}

function pick(name: string, fileId: FileId, folderId = fileId): SampleRequest {
  return everyRequest(fileId, folderId).find((one) => one.name === name) as SampleRequest;
}

/** Sends the pair; each element is answered once at most, and all of them where the connection lives on. */
function exchange(world: World, client: VirtualClient, elements: readonly Element[]): number[] {
  const ids = client.send(...elements);
  // Failed logons are answered after their delay.
  world.pass(20_000);
  return ids.map((id) => {
    const finals = client.replies.filter(
      ({ header, status }) => header.messageId === id && status !== STATUS_PENDING,
    );
    assert.ok(finals.length <= 1, "answered twice");
    const isAnswered = finals.length === 1 || client.count(id) === 1;
    assert.ok(client.isClosed || isAnswered, `no answer to message ${id}`);
    return finals[0]?.status ?? STATUS_PENDING;
  });
}

describe("A5: every command before every other", () => {
  for (const first of NAMES) {
    test(first, () => {
      const world = new World();
      for (const second of NAMES) {
        for (const isRelated of [false, true]) {
          const { client, fileId, folderId } = scene(world);
          exchange(world, client, [
            pick(first, fileId, folderId),
            { ...pick(second, isRelated ? ALL_ONES : fileId, folderId), isRelated },
          ]);
          expectNoPoison(client);
          client.vanish();
        }
      }
      expectSound(world);
    });
  }
});

describe("A5: an element after one that failed", () => {
  const failures: readonly (readonly [string, (good: SampleRequest) => Element])[] = [
    ["has no body", (good) => ({ ...good, encode: HEADER_ONLY })],
    ["is of no session", (good) => ({ ...good, sessionId: WILD.sessionId })],
    ["is of no tree", (good) => ({ ...good, treeId: WILD.treeId })],
    ["is unknown", (good) => ({ ...good, command: 0x13 })],
  ];
  for (const [what, spoil] of failures) {
    test(`gets nothing from an element that ${what}`, () => {
      const world = new World();
      for (const second of NAMES) {
        // A CREATE in between makes an open of its own.
        if (second === "CREATE") continue;
        const { client, fileId } = scene(world);
        const bad = spoil(pick("CREATE", fileId));
        const opens = world.engine.openCount;
        const statuses = exchange(world, client, [
          bad,
          { ...pick(second, ALL_ONES, ALL_ONES), isRelated: true },
          { ...pick("WRITE", ALL_ONES), isRelated: true },
        ]);
        if (!client.isClosed) {
          assert.ok(isError(statuses[0] as number), `${second}: the first element`);
          assert.notEqual(statuses[2], STATUS_SUCCESS, "wrote through an open that was never made");
        }
        if (!client.isClosed && second !== "LOGOFF" && second !== "TREE_DISCONNECT") {
          assert.ok(world.engine.openCount <= opens + 1, "opens out of nothing");
        }
        client.vanish();
        expectNoInvariant(world);
      }
      expectSound(world);
    });
  }
});

describe("A5: ids of all ones", () => {
  test("name no session and no tree in an element that is not related", () => {
    const world = new World();
    for (const name of NAMES) {
      if (name === "NEGOTIATE" || name === "SESSION_SETUP" || name === "ECHO") continue;
      const { client, fileId, folderId } = scene(world);
      client.signs = false;
      const [, status] = exchange(world, client, [
        pick("ECHO", fileId),
        { ...pick(name, fileId, folderId), ...WILD },
      ]);
      if (!client.isClosed) assert.ok(isError(status as number), name);
      client.vanish();
    }
    expectSound(world);
  });

  test("take what the element before had, and nothing where that had none", () => {
    const world = new World();
    for (const name of NAMES) {
      if (name === "NEGOTIATE" || name === "SESSION_SETUP" || name === "ECHO") continue;
      const client = world.client();
      client.negotiate();
      // There is no session at all.
      const elements = [
        { ...pick("ECHO", ALL_ONES), ...WILD },
        { ...pick(name, ALL_ONES), ...WILD, isRelated: true },
      ];
      const [, status] = exchange(world, client, elements);
      if (!client.isClosed) assert.ok(isError(status as number), name);
      client.vanish();
    }
    expectSound(world);
  });

  test("on a session whose logon is half done serve nothing", () => {
    const world = new World();
    for (const name of NAMES) {
      if (name === "NEGOTIATE" || name === "SESSION_SETUP" || name === "ECHO") continue;
      const client = world.client();
      client.negotiate();
      client.sessionId = client.logonFirst("alice", "pass1234").header.sessionId;
      const elements = [
        { ...pick("TREE_CONNECT", ALL_ONES) },
        { ...pick(name, ALL_ONES), ...WILD, isRelated: true },
      ];
      const statuses = exchange(world, client, elements);
      if (!client.isClosed) for (const status of statuses) assert.ok(isError(status), name);
      client.vanish();
    }
    expectSound(world);
  });
});

describe("A5: a last element of exactly 64 bytes", () => {
  test("fails whatever its command and whatever stood before, and reads nothing behind itself", () => {
    const world = new World();
    for (const first of ["ECHO", "CREATE", "READ", "QUERY_DIRECTORY"]) {
      for (const second of NAMES) {
        if (second === "NEGOTIATE") continue;
        for (const isRelated of [false, true]) {
          const { client, fileId, folderId } = scene(world);
          const [, status] = exchange(world, client, [
            pick(first, fileId, folderId),
            { ...pick(second, fileId), encode: HEADER_ONLY, isRelated },
          ]);
          if (!client.isClosed) assert.ok(isError(status as number), `${first} ${second}`);
          expectNoPoison(client);
          client.vanish();
        }
      }
    }
    expectSound(world);
  });
});

describe("A5: SESSION_SETUP inside a compound", () => {
  test("gives the elements after it no session before its proof", () => {
    const world = new World();
    const victim = world.connected("bob");
    const fileId = new FileClient(victim).open("secret");
    const client = world.client();
    client.negotiate();
    const elements = [
      pick("SESSION_SETUP", ALL_ONES),
      { ...pick("TREE_CONNECT", ALL_ONES), isRelated: true },
      { ...pick("READ", fileId), isRelated: true },
      { ...pick("READ", fileId), sessionId: victim.sessionId, treeId: victim.treeId },
    ];
    const statuses = exchange(world, client, elements);
    if (!client.isClosed) for (const status of statuses) assert.ok(isError(status));
    assert.equal(new FileClient(victim).flush(fileId), STATUS_SUCCESS);
    expectSound(world);
  });
});
