import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { COPY_BYTES_MAX, COPY_CHUNK_BYTES_MAX, COPY_CHUNK_COUNT_MAX } from "../limits.ts";
import { decodePduHeader, PduType } from "../rpc/pdu.ts";
import { bindFragment, requestFragment } from "../rpc/rpc-fuzz-targets.ts";
import { srvsvc } from "../rpc/service/srvsvc.ts";
import { ALL_ONES, InfoClient } from "../test/info-client.ts";
import { World } from "../test/world.ts";
import * as code from "../wire/fsctl/code.ts";
import { encodePipeWait } from "../wire/fsctl/pipe-wait.ts";
import {
  decodeAllocatedRanges,
  encodeAllocatedRange,
} from "../wire/fsctl/query-allocated-ranges.ts";
import { encodeSetZeroData } from "../wire/fsctl/set-zero-data.ts";
import {
  type CopyChunk,
  decodeSrvCopychunkResponse,
  encodeSrvCopychunkRequest,
} from "../wire/fsctl/srv-copychunk.ts";
import { decodeSrvRequestResumeKeyResponse } from "../wire/fsctl/srv-request-resume-key.ts";
import {
  decodeValidateNegotiateInfoResponse,
  encodeValidateNegotiateInfoRequest,
} from "../wire/fsctl/validate-negotiate-info.ts";
import { FILE_DIRECTORY_FILE } from "../wire/message/create.ts";
import { FILE_READ_ATTRIBUTES, FILE_READ_DATA } from "../wire/security/access-mask.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_BUFFER_OVERFLOW,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_FILE_CLOSED,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_FS_DRIVER_REQUIRED,
  STATUS_HASH_NOT_SUPPORTED,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
  STATUS_INVALID_VIEW_SIZE,
  STATUS_NOT_A_REPARSE_POINT,
  STATUS_NOT_SUPPORTED,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../wire/status.ts";

function client(): InfoClient {
  return new InfoClient(new World().connected());
}

function pipes(): InfoClient {
  return new InfoClient(new World().connected("alice", "IPC$"));
}

type Id = ReturnType<InfoClient["open"]>;

function textOf(files: InfoClient, name: string): string {
  const fileId = files.open(name);
  const { data } = files.read(fileId, 0, 65_536);
  files.close(fileId);
  return new TextDecoder().decode(data);
}

