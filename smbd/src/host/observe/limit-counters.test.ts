/** Where an administrator sees that a limit was reached: a counter for each, or why there is none. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import {
  LOCK_ELEMENT_COUNT_MAX,
  PENDING_COUNT_PER_CONNECTION_MAX,
  TREE_COUNT_PER_SESSION_MAX,
  UNAUTHENTICATED_SESSION_SETUP_COUNT_MAX,
} from "../../limits.ts";
import type { LimitName } from "../../port/observer.ts";
import { FileClient } from "../../test/file-client.ts";
import { PASSWORD, World } from "../../test/world.ts";
import { Metrics } from "./metrics.ts";

/** The counter is `limit.reached.` and the name of the limit. */
const OWN = "its own";
/** Each request over it is refused with a status: `command.done` counts it as an error of that command. */
const STATUS = "the command's errors";
/** Reaching it is the ordinary course: time goes by, work is cut in pieces, the oldest is forgotten. */
const ORDINARY = "none";

/** Not told of yet: a tree without the right to mark its file system, whose deepest folders go unseen. */
const SILENT = "nothing";

const COUNTERS: Readonly<Record<LimitName, string>> = {
  MASS_CHANGE_RECORD_COUNT_MAX: OWN,
  MASS_CHANGE_PATH_COUNT_MAX: ORDINARY,
  CONNECTION_COUNT_MAX: "connection.refused.limit-total",
  CONNECTION_COUNT_PER_ADDRESS_MAX: "connection.refused.limit-address",
  UNAUTHENTICATED_COUNT_PER_ADDRESS_MAX: "connection.refused.limit-address",
  AUTHENTICATION_MS_MAX: "connection.closed",
  UNAUTHENTICATED_FRAME_BYTES_MAX: "wire.malformed",
  IO_BYTES_MAX: STATUS,
  FRAME_OVERHEAD_BYTES_MAX: "wire.malformed",
  SMALL_IO_BYTES_MAX: STATUS,
  COMPOUND_COUNT_MAX: "wire.malformed",
  COMPOUND_REPLY_BYTES_MAX: ORDINARY,
  CREDIT_COUNT_MAX: ORDINARY,
  UNAUTHENTICATED_CREDIT_COUNT_MAX: ORDINARY,
  SESSION_COUNT_PER_CONNECTION_MAX: OWN,
  SESSION_SETUP_COUNT_PER_CONNECTION_MAX: OWN,
  UNAUTHENTICATED_SESSION_SETUP_COUNT_MAX: OWN,
  SESSION_COUNT_MAX: OWN,
  SECURITY_BLOB_BYTES_MAX: OWN,
  TREE_COUNT_PER_SESSION_MAX: OWN,
  OPEN_COUNT_PER_SESSION_MAX: OWN,
  OPEN_COUNT_MAX: OWN,
  PENDING_COUNT_PER_CONNECTION_MAX: OWN,
  ORPHAN_COUNT_PER_SESSION_MAX: "orphan.refused",
  LOCK_COUNT_PER_OPEN_MAX: OWN,
  LOCK_ELEMENT_COUNT_MAX: OWN,
  FAILED_LOGON_COUNT_MAX: ORDINARY,
  LOGON_BACKLOG_MS_MAX: "connection.closed",
  RDMA_SLAB_BYTES_MAX: ORDINARY,
  RDMA_DESCRIPTOR_COUNT_MAX: "wire.malformed",
  UNSENT_BYTES_PAUSE: OWN,
  IDLE_CONNECTION_MS_MAX: "connection.closed",
  INTERIM_AFTER_MS: ORDINARY,
  CHANNEL_COUNT_PER_SESSION_MAX: OWN,
  BINDING_COUNT_PER_CONNECTION_MAX: OWN,
  BREAK_MS_MAX: ORDINARY,
  BREAK_UNHEARD_MS_MAX: "connection.closed",
  PATH_UNITS_MAX: STATUS,
  PATH_COMPONENT_COUNT_MAX: STATUS,
  PIPE_MESSAGE_BYTES_MAX: STATUS,
  AUDIT_QUEUE_COUNT_MAX: ORDINARY,
  COPY_CHUNK_COUNT_MAX: STATUS,
  COPY_CHUNK_BYTES_MAX: STATUS,
  COPY_BYTES_MAX: STATUS,
  OFFLOAD_BYTES_MAX: ORDINARY,
  ENUMERATION_CHECK_COUNT_MAX: ORDINARY,
  OFFLOAD_TOKEN_COUNT_MAX: ORDINARY,
  OFFLOAD_TOKEN_COUNT_PER_OPEN_MAX: ORDINARY,
  OFFLOAD_TOKEN_DEFAULT_MS: ORDINARY,
  OFFLOAD_TOKEN_MS_MAX: ORDINARY,
  NOTIFY_KEPT_BYTES_PER_OPEN_MAX: ORDINARY,
  NOTIFY_KEPT_BYTES_MAX: ORDINARY,
  LOCAL_WATCH_COUNT_MAX: "local.unwatched.limit",
  OWN_CHANGE_COUNT_MAX: ORDINARY,
  LOCAL_TREE_DIRECTORY_COUNT_MAX: SILENT,
  DURABLE_TIMEOUT_MS: ORDINARY,
  DURABLE_V1_TIMEOUT_MS: ORDINARY,
  DURABLE_TIMEOUT_MS_MAX: ORDINARY,
  RESILIENT_TIMEOUT_MS_MAX: STATUS,
  PERSISTENT_OPEN_COUNT_MAX: "persistent.refused",
  PERSISTENT_RECORD_BYTES_MAX: "persistent.refused",
  PERSISTENT_LOCK_COUNT_MAX: OWN,
  STREAM_MOVE_BYTES_MAX: STATUS,
  HARD_LINK_ENTRY_COUNT_MAX: ORDINARY,
  PROJECTED_ACE_COUNT_MAX: ORDINARY,
  DISCONNECTED_OPEN_COUNT_MAX: OWN,
  // Told to the administrator who asked.
  FOLDER_LIST_ENTRY_COUNT_MAX: ORDINARY,
  DESCRIPTOR_WALK_COUNT_MAX: ORDINARY,
  RECYCLE_REMOVAL_COUNT_MAX: ORDINARY,
  DNS_PACKET_BYTES_MAX: "discovery.malformed",
  DNS_RECORD_COUNT_MAX: "discovery.malformed",
  DNS_LABEL_COUNT_MAX: "discovery.malformed",
  DISCOVERY_ANSWER_BYTES_MAX: ORDINARY,
  DISCOVERY_UNICAST_PER_SECOND_MAX: "discovery.refused",
  DISCOVERY_PENDING_COUNT_MAX: "discovery.refused",
  DISCOVERY_TIME_MACHINE_COUNT_MAX: ORDINARY,
  DISCOVERY_INTERFACE_COUNT_MAX: ORDINARY,
  WS_MESSAGE_BYTES_MAX: "discovery.malformed",
  WS_XML_DEPTH_MAX: "discovery.malformed",
  WS_XML_NAME_SPACE_COUNT_MAX: "discovery.malformed",
  WS_SEEN_COUNT_MAX: ORDINARY,
  SNAPSHOT_COUNT_MAX: ORDINARY,
  DESCRIPTOR_WALK_FOLDER_COUNT_MAX: ORDINARY,
};

