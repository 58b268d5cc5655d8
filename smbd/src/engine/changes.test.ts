import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { InfoClient } from "../test/info-client.ts";
import type { VirtualClient } from "../test/virtual-client.ts";
import { catalogInput, share, World } from "../test/world.ts";
import { CREATE_REQUEST_LEASE, createContext } from "../wire/context/create-context.ts";
import {
  encodeLease,
  LEASE_FLAG_PARENT_LEASE_KEY_SET,
  LEASE_HANDLE_CACHING,
  LEASE_READ_CACHING,
} from "../wire/context/lease.ts";
import type { FileId } from "../wire/file-id.ts";
import { encodeDispositionInformation } from "../wire/fscc/disposition.ts";
import { encodeEndOfFileInformation } from "../wire/fscc/end-of-file.ts";
import { decodeNotifyList } from "../wire/fscc/notify.ts";
import { encodeRenameInformation } from "../wire/fscc/rename.ts";
import {
  FSCTL_FILE_LEVEL_TRIM,
  FSCTL_SET_ZERO_DATA,
  FSCTL_SRV_COPYCHUNK_WRITE,
  FSCTL_SRV_REQUEST_RESUME_KEY,
} from "../wire/fsctl/code.ts";
import { encodeFileLevelTrimRequest } from "../wire/fsctl/file-level-trim.ts";
import { encodeSetZeroData } from "../wire/fsctl/set-zero-data.ts";
import { encodeSrvCopychunkRequest } from "../wire/fsctl/srv-copychunk.ts";
import { decodeSrvRequestResumeKeyResponse } from "../wire/fsctl/srv-request-resume-key.ts";
import { GUID_ZERO } from "../wire/guid.ts";
import { Command } from "../wire/header.ts";
import {
  decodeChangeNotifyResponse,
  encodeChangeNotifyRequest,
  FILE_NOTIFY_CHANGE_LAST_WRITE,
  FILE_NOTIFY_CHANGE_SIZE,
  WATCH_TREE,
} from "../wire/message/change-notify.ts";
import {
  type CreateRequest,
  FILE_DELETE_ON_CLOSE,
  FILE_DIRECTORY_FILE,
  FILE_OVERWRITE,
  OPLOCK_LEVEL_LEASE,
} from "../wire/message/create.ts";
import {
  decodeOplockBreakNotification,
  encodeOplockBreakRequest,
  type LeaseBreakNotification,
} from "../wire/message/oplock-break.ts";
import { INFO_FILE } from "../wire/message/query-info.ts";
import { encodeSetInfoRequest } from "../wire/message/set-info.ts";
import { Reader } from "../wire/reader.ts";
import { DELETE, FILE_READ_ATTRIBUTES, FILE_READ_DATA } from "../wire/security/access-mask.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_CANCELLED,
  STATUS_DELETE_PENDING,
  STATUS_INTERNAL_ERROR,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_IMPLEMENTED,
  STATUS_NOTIFY_CLEANUP,
  STATUS_NOTIFY_ENUM_DIR,
  STATUS_PENDING,
  STATUS_SHARING_VIOLATION,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { Writer } from "../wire/writer.ts";

const ALL = 0xfff;
const ACTIONS = ["", "+", "-", "~", "old", "new", "+stream", "-stream", "~stream"];
const DIRECTORY = { createOptions: FILE_DIRECTORY_FILE };
const RH = LEASE_READ_CACHING | LEASE_HANDLE_CACHING;
const DIRECTORY_KEY = "d1".repeat(16);
const FILE_KEY = "f1".repeat(16);
const ZEROED = { fileOffset: 0, beyondFinalZero: 4 };
const TRIMMED = { key: 0, ranges: [{ offset: 0, length: 4 }] };
const CHUNK = { sourceOffset: 0, targetOffset: 5, length: 5 };
const RENAME_CLASS = 10;
const DISPOSITION_CLASS = 13;
const END_OF_FILE_CLASS = 20;

interface Watch {
  readonly filter?: number;
  readonly flags?: number;
  readonly outputBufferLength?: number;
}

/** Sends a CHANGE_NOTIFY; its message id. */
function watch(client: VirtualClient, fileId: FileId, asked: Watch = {}): bigint {
  const { filter = ALL, flags = 0, outputBufferLength = 1000 } = asked;
  const request = { flags, outputBufferLength, fileId, completionFilter: filter };
  const [id] = client.send({
    command: Command.CHANGE_NOTIFY,
    encode: (writer) => encodeChangeNotifyRequest(writer, request),
  });
  return id as bigint;
}