describe("IOCTL", () => {
  it("takes FSCTLs alone, and none that asks for more than the connection's limit", () => {
    const files = client();
    const fileId = files.open("f");
    const asked = files.ioctl(fileId, code.FSCTL_GET_COMPRESSION, undefined, 100, 0);
    assert.equal(asked.status, STATUS_NOT_SUPPORTED);
    const huge = files.ioctl(fileId, code.FSCTL_GET_COMPRESSION, undefined, 0x7fffffff);
    assert.equal(huge.status, STATUS_INVALID_PARAMETER);
  });

  it("needs an open for codes on files, and all ones for codes on the server", () => {
    const files = client();
    const { status } = files.ioctl(ALL_ONES, code.FSCTL_GET_COMPRESSION);
    assert.equal(status, STATUS_FILE_CLOSED);
    const fileId = files.open("f");
    for (const ctlCode of [
      code.FSCTL_VALIDATE_NEGOTIATE_INFO,
      code.FSCTL_QUERY_NETWORK_INTERFACE_INFO,
      code.FSCTL_PIPE_WAIT,
    ]) {
      assert.equal(files.ioctl(fileId, ctlCode).status, STATUS_INVALID_PARAMETER);
      const nobodys = { persistent: 0x7fffffffffffffffn, volatile: 0x7fffffffffffffffn };
      assert.equal(files.ioctl(nobodys, ctlCode).status, STATUS_INVALID_PARAMETER);
    }
  });

  it("refuses what is not supported, each with the status that clients expect", () => {
    const files = client();
    const fileId = files.open("f");
    for (const ctlCode of [
      code.FSCTL_PIPE_TRANSCEIVE,
      code.FSCTL_FIND_FILES_BY_SID,
      code.FSCTL_MARK_HANDLE,
      code.FSCTL_GET_REFS_VOLUME_DATA,
      code.FSCTL_QUERY_SHARED_VIRTUAL_DISK_SUPPORT,
      code.FSCTL_SVHDX_SYNC_TUNNEL_REQUEST,
      code.FSCTL_SVHDX_ASYNC_TUNNEL_REQUEST,
      code.FSCTL_STORAGE_QOS_CONTROL,
      code.FSCTL_LMR_SET_LINK_TRACKING_INFORMATION,
      0x00090ff0,
    ]) {
      assert.equal(files.ioctl(fileId, ctlCode).status, STATUS_INVALID_DEVICE_REQUEST);
    }
    for (const ctlCode of [code.FSCTL_DFS_GET_REFERRALS, code.FSCTL_DFS_GET_REFERRALS_EX]) {
      assert.equal(files.ioctl(ALL_ONES, ctlCode).status, STATUS_FS_DRIVER_REQUIRED);
      assert.equal(files.ioctl(fileId, ctlCode).status, STATUS_INVALID_PARAMETER);
    }
    const hash = files.ioctl(fileId, code.FSCTL_SRV_READ_HASH);
    assert.equal(hash.status, STATUS_HASH_NOT_SUPPORTED);
    const dirty = files.ioctl(fileId, code.FSCTL_IS_VOLUME_DIRTY);
    assert.equal(dirty.status, STATUS_INVALID_PARAMETER);
    const reparse = files.ioctl(fileId, code.FSCTL_GET_REPARSE_POINT);
    assert.equal(reparse.status, STATUS_NOT_A_REPARSE_POINT);
  });

  it("changes nothing through an open that may only read", () => {
    const files = client();
    files.put("f", "12345");
    const fileId = files.open("f", { desiredAccess: FILE_READ_DATA });
    for (const ctlCode of [
      code.FSCTL_SET_SPARSE,
      code.FSCTL_SET_ZERO_DATA,
      code.FSCTL_FILE_LEVEL_TRIM,
      code.FSCTL_SET_COMPRESSION,
      code.FSCTL_SRV_COPYCHUNK,
      code.FSCTL_SRV_COPYCHUNK_WRITE,
    ]) {
      assert.equal(files.ioctl(fileId, ctlCode, new Uint8Array(32)).status, STATUS_ACCESS_DENIED);
    }
    const blind = files.open("f", { desiredAccess: FILE_READ_ATTRIBUTES });
    const ranges = files.ioctl(blind, code.FSCTL_QUERY_ALLOCATED_RANGES, new Uint8Array(16));
    assert.equal(ranges.status, STATUS_ACCESS_DENIED);
  });

  it("answers an empty list of snapshots, with success", () => {
    const files = client();
    const fileId = files.open("f");
    const { status, output } = files.ioctl(
      fileId,
      code.FSCTL_SRV_ENUMERATE_SNAPSHOTS,
      undefined,
      16,
    );
    assert.equal(status, STATUS_SUCCESS);
    assert.equal(Buffer.from(output).toString("hex"), "00000000000000000200000000000000");
    const small = files.ioctl(fileId, code.FSCTL_SRV_ENUMERATE_SNAPSHOTS, undefined, 15);
    assert.equal(small.status, STATUS_INVALID_PARAMETER);
  });

  it("takes every path name for a valid one", () => {
    const files = client();
    const valid = files.ioctl(files.open("f"), code.FSCTL_IS_PATHNAME_VALID, new Uint8Array(8));
    assert.deepEqual([valid.status, valid.output.length], [STATUS_SUCCESS, 0]);
  });
});