/** All of the engine's own sources, as one text. */
function sources(): string {
  const root = new URL("../../", import.meta.url);
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && path !== "limits.ts")
    .map((path) => readFileSync(new URL(path, root), "utf8"))
    .join("\n");
}

describe("every limit", () => {
  test("with a counter of its own is told of somewhere, and every other name that is told is in the table", () => {
    const text = sources();
    for (const [name, counter] of Object.entries(COUNTERS)) {
      const isTold = text.includes(`"${name}"`);
      assert.equal(isTold, counter === OWN, name);
      const [event] = counter.split(".limit");
      if (!counter.includes(".")) continue;
      const isCounted = text.includes(`type: "${event}"`) || text.includes(`"${counter}":`);
      assert.ok(isCounted, counter);
    }
  });

  test("that is reached counts under its name", () => {
    const world = new World();
    const client = world.connected();
    const files = new FileClient(client);
    const element = { offset: 0n, length: 1n, flags: 0x11 };
    const fileId = files.open("f");
    files.lock(fileId, ...new Array<typeof element>(LOCK_ELEMENT_COUNT_MAX + 1).fill(element));
    for (let round = 0; round < 20; round++) client.call(13, (writer) => writer.u16(4).u16(0));
    files.lock(fileId, { ...element, flags: 0x12 });
    for (let count = 0; count <= PENDING_COUNT_PER_CONNECTION_MAX; count++) {
      files.sendLock(fileId, { ...element, flags: 2 });
    }
    for (let count = 0; count < TREE_COUNT_PER_SESSION_MAX; count++) client.tree("data");
    const stranger = world.client({ address: "192.0.2.7" });
    stranger.negotiate();
    for (let count = 0; count <= UNAUTHENTICATED_SESSION_SETUP_COUNT_MAX; count++) {
      stranger.sessionId = 0n;
      stranger.logonFirst("alice", PASSWORD);
    }
    const metrics = new Metrics();
    for (const event of world.events) metrics.take(event);
    const counters = metrics.counters();
    for (const name of [
      "LOCK_ELEMENT_COUNT_MAX",
      "PENDING_COUNT_PER_CONNECTION_MAX",
      "TREE_COUNT_PER_SESSION_MAX",
      "UNAUTHENTICATED_SESSION_SETUP_COUNT_MAX",
    ]) {
      assert.equal(counters[`limit.reached.${name}`], 1, name);
    }
    assert.equal(counters["limit.reached"], 4);
    assert.deepEqual(world.leftovers(), {});
  });
});
