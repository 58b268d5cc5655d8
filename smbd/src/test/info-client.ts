/** The information commands of a virtual client: each one call, with its status and its output. */
import type { FileId } from "../wire/file-id.ts";
import type { DirectoryEntry } from "../wire/fscc/directory-entry.ts";
import { decodeDirectoryList } from "../wire/fscc/directory-list.ts";
import { encodeRenameInformation } from "../wire/fscc/rename.ts";
import { Command } from "../wire/header.ts";
import { decodeIoctlResponse, encodeIoctlRequest } from "../wire/message/ioctl.ts";
import {
  decodeQueryDirectoryResponse,
  encodeQueryDirectoryRequest,
  type QueryDirectoryRequest,
} from "../wire/message/query-directory.ts";
import {
  decodeQueryInfoResponse,
  encodeQueryInfoRequest,
  INFO_FILE,
  INFO_SECURITY,
  type QueryInfoRequest,
} from "../wire/message/query-info.ts";
import { encodeSetInfoRequest, type SetInfoRequest } from "../wire/message/set-info.ts";
import { Reader } from "../wire/reader.ts";
import { isError, type NtStatus, STATUS_BUFFER_OVERFLOW, STATUS_SUCCESS } from "../wire/status.ts";
import { Writer } from "../wire/writer.ts";
import { FileClient } from "./file-client.ts";

const NOTHING = new Uint8Array(0);

export interface Output {
  readonly status: NtStatus;
  readonly output: Uint8Array;
  readonly reader: Reader;
}

export interface Listing {
  readonly status: NtStatus;
  readonly names: readonly string[];
  readonly entries: readonly DirectoryEntry[];
}

export const ALL_ONES: FileId = { persistent: 2n ** 64n - 1n, volatile: 2n ** 64n - 1n };

export class InfoClient extends FileClient {
  list(fileId: FileId, change: Partial<QueryDirectoryRequest> = {}): Listing {
    const request = {
      fileInformationClass: 37,
      flags: 0,
      fileIndex: 0,
      fileName: "*",
      outputBufferLength: 65_536,
      fileId,
      ...change,
    };
    const reply = this.client.call(Command.QUERY_DIRECTORY, (writer) =>
      encodeQueryDirectoryRequest(writer, request),
    );
    if (reply.status !== STATUS_SUCCESS) return { status: reply.status, names: [], entries: [] };
    const output = decodeQueryDirectoryResponse(reply.body).outputView;
    const entries = decodeDirectoryList(new Reader(output), request.fileInformationClass);
    return { status: reply.status, names: entries.map(({ fileName }) => fileName), entries };
  }

  query(fileId: FileId, fileInfoClass: number, change: Partial<QueryInfoRequest> = {}): Output {
    const request = {
      infoType: INFO_FILE,
      fileInfoClass,
      outputBufferLength: 65_536,
      additionalInformation: 0,
      flags: 0,
      inputView: NOTHING,
      fileId,
      ...change,
    };
    const reply = this.client.call(Command.QUERY_INFO, (writer) =>
      encodeQueryInfoRequest(writer, request),
    );
    const hasOutput = reply.status === STATUS_SUCCESS || reply.status === STATUS_BUFFER_OVERFLOW;
    const output = hasOutput ? decodeQueryInfoResponse(reply.body).outputView.slice() : NOTHING;
    return { status: reply.status, output, reader: new Reader(output) };
  }

  querySecurity(fileId: FileId, additionalInformation: number, outputBufferLength = 65_536) {
    return this.query(fileId, 0, {
      infoType: INFO_SECURITY,
      additionalInformation,
      outputBufferLength,
    });
  }

  set(
    fileId: FileId,
    fileInfoClass: number,
    encode: (writer: Writer) => void,
    change: Partial<SetInfoRequest> = {},
  ): NtStatus {
    const scratch = new Writer();
    encode(scratch);
    const request = {
      infoType: INFO_FILE,
      fileInfoClass,
      additionalInformation: 0,
      fileId,
      bufferView: scratch.written(),
      ...change,
    };
    return this.client.call(Command.SET_INFO, (writer) => encodeSetInfoRequest(writer, request))
      .status;
  }

  rename(fileId: FileId, fileName: string, replaceIfExists = false, rootDirectory = 0n): NtStatus {
    return this.set(fileId, 10, (writer) =>
      encodeRenameInformation(writer, { replaceIfExists, rootDirectory, fileName }),
    );
  }

  /** An IOCTL whose answer may wait; its message id. */
  sendIoctl(fileId: FileId, ctlCode: number, input: IoctlInput): bigint {
    const encode = ioctlBody(fileId, ctlCode, input, 65_536, 1);
    return this.client.send({ command: Command.IOCTL, encode })[0] as bigint;
  }

  ioctl(
    fileId: FileId,
    ctlCode: number,
    input: IoctlInput = NOTHING,
    maxOutputResponse = 65_536,
    flags = 1,
  ): Output {
    const encode = ioctlBody(fileId, ctlCode, input, maxOutputResponse, flags);
    const reply = this.client.call(Command.IOCTL, encode);
    // An error may carry output all the same: an error body is 9 where a response says 49.
    const size = reply.body.u16();
    reply.body.seek(reply.body.position - 2);
    const hasOutput = !isError(reply.status) || size === 49;
    const output = hasOutput ? decodeIoctlResponse(reply.body).outputView.slice() : NOTHING;
    return { status: reply.status, output, reader: new Reader(output) };
  }
}

export type IoctlInput = Uint8Array | ((writer: Writer) => void);

function ioctlBody(
  fileId: FileId,
  ctlCode: number,
  input: IoctlInput,
  maxOutputResponse: number,
  flags: number,
): (writer: Writer) => void {
  const scratch = new Writer();
  if (typeof input === "function") input(scratch);
  const inputView = typeof input === "function" ? scratch.written() : input;
  return (writer) =>
    encodeIoctlRequest(writer, {
      ctlCode,
      fileId,
      inputView,
      maxInputResponse: 0,
      outputView: NOTHING,
      maxOutputResponse,
      flags,
    });
}
