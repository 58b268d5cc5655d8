/** The file commands of a virtual client, each as one call that gives its status and what was decoded. */

import type { FileId } from "../wire/file-id.ts";
import { Command } from "../wire/header.ts";
import { encodeCloseRequest } from "../wire/message/close.ts";
import {
  type CreateRequest,
  type CreateResponse,
  decodeCreateResponse,
  encodeCreateRequest,
  FILE_OPEN_IF,
} from "../wire/message/create.ts";
import { encodeFlushRequest } from "../wire/message/flush.ts";
import { encodeLockRequest, type LockElement } from "../wire/message/lock.ts";
import { decodeReadResponse, encodeReadRequest, type ReadRequest } from "../wire/message/read.ts";
import {
  decodeWriteResponse,
  encodeWriteRequest,
  type WriteRequest,
} from "../wire/message/write.ts";
import { FILE_ALL_ACCESS } from "../wire/security/access-mask.ts";
import { isError, type NtStatus, STATUS_SUCCESS, statusName } from "../wire/status.ts";
import type { Writer } from "../wire/writer.ts";
import type { VirtualClient } from "./virtual-client.ts";

const SHARE_ALL = 0x7;
const CREDIT_BYTES = 65_536;
const NOTHING = new Uint8Array(0);

export interface Created {
  readonly status: NtStatus;
  readonly response: CreateResponse | null;
}

export class FileClient {
  readonly client: VirtualClient;

  constructor(client: VirtualClient) {
    this.client = client;
  }

  /** Everything asked for, everything shared, opened or made, unless told otherwise. */
  create(name: string, change: Partial<CreateRequest> = {}): Created {
    const reply = this.client.call(Command.CREATE, (writer) =>
      encodeCreateRequest(writer, createRequest(name, change)),
    );
    // Some failures are warnings by their number: only success has a body.
    const response = reply.status === STATUS_SUCCESS ? decodeCreateResponse(reply.body) : null;
    return { status: reply.status, response };
  }

  /** A CREATE whose answer may wait; its message id. */
  send(name: string, change: Partial<CreateRequest> = {}): bigint {
    const encode = (writer: Writer) => encodeCreateRequest(writer, createRequest(name, change));
    return this.client.send({ command: Command.CREATE, encode })[0] as bigint;
  }

  /** A CREATE that must succeed. */
  open(name: string, change: Partial<CreateRequest> = {}): FileId {
    return this.opened(name, change).fileId;
  }

  opened(name: string, change: Partial<CreateRequest> = {}): CreateResponse {
    const { status, response } = this.create(name, change);
    if (response === null) throw new Error(`CREATE ${name}: ${statusName(status)}`);
    return response;
  }

  close(fileId: FileId): NtStatus {
    return this.#status(Command.CLOSE, (writer) =>
      encodeCloseRequest(writer, { flags: 0, fileId }),
    );
  }

  flush(fileId: FileId): NtStatus {
    return this.#status(Command.FLUSH, (writer) => encodeFlushRequest(writer, { fileId }));
  }

  read(fileId: FileId, offset: number, length: number, change: Partial<ReadRequest> = {}): Read {
    const encode = readBody(fileId, offset, length, change);
    const reply = this.client.call(Command.READ, encode, { creditCharge: charge(length) });
    if (isError(reply.status)) return { status: reply.status, data: NOTHING };
    return { status: reply.status, data: decodeReadResponse(reply.body).dataView.slice() };
  }

  /** A READ whose answer may wait; its message id. */
  sendRead(fileId: FileId, offset: number, length: number): bigint {
    const encode = readBody(fileId, offset, length, {});
    return this.client.send({ command: Command.READ, encode })[0] as bigint;
  }

  write(
    fileId: FileId,
    offset: number,
    data: Uint8Array,
    change: Partial<WriteRequest> = {},
  ): { readonly status: NtStatus; readonly count: number } {
    const reply = this.client.call(Command.WRITE, writeBody(fileId, offset, data, change), {
      creditCharge: charge(data.length),
    });
    if (isError(reply.status)) return { status: reply.status, count: 0 };
    return { status: reply.status, count: decodeWriteResponse(reply.body).count };
  }

  /** A WRITE whose answer may wait; its message id. */
  sendWrite(fileId: FileId, offset: number, data: Uint8Array): bigint {
    const encode = writeBody(fileId, offset, data, {});
    return this.client.send({ command: Command.WRITE, encode })[0] as bigint;
  }

  lock(fileId: FileId, ...locks: readonly LockElement[]): NtStatus {
    return this.#status(Command.LOCK, lockBody(fileId, locks));
  }

  /** Sends a LOCK without waiting for its final answer; the message id. */
  sendLock(fileId: FileId, ...locks: readonly LockElement[]): bigint {
    const [id] = this.client.send({ command: Command.LOCK, encode: lockBody(fileId, locks) });
    return id as bigint;
  }

  /** Writes a whole new file and closes it. */
  put(name: string, text: string): void {
    const fileId = this.open(name);
    const { status } = this.write(fileId, 0, new TextEncoder().encode(text));
    if (status !== STATUS_SUCCESS) throw new Error(`WRITE ${name}: ${statusName(status)}`);
    this.close(fileId);
  }

  #status(command: number, encode: (writer: Writer) => void): NtStatus {
    return this.client.call(command, encode).status;
  }
}

export interface Read {
  readonly status: NtStatus;
  readonly data: Uint8Array;
}

function readBody(
  fileId: FileId,
  offset: number,
  length: number,
  change: Partial<ReadRequest>,
): (writer: Writer) => void {
  const request = {
    flags: 0,
    minimumCount: 0,
    channel: 0,
    remainingBytes: 0,
    readChannelInfoView: NOTHING,
    fileId,
    offset,
    length,
    ...change,
  };
  return (writer) => encodeReadRequest(writer, request);
}

function writeBody(
  fileId: FileId,
  offset: number,
  dataView: Uint8Array,
  change: Partial<WriteRequest>,
): (writer: Writer) => void {
  const request = {
    channel: 0,
    remainingBytes: 0,
    flags: 0,
    writeChannelInfoView: NOTHING,
    fileId,
    offset,
    dataView,
    ...change,
  };
  return (writer) => encodeWriteRequest(writer, request);
}

export function createRequest(name: string, change: Partial<CreateRequest> = {}): CreateRequest {
  return {
    requestedOplockLevel: 0,
    impersonationLevel: 2,
    desiredAccess: FILE_ALL_ACCESS,
    fileAttributes: 0,
    shareAccess: SHARE_ALL,
    createDisposition: FILE_OPEN_IF,
    createOptions: 0,
    name,
    contexts: [],
    ...change,
  };
}

function lockBody(fileId: FileId, locks: readonly LockElement[]): (writer: Writer) => void {
  return (writer) =>
    encodeLockRequest(writer, { lockSequenceNumber: 0, lockSequenceIndex: 0, fileId, locks });
}

function charge(byteCount: number): number {
  return Math.max(1, Math.ceil(byteCount / CREDIT_BYTES));
}