describe("FSCTLs on data", () => {
  it("zero a range, within the file and never past another one's lock", () => {
    const files = client();
    files.put("f", "abcdefgh");
    const fileId = files.open("f");
    const zero = (fileOffset: number, beyondFinalZero: number) =>
      files.ioctl(fileId, code.FSCTL_SET_ZERO_DATA, (writer) =>
        encodeSetZeroData(writer, { fileOffset, beyondFinalZero }),
      ).status;
    assert.equal(zero(2, 4), STATUS_SUCCESS);
    assert.equal(textOf(files, "f"), "ab\0\0efgh");
    assert.equal(zero(6, 1000), STATUS_SUCCESS);
    assert.equal(textOf(files, "f"), "ab\0\0ef\0\0");
    assert.equal(zero(4, 2), STATUS_INVALID_PARAMETER);
    files.lock(files.open("f"), { offset: 0n, length: 2n, flags: 0x12 });
    assert.equal(zero(0, 1), STATUS_FILE_LOCK_CONFLICT);
    assert.equal(zero(20, 30), STATUS_SUCCESS, "all of it lies past the end");
    assert.equal(files.opened("f").endOfFile, 8);
    const short = files.ioctl(fileId, code.FSCTL_SET_ZERO_DATA, new Uint8Array(15));
    assert.equal(short.status, STATUS_INVALID_PARAMETER);
    const folder = files.open("d", { createOptions: FILE_DIRECTORY_FILE });
    const directory = files.ioctl(folder, code.FSCTL_SET_ZERO_DATA, new Uint8Array(16));
    assert.equal(directory.status, STATUS_INVALID_PARAMETER);
  });

  it("tell the allocated ranges, all of a file that is not sparse", () => {
    const files = client();
    files.put("f", "12345");
    const fileId = files.open("f");
    const ranges = (length: number, room = 65_536) =>
      files.ioctl(
        fileId,
        code.FSCTL_QUERY_ALLOCATED_RANGES,
        (writer) => encodeAllocatedRange(writer, { fileOffset: 0, length }),
        room,
      );
    assert.deepEqual(decodeAllocatedRanges(ranges(100).reader), [{ fileOffset: 0, length: 5 }]);
    assert.deepEqual(decodeAllocatedRanges(ranges(0).reader), []);
    const toTheEnd = new Uint8Array(16).fill(0xff, 8);
    toTheEnd[15] = 0x7f;
    const all = files.ioctl(fileId, code.FSCTL_QUERY_ALLOCATED_RANGES, toTheEnd);
    assert.deepEqual(decodeAllocatedRanges(all.reader), [{ fileOffset: 0, length: 5 }]);
    toTheEnd[15] = 0x80;
    const negative = files.ioctl(fileId, code.FSCTL_QUERY_ALLOCATED_RANGES, toTheEnd);
    assert.equal(negative.status, STATUS_INVALID_PARAMETER);
    assert.equal(ranges(100, 15).status, STATUS_BUFFER_TOO_SMALL);
  });

  it("mark a file sparse, which its attributes show", () => {
    const files = client();
    const fileId = files.open("f");
    assert.equal(files.ioctl(fileId, code.FSCTL_SET_SPARSE).status, STATUS_SUCCESS);
    assert.equal(files.query(fileId, 35).reader.u32() & 0x200, 0x200);
    assert.equal(
      files.ioctl(fileId, code.FSCTL_SET_SPARSE, Uint8Array.of(0)).status,
      STATUS_SUCCESS,
    );
    assert.equal(files.query(fileId, 35).reader.u32() & 0x200, 0);
  });
});

