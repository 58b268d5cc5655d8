/** Information about a pipe. [MS-FSCC] 2.4: clients ask pipes the same things as files, some even "All". */

import { PIPE_MESSAGE_BYTES_MAX } from "../../limits.ts";
import type { PipeEndpoint } from "../../port/pipe.ts";
import { encodeAccessInformation } from "../../wire/fscc/access.ts";
import { encodeAlignmentInformation } from "../../wire/fscc/alignment.ts";
import { encodeAllInformation } from "../../wire/fscc/all.ts";
import { encodeAttributeTagInformation } from "../../wire/fscc/attribute-tag.ts";
import { FILE_ATTRIBUTE_NORMAL } from "../../wire/fscc/attributes.ts";
import { encodeBasicInformation } from "../../wire/fscc/basic.ts";
import { encodeEaInformation } from "../../wire/fscc/ea.ts";
import { FileInformationClass } from "../../wire/fscc/information-class.ts";
import { encodeInternalInformation } from "../../wire/fscc/internal.ts";
import { encodeModeInformation } from "../../wire/fscc/mode.ts";
import { encodeNameInformation } from "../../wire/fscc/name.ts";
import { encodeNetworkOpenInformation } from "../../wire/fscc/network-open.ts";
import {
  encodePipeInformation,
  FILE_PIPE_COMPLETE_OPERATION,
  FILE_PIPE_MESSAGE_MODE,
  FILE_PIPE_QUEUE_OPERATION,
} from "../../wire/fscc/pipe.ts";
import {
  encodePipeLocalInformation,
  FILE_PIPE_CLIENT_END,
  FILE_PIPE_CONNECTED_STATE,
  FILE_PIPE_FULL_DUPLEX,
  FILE_PIPE_MESSAGE_TYPE,
} from "../../wire/fscc/pipe-local.ts";
import { encodePipeRemoteInformation } from "../../wire/fscc/pipe-remote.ts";
import { encodePositionInformation } from "../../wire/fscc/position.ts";
import { encodeStandardInformation } from "../../wire/fscc/standard.ts";
import type { QueryInfoRequest } from "../../wire/message/query-info.ts";
import { FILE_READ_ATTRIBUTES } from "../../wire/security/access-mask.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_INFO_CLASS,
  STATUS_INVALID_PARAMETER,
} from "../../wire/status.ts";
import type { Writer } from "../../wire/writer.ts";
import type { CommandContext } from "../context.ts";
import { boundedOutput } from "./bounded-output.ts";

interface PipeClassRow {
  readonly access: number;
  readonly fixedBytes: number;
  readonly encode: (writer: Writer, cx: CommandContext, pipe: PipeEndpoint) => void;
}

const C = FileInformationClass;

const CLASSES: ReadonlyMap<number, PipeClassRow> = new Map<number, PipeClassRow>([
  [C.BASIC, row(FILE_READ_ATTRIBUTES, 40, (w) => encodeBasicInformation(w, BASIC))],
  [C.STANDARD, row(0, 24, (w) => encodeStandardInformation(w, STANDARD))],
  [C.INTERNAL, row(0, 8, (w, cx) => encodeInternalInformation(w, internal(cx)))],
  [C.EA, row(0, 4, (w) => encodeEaInformation(w, { eaSize: 0 }))],
  [C.ACCESS, row(0, 4, (w, cx) => encodeAccessInformation(w, access(cx)))],
  [C.NAME, row(0, 8, (w, _cx, pipe) => encodeNameInformation(w, name(pipe)))],
  [C.POSITION, row(0, 8, (w, cx) => encodePositionInformation(w, position(cx)))],
  [C.MODE, row(0, 4, (w, cx) => encodeModeInformation(w, { mode: cx.open.mode }))],
  [C.ALIGNMENT, row(0, 4, (w) => encodeAlignmentInformation(w, { alignmentRequirement: 0 }))],
  [C.ALL, row(FILE_READ_ATTRIBUTES, 104, encodeAll)],
  [C.NETWORK_OPEN, row(FILE_READ_ATTRIBUTES, 56, encodeNetworkOpen)],
  [C.ATTRIBUTE_TAG, row(FILE_READ_ATTRIBUTES, 8, encodeAttributeTag)],
  [C.PIPE, row(FILE_READ_ATTRIBUTES, 8, encodeModes)],
  [C.PIPE_LOCAL, row(FILE_READ_ATTRIBUTES, 40, encodeLocal)],
  [C.PIPE_REMOTE, row(FILE_READ_ATTRIBUTES, 16, encodeRemote)],
]);