/** What the answer says, such as "+ name". */
function seen(client: VirtualClient, id: bigint): string[] {
  const reply = client.take(id);
  assert.equal(reply.status, STATUS_SUCCESS);
  const list = decodeNotifyList(new Reader(decodeChangeNotifyResponse(reply.body).outputView));
  return list.map(({ action, fileName }) => `${ACTIONS[action]} ${fileName}`);
}

function isWaiting(client: VirtualClient, id: bigint): boolean {
  return client.count(id) === 1 && client.interim(id).status === STATUS_PENDING;
}

class Bench {
  readonly world = new World();
  readonly client = this.world.connected("alice");
  readonly files = new InfoClient(this.client);
  readonly other = new InfoClient(this.world.connected("bob", "data", { address: "192.0.2.2" }));
  readonly folder = this.files.open("d", { ...DIRECTORY, desiredAccess: FILE_READ_DATA });

  /** What the folder's watch sees of what the other client does. */
  sees(act: (files: InfoClient) => void, asked: Watch = {}): string[] {
    const id = watch(this.client, this.folder, asked);
    assert.equal(isWaiting(this.client, id), true);
    act(this.other);
    return seen(this.client, id);
  }

  end(): void {
    assert.deepEqual(this.world.leftovers(), {});
  }
}