describe("a server-side copy", () => {
  const keyOf = (files: InfoClient, fileId: Id) =>
    decodeSrvRequestResumeKeyResponse(
      files.ioctl(fileId, code.FSCTL_SRV_REQUEST_RESUME_KEY, undefined, 32).reader,
    ).resumeKey;

  const copy = (
    files: InfoClient,
    target: Id,
    sourceKey: string,
    chunks: readonly CopyChunk[],
    ctlCode = code.FSCTL_SRV_COPYCHUNK,
  ) =>
    files.ioctl(
      target,
      ctlCode,
      (writer) => encodeSrvCopychunkRequest(writer, { sourceKey, chunks }),
      12,
    );

  it("moves chunks between two opens and counts them", () => {
    const files = client();
    files.put("from", "0123456789");
    const source = files.open("from");
    const target = files.open("to");
    const key = keyOf(files, source);
    assert.equal(key, keyOf(files, source));
    const { status, reader } = copy(files, target, key, [
      { sourceOffset: 5, targetOffset: 0, length: 5 },
      { sourceOffset: 0, targetOffset: 5, length: 5 },
    ]);
    assert.equal(status, STATUS_SUCCESS);
    const counts = { chunksWritten: 2, chunkBytesWritten: 0, totalBytesWritten: 10 };
    assert.deepEqual(decodeSrvCopychunkResponse(reader), counts);
    assert.equal(textOf(files, "to"), "5678901234");
    const none = copy(files, target, key, []);
    assert.equal(none.status, STATUS_SUCCESS, "of no chunks, and nobody spoke of Apple's");
    assert.equal(decodeSrvCopychunkResponse(none.reader).totalBytesWritten, 0);
  });

  it("tells its limits when asked for more", () => {
    const files = client();
    files.put("from", "0123456789");
    const key = keyOf(files, files.open("from"));
    const target = files.open("to");
    const limits = {
      chunksWritten: COPY_CHUNK_COUNT_MAX,
      chunkBytesWritten: COPY_CHUNK_BYTES_MAX,
      totalBytesWritten: COPY_BYTES_MAX,
    };
    const one = { sourceOffset: 0, targetOffset: 0, length: 1 };
    for (const chunks of [
      [{ ...one, length: 0 }],
      [{ ...one, length: COPY_CHUNK_BYTES_MAX + 1 }],
      Array.from({ length: COPY_CHUNK_COUNT_MAX + 1 }, () => one),
      Array.from({ length: 17 }, () => ({ ...one, length: COPY_CHUNK_BYTES_MAX })),
    ]) {
      const { status, reader } = copy(files, target, key, chunks);
      assert.equal(status, STATUS_INVALID_PARAMETER);
      assert.deepEqual(decodeSrvCopychunkResponse(reader), limits);
    }
  });

  it("needs a key of this session, and the rights to read and write", () => {
    const world = new World();
    const files = new InfoClient(world.connected());
    files.put("from", "0123456789");
    const key = keyOf(files, files.open("from"));
    const chunk = [{ sourceOffset: 0, targetOffset: 0, length: 5 }];
    const target = files.open("to");
    const unknown = copy(files, target, "ab".repeat(24), chunk);
    assert.equal(unknown.status, STATUS_OBJECT_NAME_NOT_FOUND);
    const bob = new InfoClient(world.connected("bob"));
    assert.equal(copy(bob, bob.open("his"), key, chunk).status, STATUS_OBJECT_NAME_NOT_FOUND);
    const writer = files.open("to", { desiredAccess: 0x2 });
    assert.equal(copy(files, writer, key, chunk).status, STATUS_ACCESS_DENIED);
    const write = code.FSCTL_SRV_COPYCHUNK_WRITE;
    assert.equal(copy(files, writer, key, chunk, write).status, STATUS_SUCCESS);
    const blind = keyOf(files, files.open("from", { desiredAccess: FILE_READ_ATTRIBUTES }));
    assert.equal(copy(files, target, blind, chunk).status, STATUS_ACCESS_DENIED);
  });

  it("stops where the source ends or a lock stands, and says how far it came", () => {
    const files = client();
    files.put("from", "0123456789");
    const source = files.open("from");
    const key = keyOf(files, source);
    const target = files.open("to");
    const { status, reader } = copy(files, target, key, [
      { sourceOffset: 0, targetOffset: 0, length: 5 },
      { sourceOffset: 8, targetOffset: 5, length: 5 },
    ]);
    assert.equal(status, STATUS_INVALID_VIEW_SIZE);
    assert.equal(decodeSrvCopychunkResponse(reader).chunksWritten, 1);
    files.lock(files.open("to"), { offset: 0n, length: 1n, flags: 0x12 });
    const locked = copy(files, target, key, [{ sourceOffset: 0, targetOffset: 0, length: 1 }]);
    assert.equal(locked.status, STATUS_FILE_LOCK_CONFLICT);
    assert.equal(decodeSrvCopychunkResponse(locked.reader).totalBytesWritten, 0);
  });
});