export function queryPipe(cx: CommandContext, request: QueryInfoRequest): NtStatus {
  const { open, reply } = cx;
  const pipe = open.pipe;
  if (pipe === null) return STATUS_INVALID_PARAMETER;
  const found = CLASSES.get(request.fileInfoClass);
  if (found === undefined) return STATUS_INVALID_INFO_CLASS;
  if ((open.grantedAccess & found.access) !== found.access) return STATUS_ACCESS_DENIED;
  return boundedOutput(reply, request.outputBufferLength, found.fixedBytes, () =>
    found.encode(reply, cx, pipe),
  );
}

function row(access: number, fixedBytes: number, encode: PipeClassRow["encode"]): PipeClassRow {
  return { access, fixedBytes, encode };
}

const BASIC = {
  creationTime: 0n,
  lastAccessTime: 0n,
  lastWriteTime: 0n,
  changeTime: 0n,
  fileAttributes: FILE_ATTRIBUTE_NORMAL,
};
/** As Windows answers: an instance of a pipe ends with its handle. */
const STANDARD = {
  allocationSize: 4096,
  endOfFile: 0,
  numberOfLinks: 1,
  deletePending: true,
  directory: false,
};
const INSTANCES_UNLIMITED = 0xffffffff;

function encodeAll(writer: Writer, cx: CommandContext, pipe: PipeEndpoint): void {
  encodeAllInformation(writer, {
    basic: BASIC,
    standard: STANDARD,
    internal: internal(cx),
    ea: { eaSize: 0 },
    access: access(cx),
    position: position(cx),
    mode: { mode: cx.open.mode },
    alignment: { alignmentRequirement: 0 },
    name: name(pipe),
  });
}

function encodeNetworkOpen(writer: Writer): void {
  const { allocationSize, endOfFile } = STANDARD;
  encodeNetworkOpenInformation(writer, { ...BASIC, allocationSize, endOfFile });
}

function encodeAttributeTag(writer: Writer): void {
  encodeAttributeTagInformation(writer, { fileAttributes: FILE_ATTRIBUTE_NORMAL, reparseTag: 0 });
}

function encodeModes(writer: Writer, cx: CommandContext): void {
  encodePipeInformation(writer, {
    readMode: FILE_PIPE_MESSAGE_MODE,
    completionMode: cx.open.isPipeNonblocking
      ? FILE_PIPE_COMPLETE_OPERATION
      : FILE_PIPE_QUEUE_OPERATION,
  });
}

function encodeLocal(writer: Writer, _cx: CommandContext, pipe: PipeEndpoint): void {
  encodePipeLocalInformation(writer, {
    namedPipeType: FILE_PIPE_MESSAGE_TYPE,
    namedPipeConfiguration: FILE_PIPE_FULL_DUPLEX,
    maximumInstances: INSTANCES_UNLIMITED,
    currentInstances: 1,
    inboundQuota: PIPE_MESSAGE_BYTES_MAX,
    readDataAvailable: pipe.availableBytes,
    outboundQuota: PIPE_MESSAGE_BYTES_MAX,
    writeQuotaAvailable: PIPE_MESSAGE_BYTES_MAX,
    namedPipeState: FILE_PIPE_CONNECTED_STATE,
    namedPipeEnd: FILE_PIPE_CLIENT_END,
  });
}

function encodeRemote(writer: Writer): void {
  encodePipeRemoteInformation(writer, { collectDataTime: 0n, maximumCollectionCount: 0 });
  // The structure ends on a multiple of eight.
  writer.zeros(4);
}

function internal(cx: CommandContext) {
  return { indexNumber: BigInt(cx.open.volatileId) };
}

function access(cx: CommandContext) {
  return { accessFlags: cx.open.grantedAccess };
}

function position(cx: CommandContext) {
  return { currentByteOffset: cx.open.position };
}

function name(pipe: PipeEndpoint) {
  return { fileName: `\\${pipe.name}` };
}
