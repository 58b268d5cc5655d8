/** Renames that wait for holders of leases: nothing is said until they are done, as on Windows. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRequest, FileClient } from "../test/file-client.ts";
import type { Element, VirtualClient } from "../test/virtual-client.ts";
import { World } from "../test/world.ts";
import { CREATE_REQUEST_LEASE, createContext } from "../wire/context/create-context.ts";
import { encodeLease, LEASE_HANDLE_CACHING, LEASE_READ_CACHING } from "../wire/context/lease.ts";
import type { FileId } from "../wire/file-id.ts";
import { FileInformationClass } from "../wire/fscc/information-class.ts";
import { encodeRenameInformation } from "../wire/fscc/rename.ts";
import { GUID_ZERO } from "../wire/guid.ts";
import { Command } from "../wire/header.ts";
import { encodeCloseRequest } from "../wire/message/close.ts";
import {
  encodeCreateRequest,
  FILE_DIRECTORY_FILE,
  OPLOCK_LEVEL_LEASE,
} from "../wire/message/create.ts";
import { encodeEchoRequest } from "../wire/message/echo.ts";
import {
  decodeOplockBreakNotification,
  encodeOplockBreakRequest,
} from "../wire/message/oplock-break.ts";
import { INFO_FILE } from "../wire/message/query-info.ts";
import { encodeSetInfoRequest } from "../wire/message/set-info.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_CANCELLED,
  STATUS_INVALID_PARAMETER,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { Writer } from "../wire/writer.ts";

const ALL = 0xffffffffffffffffn;
const ALL_ONES = { persistent: ALL, volatile: ALL };
const KEY = "ab".repeat(16);
const RH = LEASE_READ_CACHING | LEASE_HANDLE_CACHING;

describe("a rename that waits for a holder", () => {
  it("is answered once, after the holder's acknowledgement", () => {
    const bench = new Bench();
    const fileId = new FileClient(bench.other).open("x");
    const [id] = bench.other.send(rename(fileId)) as [bigint];
    bench.world.pass(5_000);
    assert.equal(bench.other.count(id), 0);
    assert.equal(bench.other.call(Command.ECHO, encodeEchoRequest).status, STATUS_SUCCESS);
    bench.acknowledge(() => assert.equal(bench.other.count(id), 0));
    assert.equal(bench.other.take(id).status, STATUS_SUCCESS);
    bench.end();
  });

  it("holds back the replies before it in its chain", () => {
    const bench = new Bench();
    const [made, renamed] = bench.other.send(create("x"), { ...rename(ALL_ONES), isRelated: true });
    bench.world.pass(5_000);
    assert.equal(bench.other.replies.filter(isOfChain(made, renamed)).length, 0);
    bench.acknowledge();
    assert.equal(bench.other.take(made as bigint).status, STATUS_SUCCESS);
    assert.equal(bench.other.take(renamed as bigint).status, STATUS_SUCCESS);
    bench.end();
  });

  it("can be cancelled by its message id, and leaves the name as it was", () => {
    const bench = new Bench();
    const files = new FileClient(bench.other);
    const fileId = files.open("x");
    const [id] = bench.other.send(rename(fileId)) as [bigint];
    bench.other.cancel(id);
    assert.equal(bench.other.take(id).status, STATUS_CANCELLED);
    bench.acknowledge();
    const { status } = files.create("y", { createDisposition: 1 });
    assert.equal(status, STATUS_OBJECT_NAME_NOT_FOUND);
    bench.end();
  });
});

describe("a rename over a file that somebody has open", () => {
  const overwrite = (bench: Bench) => {
    const files = new FileClient(bench.other);
    const [id] = bench.other.send(rename(files.open("y"), "x", true)) as [bigint];
    return id;
  };

  it("goes on when who kept it open for its cache closes it", () => {
    const bench = new Bench();
    const id = overwrite(bench);
    assert.equal(bench.other.count(id), 0);
    assert.deepEqual(bench.broken(), [KEY]);
    assert.equal(new FileClient(bench.holder).close(bench.held), STATUS_SUCCESS);
    assert.equal(bench.other.take(id).status, STATUS_SUCCESS);
    bench.end();
  });

  it("is denied when who had it open keeps it, and asks nobody twice", () => {
    const bench = new Bench();
    const id = overwrite(bench);
    bench.acknowledge();
    assert.equal(bench.other.take(id).status, STATUS_ACCESS_DENIED);
    assert.deepEqual(bench.broken(), [KEY]);
    assert.equal(bench.other.take(overwrite(bench)).status, STATUS_ACCESS_DENIED);
    assert.deepEqual(bench.broken(), []);
    bench.end();
  });
});

describe("a rename of a folder", () => {
  it("asks who had something open below it to close that, and not who opened it while it waited", () => {
    const bench = new Bench();
    const files = new FileClient(bench.other);
    const mine = new FileClient(bench.holder);
    const folder = files.open("d", { createOptions: FILE_DIRECTORY_FILE });
    const held = mine.open("d\\held", lease(RH, "01".repeat(16)));
    const [id] = bench.other.send(rename(folder)) as [bigint];
    assert.deepEqual(bench.broken(), ["01".repeat(16)]);
    mine.open("d\\later", lease(RH, "02".repeat(16)));
    assert.equal(mine.close(held), STATUS_SUCCESS);
    assert.equal(bench.other.take(id).status, STATUS_ACCESS_DENIED);
    assert.deepEqual(bench.broken(), []);
    bench.end();
  });
});

describe("the FileId of a related element", () => {
  const close = (fileId: FileId): Element => ({
    command: Command.CLOSE,
    encode: (writer) => encodeCloseRequest(writer, { flags: 0, fileId }),
    isRelated: true,
  });

  it("means the open before with either half all ones", () => {
    const world = new World();
    const client = world.connected();
    for (const half of [
      { persistent: ALL, volatile: 0n },
      { persistent: 0n, volatile: ALL },
    ]) {
      const ids = client.send(create("a"), close(half));
      assert.deepEqual(
        ids.map((id) => client.take(id).status),
        [STATUS_SUCCESS, STATUS_SUCCESS],
      );
    }
    const alone = client.call(Command.CLOSE, (writer) =>
      encodeCloseRequest(writer, { flags: 0, fileId: { persistent: ALL, volatile: 0n } }),
    );
    assert.notEqual(alone.status, STATUS_SUCCESS);
    const [first] = client.send({ ...close(ALL_ONES) });
    assert.equal(client.take(first as bigint).status, STATUS_INVALID_PARAMETER);
    assert.deepEqual(world.leftovers(), {});
  });
});

class Bench {
  readonly world = new World();
  readonly holder = this.world.connected("alice");
  readonly other = this.world.connected("bob", "data", { clientGuid: "33".repeat(16) });

  readonly held = new FileClient(this.holder).open("x", lease(RH));

  /** The keys of the leases that the holder was asked to give up something of, since the last time. */
  broken(): readonly string[] {
    const { replies } = this.holder;
    const found = replies.filter(({ header }) => header.messageId === ALL);
    for (const reply of found) replies.splice(replies.indexOf(reply), 1);
    return found
      .map((reply) => decodeOplockBreakNotification(reply.body))
      .map((one) => (one.kind === "lease-notification" ? one.leaseKey : "an oplock"));
  }

  /** `before` runs when the acknowledgement has its answer, and nothing else has been sent. */
  acknowledge(before: () => void = () => {}): void {
    const { replies } = this.holder;
    const push = replies.push.bind(replies);
    replies.push = (...more) => {
      before();
      return push(...more);
    };
    const body = { kind: "lease", leaseKey: KEY, leaseState: LEASE_READ_CACHING } as const;
    const reply = this.holder.call(Command.OPLOCK_BREAK, (writer) =>
      encodeOplockBreakRequest(writer, body),
    );
    assert.equal(reply.status, STATUS_SUCCESS);
  }

  end(): void {
    assert.deepEqual(this.world.leftovers(), {});
  }
}