describe("FSCTL_VALIDATE_NEGOTIATE_INFO", () => {
  const validate = (dialect: number, change: { readonly capabilities?: number } = {}) => {
    const files = new InfoClient(new World().connected("alice", "data", { dialects: [dialect] }));
    const connection = files.client.driver?.connection;
    assert.ok(connection !== undefined);
    const call = (room = 24) =>
      files.ioctl(
        ALL_ONES,
        code.FSCTL_VALIDATE_NEGOTIATE_INFO,
        (writer) =>
          encodeValidateNegotiateInfoRequest(writer, {
            capabilities: connection.clientCapabilities,
            guid: connection.clientGuid,
            securityMode: connection.clientSecurityMode,
            dialects: connection.clientDialects,
            ...change,
          }),
        room,
      );
    return { call, connection };
  };

  it("repeats what was negotiated when nothing was changed", () => {
    const { call, connection } = validate(0x0302);
    const { status, reader } = call();
    assert.equal(status, STATUS_SUCCESS);
    const answer = decodeValidateNegotiateInfoResponse(reader);
    assert.equal(answer.dialect, 0x0302);
    assert.equal(answer.capabilities, connection.serverCapabilities);
    assert.equal(connection.isClosed, false);
  });

  it("ends the connection when anything differs, when there is no room, and on 3.1.1", () => {
    for (const [dialect, change, room] of [
      [0x0302, { capabilities: 0x7777 }, 24],
      [0x0302, {}, 23],
      [0x0311, {}, 24],
    ] as const) {
      const { call, connection } = validate(dialect, change);
      assert.throws(() => call(room), /no reply/);
      assert.equal(connection.isClosed, true);
    }
  });
});

describe("FSCTLs on pipes", () => {
  it("carry RPC both ways", () => {
    const files = pipes();
    const fileId = files.open("srvsvc", { desiredAccess: 0x0012019f });
    const bound = files.ioctl(fileId, code.FSCTL_PIPE_TRANSCEIVE, bindFragment(srvsvc), 1024);
    assert.equal(bound.status, STATUS_SUCCESS);
    assert.equal(decodePduHeader(bound.output).type, PduType.BIND_ACK);
    const request = requestFragment(srvsvc, 21);
    const cut = files.ioctl(fileId, code.FSCTL_PIPE_TRANSCEIVE, request, 16);
    assert.equal(cut.status, STATUS_BUFFER_OVERFLOW);
    const peek = files.ioctl(fileId, code.FSCTL_PIPE_PEEK, undefined, 16);
    assert.equal(peek.status, STATUS_BUFFER_OVERFLOW);
    peek.reader.skip(4);
    const waiting = peek.reader.u32();
    assert.ok(waiting > 0);
    assert.equal(files.read(fileId, 0, 65_536).data.length, waiting);
  });

  it("answer all that is asked of a pipe's information", () => {
    const files = pipes();
    const fileId = files.open("srvsvc", { desiredAccess: 0x0012019f });
    for (const fileInfoClass of [4, 5, 6, 7, 8, 9, 14, 16, 17, 18, 23, 24, 25, 34, 35]) {
      assert.equal(files.query(fileId, fileInfoClass).status, STATUS_SUCCESS);
    }
    assert.equal(
      files.set(fileId, 23, (writer) => writer.u32(1).u32(0)),
      STATUS_SUCCESS,
    );
    assert.equal(
      files.set(fileId, 23, (writer) => writer.u32(0).u32(0)),
      STATUS_NOT_SUPPORTED,
    );
  });

  it("wait for pipes that exist, which are always free", () => {
    const files = pipes();
    const wait = (name: string) =>
      files.ioctl(ALL_ONES, code.FSCTL_PIPE_WAIT, (writer) =>
        encodePipeWait(writer, { timeout: null, name }),
      ).status;
    assert.equal(wait("srvsvc"), STATUS_SUCCESS);
    assert.equal(wait("mdssvc"), STATUS_OBJECT_NAME_NOT_FOUND);
  });
});