describe("CHANGE_NOTIFY", () => {
  it("is refused on a share whose administrator does not want it", () => {
    const quiet = { ...share("quiet", "/srv/quiet"), changeNotify: false };
    const world = new World(catalogInput({ shares: [share("data", "/srv/data"), quiet] }));
    const client = world.connected("alice", "quiet");
    const id = watch(client, new InfoClient(client).open("", DIRECTORY));
    assert.equal(client.count(id), 1, "no interim response");
    assert.equal(client.take(id).status, STATUS_NOT_IMPLEMENTED);
    assert.deepEqual(world.leftovers(), {});
  });

  it("tells of names that come, change and go", () => {
    const bench = new Bench();
    assert.deepEqual(
      bench.sees((files) => files.close(files.open("d\\f"))),
      ["+ f"],
    );
    const renames = (files: InfoClient) => {
      const fileId = files.open("d\\f");
      assert.equal(files.rename(fileId, "d\\g"), STATUS_SUCCESS);
      files.close(fileId);
    };
    assert.deepEqual(bench.sees(renames), ["old f", "new g"]);
    const removes = (files: InfoClient) =>
      files.close(files.open("d\\g", { createOptions: FILE_DELETE_ON_CLOSE }));
    assert.deepEqual(bench.sees(removes), ["- g"]);
    bench.end();
  });

  it("tells of contents, once the open that wrote is closed", () => {
    const bench = new Bench();
    bench.other.put("d\\f", "old");
    const fileId = bench.other.open("d\\f");
    const id = watch(bench.client, bench.folder);
    bench.other.write(fileId, 0, new Uint8Array(10));
    assert.equal(isWaiting(bench.client, id), true);
    bench.other.close(fileId);
    assert.deepEqual(seen(bench.client, id), ["~ f"]);
    const overwrites = (files: InfoClient) =>
      files.close(files.open("d\\f", { createDisposition: FILE_OVERWRITE }));
    assert.deepEqual(bench.sees(overwrites), ["~ f"]);
    const cuts = (files: InfoClient) =>
      files.set(files.open("d\\f"), END_OF_FILE_CLASS, (writer) =>
        encodeEndOfFileInformation(writer, { endOfFile: 3 }),
      );
    assert.deepEqual(bench.sees(cuts), ["~ f"]);
    bench.end();
  });

  // [MS-FSA] 2.1.4.17: what counts as modified is told with the other pending notifications, at the close.
  it("tells of contents that control codes changed, once, when the open is closed", () => {
    const codes: readonly [number, (writer: Writer, key: string) => void][] = [
      [FSCTL_SET_ZERO_DATA, (writer) => encodeSetZeroData(writer, ZEROED)],
      [FSCTL_FILE_LEVEL_TRIM, (writer) => encodeFileLevelTrimRequest(writer, TRIMMED)],
      [
        FSCTL_SRV_COPYCHUNK_WRITE,
        (writer, sourceKey) => encodeSrvCopychunkRequest(writer, { sourceKey, chunks: [CHUNK] }),
      ],
    ];
    for (const [ctlCode, encode] of codes) {
      const bench = new Bench();
      bench.other.put("d\\f", "0123456789");
      const fileId = bench.other.open("d\\f");
      const resumed = bench.other.ioctl(fileId, FSCTL_SRV_REQUEST_RESUME_KEY, undefined, 32);
      const { resumeKey } = decodeSrvRequestResumeKeyResponse(resumed.reader);
      const filter = FILE_NOTIFY_CHANGE_SIZE | FILE_NOTIFY_CHANGE_LAST_WRITE;
      const id = watch(bench.client, bench.folder, { filter });
      const { status } = bench.other.ioctl(fileId, ctlCode, (writer) => encode(writer, resumeKey));
      assert.equal(status, STATUS_SUCCESS);
      assert.equal(isWaiting(bench.client, id), true);
      bench.other.close(fileId);
      assert.deepEqual(seen(bench.client, id), ["~ f"]);
      bench.end();
    }
  });

  it("tells of named streams", () => {
    const bench = new Bench();
    bench.other.put("d\\f", "");
    const makes = (files: InfoClient) => files.close(files.open("d\\f:s"));
    assert.deepEqual(bench.sees(makes), ["+stream f:s"]);
    const renames = (files: InfoClient) => {
      const fileId = files.open("d\\f:s");
      assert.equal(files.rename(fileId, ":t"), STATUS_SUCCESS);
      files.close(fileId);
    };
    assert.deepEqual(bench.sees(renames), ["-stream f:s"]);
    bench.end();
  });

  it("keeps what comes between two requests, and watches below where that is asked for", () => {
    const bench = new Bench();
    bench.sees((files) => files.open("d\\sub", DIRECTORY), { flags: WATCH_TREE });
    bench.other.put("d\\sub\\deep", "");
    bench.other.put("elsewhere", "");
    assert.deepEqual(seen(bench.client, watch(bench.client, bench.folder))[0], "+ sub\\deep");
    bench.end();
  });

  it("follows its folder to another name", () => {
    const bench = new Bench();
    const id = watch(bench.client, bench.folder);
    const fileId = bench.other.open("d", DIRECTORY);
    assert.equal(bench.other.rename(fileId, "e"), STATUS_SUCCESS);
    bench.other.close(fileId);
    bench.other.put("e\\f", "");
    assert.deepEqual(seen(bench.client, id), ["+ f"]);
    bench.end();
  });

  it("says so when there was more than fits", () => {
    const bench = new Bench();
    const id = watch(bench.client, bench.folder, { outputBufferLength: 14 });
    bench.other.put("d\\long", "");
    assert.equal(bench.client.take(id).status, STATUS_NOTIFY_ENUM_DIR);
    bench.end();
  });

  it("ends by CANCEL, with its open, and when its folder is marked for deletion", () => {
    const bench = new Bench();
    const cancelled = watch(bench.client, bench.folder);
    bench.client.cancel(cancelled);
    assert.equal(bench.client.take(cancelled).status, STATUS_CANCELLED);
    const deleted = watch(bench.client, bench.folder);
    const doomed = bench.other.open("d", { ...DIRECTORY, desiredAccess: DELETE });
    const mark = (deletePending: boolean) =>
      bench.other.set(doomed, DISPOSITION_CLASS, (writer) =>
        encodeDispositionInformation(writer, { deletePending }),
      );
    assert.equal(mark(true), STATUS_SUCCESS);
    assert.equal(bench.client.take(deleted).status, STATUS_DELETE_PENDING);
    assert.equal(mark(false), STATUS_SUCCESS);
    const closed = watch(bench.client, bench.folder);
    bench.files.close(bench.folder);
    assert.equal(bench.client.take(closed).status, STATUS_NOTIFY_CLEANUP);
    bench.end();
  });

  it("ends with its tree and its session", () => {
    for (const command of [Command.TREE_DISCONNECT, Command.LOGOFF]) {
      const bench = new Bench();
      const id = watch(bench.client, bench.folder);
      bench.client.call(command, (writer) => writer.u16(4).u16(0));
      assert.equal(bench.client.take(id).status, STATUS_NOTIFY_CLEANUP);
      bench.end();
    }
  });

  it("does not hold up what comes after it in a chain", () => {
    const bench = new Bench();
    const request = { flags: 0, outputBufferLength: 1000, fileId: bench.folder };
    const [first, second] = bench.client.send(
      {
        command: Command.CHANGE_NOTIFY,
        encode: (writer) =>
          encodeChangeNotifyRequest(writer, { ...request, completionFilter: ALL }),
      },
      { command: Command.ECHO, encode: (writer) => writer.u16(4).u16(0) },
    );
    assert.equal(bench.client.take(first as bigint).status, STATUS_INTERNAL_ERROR);
    assert.equal(bench.client.take(second as bigint).status, STATUS_SUCCESS);
    bench.end();
  });

  it("is refused on a file, without the right to list, and for more than the server sends", () => {
    const bench = new Bench();
    const status = (fileId: FileId, asked: Watch = {}) =>
      bench.client.take(watch(bench.client, fileId, asked)).status;
    assert.equal(status(bench.files.open("f")), STATUS_INVALID_PARAMETER);
    const blind = bench.files.open("d", { ...DIRECTORY, desiredAccess: FILE_READ_ATTRIBUTES });
    assert.equal(status(blind), STATUS_ACCESS_DENIED);
    const outputBufferLength = 0x7fffffff;
    assert.equal(status(bench.folder, { outputBufferLength }), STATUS_INVALID_PARAMETER);
    bench.end();
  });
});

