import assert from "node:assert/strict";
import { test } from "node:test";
import { FileClient } from "../../test/file-client.ts";
import { World } from "../../test/world.ts";
import { encodeAppInstanceId } from "../../wire/context/app-instance-id.ts";
import { encodeAppInstanceVersion } from "../../wire/context/app-instance-version.ts";
import {
  CREATE_APP_INSTANCE_ID,
  CREATE_APP_INSTANCE_VERSION,
  CREATE_DURABLE_HANDLE_REQUEST_V2,
  CREATE_SD_BUFFER,
  createContext,
} from "../../wire/context/create-context.ts";
import { encodeDurableV2Request } from "../../wire/context/durable-v2.ts";
import { encodeSdBuffer } from "../../wire/context/security-descriptor.ts";
import { FILE_ALL_ACCESS, FILE_READ_ATTRIBUTES } from "../../wire/security/access-mask.ts";
import { ACCESS_ALLOWED_ACE_TYPE, makeAce } from "../../wire/security/ace.ts";
import { makeAcl } from "../../wire/security/acl.ts";
import { SE_DACL_PRESENT } from "../../wire/security/descriptor.ts";
import { makeSid } from "../../wire/security/sid.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_FILE_CLOSED,
  STATUS_FILE_FORCED_CLOSED,
  STATUS_SHARING_VIOLATION,
  STATUS_SUCCESS,
} from "../../wire/status.ts";

const ALICE = makeSid(5, [21, 1, 2, 3, 1000]);
const PROGRAM = "a1".repeat(16);

/** Shares nothing, as a virtual machine does with its disk. */
function opening(createGuid: string, appInstanceId: string, version: Version | null = null) {
  const durable = { timeoutMs: 0, flags: 0, createGuid };
  const contexts = [
    createContext(CREATE_DURABLE_HANDLE_REQUEST_V2, encodeDurableV2Request, durable),
    createContext(CREATE_APP_INSTANCE_ID, encodeAppInstanceId, { appInstanceId }),
  ];
  if (version !== null) {
    const [appInstanceVersionHigh, appInstanceVersionLow] = version;
    const run = { appInstanceVersionHigh, appInstanceVersionLow };
    contexts.push(createContext(CREATE_APP_INSTANCE_VERSION, encodeAppInstanceVersion, run));
  }
  return { shareAccess: 0, contexts };
}

type Version = readonly [bigint, bigint];

function start(options = {}) {
  const world = new World();
  const elsewhere = { clientGuid: "99".repeat(16), address: "192.0.2.2", ...options };
  return {
    world,
    here: new FileClient(world.connected("alice", "data", options)),
    there: new FileClient(world.connected("alice", "data", elsewhere)),
  };
}

test("a program that moved to another client takes its open over", () => {
  const { world, here, there } = start();
  const fileId = here.open("x", opening("01".repeat(16), PROGRAM));
  assert.equal(there.create("x", opening("02".repeat(16), PROGRAM)).status, STATUS_SUCCESS);
  assert.equal(here.close(fileId), STATUS_FILE_CLOSED);
  assert.equal(world.engine.openCount, 1);
  assert.deepEqual(world.leftovers(), {});
});

test("another program, and the same one at the same client, take nothing over", () => {
  const { world, here, there } = start();
  here.open("x", opening("01".repeat(16), PROGRAM));
  const other = opening("02".repeat(16), "b2".repeat(16));
  assert.equal(there.create("x", other).status, STATUS_SHARING_VIOLATION);
  const same = opening("03".repeat(16), PROGRAM);
  assert.equal(here.create("x", same).status, STATUS_SHARING_VIOLATION);
  assert.deepEqual(world.leftovers(), {});
});

test("who may not read the file takes nothing over", () => {
  const { world, here } = start();
  const dacl = makeAcl([makeAce(ACCESS_ALLOWED_ACE_TYPE, 0, FILE_ALL_ACCESS, ALICE)]);
  const kept = { resourceManagerControl: 0, owner: null, group: null, sacl: null, dacl };
  const descriptor = { control: SE_DACL_PRESENT, ...kept };
  const first = opening("01".repeat(16), PROGRAM);
  const guarded = createContext(CREATE_SD_BUFFER, encodeSdBuffer, descriptor);
  const fileId = here.open("x", { ...first, contexts: [...first.contexts, guarded] });
  const elsewhere = { clientGuid: "99".repeat(16), address: "192.0.2.2" };
  const bob = new FileClient(world.connected("bob", "data", elsewhere));
  const wanted = { ...opening("02".repeat(16), PROGRAM), desiredAccess: FILE_READ_ATTRIBUTES };
  assert.equal(bob.create("x", wanted).status, STATUS_ACCESS_DENIED);
  assert.equal(here.close(fileId), STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("only a later run of a program takes over from one that told its version", () => {
  const cases: readonly (readonly [Version, Version | null, boolean])[] = [
    [[2n, 5n], [2n, 6n], true],
    [[2n, 5n], [3n, 0n], true],
    [[2n, 5n], [2n, 5n], false],
    [[2n, 5n], [2n, 4n], false],
    [[2n, 5n], [1n, 9n], false],
    [[2n, 5n], null, false],
  ];
  for (const [held, claimed, isTaken] of cases) {
    const { world, here, there } = start();
    const fileId = here.open("x", opening("01".repeat(16), PROGRAM, held));
    const { status } = there.create("x", opening("02".repeat(16), PROGRAM, claimed));
    assert.equal(status, isTaken ? STATUS_SUCCESS : STATUS_FILE_FORCED_CLOSED);
    assert.equal(here.close(fileId), isTaken ? STATUS_FILE_CLOSED : STATUS_SUCCESS);
    assert.deepEqual(world.leftovers(), {});
  }
});

test("a version gives nothing to hold on to in dialects before 3.1.1", () => {
  const { world, here, there } = start({ dialects: [0x0302] });
  here.open("x", opening("01".repeat(16), PROGRAM, [2n, 5n]));
  const older = opening("02".repeat(16), PROGRAM, [1n, 1n]);
  assert.equal(there.create("x", older).status, STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});
