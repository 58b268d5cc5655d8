import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Catalog } from "../state/catalog.ts";
import type { Reply, VirtualClient } from "../test/virtual-client.ts";
import { catalogInput, PASSWORD, user, World } from "../test/world.ts";
import { GLOBAL_CAP_NOTIFICATIONS } from "../wire/message/negotiate.ts";
import {
  COMMAND_SERVER_TO_CLIENT_NOTIFICATION,
  decodeServerToClientNotification,
  encodeServerToClientNotification,
} from "../wire/message/server-to-client-notification.ts";
import { STATUS_INVALID_PARAMETER, STATUS_SUCCESS } from "../wire/status.ts";
import { applyCatalog } from "./apply-catalog.ts";

const ASKS = { capabilities: 0x7f | GLOBAL_CAP_NOTIFICATIONS };

function told(client: VirtualClient): Reply[] {
  return client.replies.filter(
    ({ header }) => header.command === COMMAND_SERVER_TO_CLIENT_NOTIFICATION,
  );
}

function close(world: World): void {
  for (const session of [...world.engine.sessions.values()]) world.engine.endSession(session, "x");
}

describe("the notification that a session was closed", () => {
  it("goes, signed, to a client of 3.1.1 that asked for it", () => {
    const world = new World();
    const client = world.connected("alice", "data", ASKS);
    assert.ok((client.negotiated?.capabilities ?? 0) & GLOBAL_CAP_NOTIFICATIONS);
    close(world);
    const [reply, ...more] = told(client);
    assert.ok(reply);
    assert.deepEqual(more, []);
    assert.equal(reply.isSigned, true);
    assert.equal(reply.header.messageId, 0xffffffffffffffffn);
    assert.equal(reply.header.sessionId, client.sessionId);
    assert.equal(reply.header.treeId, 0);
    assert.equal(decodeServerToClientNotification(reply.body).notificationType, 0);
    assert.deepEqual(world.leftovers(), {});
  });

  it("goes sealed where the session is", () => {
    const input = catalogInput();
    const settings = { ...input.settings, encryptionRequired: true };
    const world = new World({ ...input, settings });
    const client = world.client(ASKS);
    client.negotiate();
    assert.equal(client.logon("alice", PASSWORD), STATUS_SUCCESS);
    close(world);
    assert.deepEqual(
      told(client).map(({ isSealed }) => isSealed),
      [true],
    );
    assert.deepEqual(world.leftovers(), {});
  });

  it("goes to every channel of the session", () => {
    const world = new World();
    const first = world.connected("alice", "data", ASKS);
    const second = world.client(ASKS);
    second.negotiate();
    assert.equal(second.bind(first, "alice", PASSWORD), STATUS_SUCCESS);
    close(world);
    assert.deepEqual([told(first).length, told(second).length], [1, 1]);
    assert.deepEqual(world.leftovers(), {});
  });

  it("goes out when the account is disabled or its password changed, and to nobody else", () => {
    for (const change of [{ enabled: false }, { ntHash: "00".repeat(16) }]) {
      const world = new World();
      const alice = world.connected("alice", "data", ASKS);
      const bob = world.connected("bob", "data", ASKS);
      const users = [{ ...user("alice", 0), ...change }, user("bob", 1)];
      applyCatalog(world.engine, new Catalog(catalogInput({ revision: 2, users })));
      assert.deepEqual([told(alice).length, told(bob).length], [1, 0]);
      assert.deepEqual(world.leftovers(), {});
    }
  });

  it("is the server's alone: a client that sends one is refused as for any unknown command", () => {
    const world = new World();
    const client = world.connected("alice", "data", ASKS);
    const reply = client.call(COMMAND_SERVER_TO_CLIENT_NOTIFICATION, (writer) =>
      encodeServerToClientNotification(writer, { notificationType: 0 }),
    );
    assert.equal(reply.status, STATUS_INVALID_PARAMETER);
    assert.deepEqual(world.leftovers(), {});
  });

  it("is not sent to who did not ask, to older dialects, or to who leaves", () => {
    const world = new World();
    const silent = world.connected();
    const older = world.connected("alice", "data", { ...ASKS, dialects: [0x0302] });
    assert.equal((older.negotiated?.capabilities ?? 0) & GLOBAL_CAP_NOTIFICATIONS, 0);
    const leaving = world.connected("alice", "data", ASKS);
    leaving.call(2, (writer) => writer.u16(4).u16(0));
    close(world);
    assert.deepEqual([silent, older, leaving].flatMap(told), []);
    assert.deepEqual(world.leftovers(), {});
  });
});