function lease(leaseKey: string, parentLeaseKey: string | null): Partial<CreateRequest> {
  const body = {
    version: 2,
    leaseKey,
    leaseState: RH,
    leaseFlags: parentLeaseKey === null ? 0 : LEASE_FLAG_PARENT_LEASE_KEY_SET,
    parentLeaseKey: parentLeaseKey ?? GUID_ZERO,
    epoch: 0,
  } as const;
  return {
    requestedOplockLevel: OPLOCK_LEVEL_LEASE,
    contexts: [createContext(CREATE_REQUEST_LEASE, encodeLease, body)],
  };
}

function breaks(client: VirtualClient): LeaseBreakNotification[] {
  const found = client.replies.filter((reply) => reply.header.messageId === 0xffffffffffffffffn);
  for (const reply of found) client.replies.splice(client.replies.indexOf(reply), 1);
  return found.map((reply) => decodeOplockBreakNotification(reply.body) as LeaseBreakNotification);
}

/** Sends a rename whose answer may wait; its message id. */
function sendRename(files: InfoClient, fileId: FileId, fileName: string): bigint {
  const scratch = new Writer();
  encodeRenameInformation(scratch, { replaceIfExists: false, rootDirectory: 0n, fileName });
  const request = {
    infoType: INFO_FILE,
    fileInfoClass: RENAME_CLASS,
    additionalInformation: 0,
    fileId,
    bufferView: scratch.written(),
  };
  const [id] = files.client.send({
    command: Command.SET_INFO,
    encode: (writer) => encodeSetInfoRequest(writer, request),
  });
  return id as bigint;
}

describe("a lease on a directory", () => {
  function held(desiredAccess = FILE_READ_DATA): Bench & { readonly leased: FileId } {
    const bench = new Bench();
    bench.files.close(bench.folder);
    const opened = bench.files.opened("d", {
      ...DIRECTORY,
      ...lease(DIRECTORY_KEY, null),
      desiredAccess,
    });
    assert.equal(opened.oplockLevel, OPLOCK_LEVEL_LEASE);
    return Object.assign(bench, { leased: opened.fileId });
  }

  it("goes with a change in the directory, after the reply to who made it", () => {
    const bench = held();
    const id = bench.files.send("d\\f");
    const ids = bench.client.replies.map(({ header }) => header.messageId);
    assert.deepEqual(ids, [id, 0xffffffffffffffffn]);
    const [one] = breaks(bench.client);
    assert.deepEqual([one?.leaseKey, one?.newLeaseState], [DIRECTORY_KEY, 0]);
    bench.end();
  });

  it("is spared by opens that name it as their parent's", () => {
    const bench = held();
    const fileId = bench.other.open("d\\f", lease(FILE_KEY, DIRECTORY_KEY));
    bench.other.write(fileId, 0, new Uint8Array(1));
    bench.other.close(fileId);
    assert.deepEqual(breaks(bench.client), []);
    bench.other.close(bench.other.open("d\\g", lease(FILE_KEY, "aa".repeat(16))));
    assert.equal(breaks(bench.client).length, 1);
    bench.end();
  });

  it("lets a rename wait for who may delete the directory and keeps it only for its cache", () => {
    const bench = held(DELETE);
    const fileId = bench.other.open("f");
    const id = sendRename(bench.other, fileId, "d\\f");
    assert.equal(bench.other.client.count(id), 0);
    assert.equal(breaks(bench.client)[0]?.newLeaseState, LEASE_READ_CACHING);
    bench.files.close(bench.leased);
    assert.equal(bench.other.client.take(id).status, STATUS_SUCCESS);
    bench.end();
  });

  it("stands in the way of the rename where its holder stays", () => {
    const bench = held(DELETE);
    const id = sendRename(bench.other, bench.other.open("f"), "d\\f");
    const leaseState = LEASE_READ_CACHING;
    const reply = bench.client.call(Command.OPLOCK_BREAK, (writer) =>
      encodeOplockBreakRequest(writer, { kind: "lease", leaseKey: DIRECTORY_KEY, leaseState }),
    );
    assert.equal(reply.status, STATUS_SUCCESS);
    assert.equal(bench.other.client.take(id).status, STATUS_SHARING_VIOLATION);
    bench.end();
  });
});