function isOfChain(...ids: (bigint | undefined)[]) {
  return ({ header }: VirtualClient["replies"][number]) => ids.includes(header.messageId);
}

function lease(leaseState: number, leaseKey = KEY) {
  const body = {
    version: 1,
    leaseKey,
    leaseState,
    leaseFlags: 0,
    parentLeaseKey: GUID_ZERO,
    epoch: 0,
  } as const;
  const contexts = [createContext(CREATE_REQUEST_LEASE, encodeLease, body)];
  return { requestedOplockLevel: OPLOCK_LEVEL_LEASE, contexts };
}

function create(name: string): Element {
  const encode = (writer: Writer) => encodeCreateRequest(writer, createRequest(name));
  return { command: Command.CREATE, encode };
}

function rename(fileId: FileId, fileName = "y", replaceIfExists = false): Element {
  const body = new Writer(new Uint8Array(256));
  encodeRenameInformation(body, { replaceIfExists, rootDirectory: 0n, fileName });
  return {
    command: Command.SET_INFO,
    encode: (writer) =>
      encodeSetInfoRequest(writer, {
        infoType: INFO_FILE,
        fileInfoClass: FileInformationClass.RENAME,
        additionalInformation: 0,
        bufferView: body.written(),
        fileId,
      }),
  };
}
