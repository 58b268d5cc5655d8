/** The file information classes that can be asked for. [MS-FSA] 2.1.5.12, [MS-FSCC] 2.4. */
import type { Open } from "../../state/open.ts";
import { shortNameOf } from "../../state/short-name.ts";
import { encodeAccessInformation } from "../../wire/fscc/access.ts";
import { encodeAlignmentInformation } from "../../wire/fscc/alignment.ts";
import { encodeAllInformation } from "../../wire/fscc/all.ts";
import { encodeAttributeTagInformation } from "../../wire/fscc/attribute-tag.ts";
import { encodeBasicInformation } from "../../wire/fscc/basic.ts";
import { encodeCompressionInformation } from "../../wire/fscc/compression.ts";
import { encodeEaInformation } from "../../wire/fscc/ea.ts";
import { encodeIdInformation } from "../../wire/fscc/id.ts";
import { FileInformationClass } from "../../wire/fscc/information-class.ts";
import { encodeInternalInformation } from "../../wire/fscc/internal.ts";
import { encodeModeInformation } from "../../wire/fscc/mode.ts";
import { encodeNameInformation } from "../../wire/fscc/name.ts";
import { encodeNetworkOpenInformation } from "../../wire/fscc/network-open.ts";
import { encodePositionInformation } from "../../wire/fscc/position.ts";
import { encodePosixInformation, posixInformationBytes } from "../../wire/fscc/posix.ts";
import { encodeStandardInformation } from "../../wire/fscc/standard.ts";
import { encodeStandardLinkInformation } from "../../wire/fscc/standard-link.ts";
import { encodeStreamList, type StreamInformation } from "../../wire/fscc/stream.ts";
import { COMPRESSION_FORMAT_NONE } from "../../wire/fsctl/compression.ts";
import type { QueryInfoRequest } from "../../wire/message/query-info.ts";
import { FILE_READ_ATTRIBUTES, FILE_READ_EA } from "../../wire/security/access-mask.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_INFO_LENGTH_MISMATCH,
  STATUS_INVALID_INFO_CLASS,
  STATUS_NOT_SUPPORTED,
} from "../../wire/status.ts";
import type { Writer } from "../../wire/writer.ts";
import type { CommandContext } from "../context.ts";
import { posixInformation } from "../create/posix.ts";
import { boundedList, boundedOutput } from "./bounded-output.ts";
import { compressionFormatOf } from "./compression-format.ts";
import { DIALECT_3_1_1 } from "./dialect.ts";
import { type OpenStat, statOfOpen } from "./open-stat.ts";
import { queryEa } from "./query-ea.ts";
import { queryHardLinks } from "./query-hard-links.ts";

interface FileClassRow {
  /** All of these bits must be in Open.GrantedAccess. */
  readonly access: number;
  /** What the buffer must hold at least: the structure as a compiler lays it out, padding included. */
  readonly fixedBytes: number;
  readonly encode: (writer: Writer, open: Open, stat: OpenStat) => void;
}

const C = FileInformationClass;

const CLASSES: ReadonlyMap<number, FileClassRow> = new Map<number, FileClassRow>([
  [
    C.BASIC,
    row(FILE_READ_ATTRIBUTES, 40, (w, _open, stat) => encodeBasicInformation(w, basic(stat))),
  ],
  [C.STANDARD, row(0, 24, (w, open, stat) => encodeStandardInformation(w, standard(open, stat)))],
  [C.INTERNAL, row(0, 8, (w, _open, s) => encodeInternalInformation(w, { indexNumber: s.fileId }))],
  [C.EA, row(0, 4, (w, _open, stat) => encodeEaInformation(w, { eaSize: stat.eaSize }))],
  [C.ACCESS, row(0, 4, (w, open) => encodeAccessInformation(w, access(open)))],
  [C.NAME, row(0, 8, (w, open) => encodeNameInformation(w, { fileName: `\\${pathOf(open)}` }))],
  [C.POSITION, row(0, 8, (w, open) => encodePositionInformation(w, position(open)))],
  [C.MODE, row(0, 4, (w, open) => encodeModeInformation(w, { mode: open.mode }))],
  [C.ALIGNMENT, row(0, 4, (w) => encodeAlignmentInformation(w, { alignmentRequirement: 0 }))],
  [C.ALL, row(FILE_READ_ATTRIBUTES, 104, encodeAll)],
  [C.COMPRESSION, row(0, 16, encodeCompression)],
  [C.NETWORK_OPEN, row(FILE_READ_ATTRIBUTES, 56, encodeNetworkOpen)],
  [C.ATTRIBUTE_TAG, row(FILE_READ_ATTRIBUTES, 8, encodeAttributeTag)],
  [C.STANDARD_LINK, row(0, 12, encodeStandardLink)],
  [C.ID, row(0, 24, encodeId)],
]);

export function queryFile(cx: CommandContext, request: QueryInfoRequest): NtStatus {
  const { open, reply } = cx;
  const bytesMax = request.outputBufferLength;
  switch (request.fileInfoClass) {
    case C.FULL_EA:
      if ((open.grantedAccess & FILE_READ_EA) === 0) return STATUS_ACCESS_DENIED;
      return queryEa(cx, request);
    case C.HARD_LINK:
      return queryHardLinks(cx, request);
    case C.STREAM:
      return queryStreams(cx, bytesMax);
    case C.ALTERNATE_NAME:
      return boundedOutput(reply, bytesMax, 8, () =>
        encodeNameInformation(reply, { fileName: alternateName(open) }),
      );
    case C.POSIX:
      return queryPosix(cx, bytesMax);
    case C.NORMALIZED_NAME:
      // [MS-SMB2] 3.3.5.20.1: from 3.1.1 on.
      if (cx.connection.dialect !== DIALECT_3_1_1) return STATUS_NOT_SUPPORTED;
      return boundedOutput(reply, bytesMax, 8, () =>
        encodeNameInformation(reply, { fileName: pathOf(open) }),
      );
  }
  const found = CLASSES.get(request.fileInfoClass);
  if (found === undefined) return STATUS_INVALID_INFO_CLASS;
  if (bytesMax < found.fixedBytes) return STATUS_INFO_LENGTH_MISMATCH;
  if ((open.grantedAccess & found.access) !== found.access) return STATUS_ACCESS_DENIED;
  const stat = statOfOpen(open);
  if (typeof stat === "number") return stat;
  return boundedOutput(reply, bytesMax, found.fixedBytes, () => found.encode(reply, open, stat));
}

/** [POSIX-FSA] 2.1.5.11.1: for opens by the rules of POSIX alone. */
function queryPosix({ open, reply }: CommandContext, bytesMax: number): NtStatus {
  if (!open.isPosix) return STATUS_INVALID_INFO_CLASS;
  if ((open.grantedAccess & FILE_READ_ATTRIBUTES) === 0) return STATUS_ACCESS_DENIED;
  const stat = statOfOpen(open);
  if (typeof stat === "number") return stat;
  const information = posixInformation(stat);
  return boundedOutput(reply, bytesMax, posixInformationBytes(information), () =>
    encodePosixInformation(reply, information),
  );
}

/** [MS-FSA] 2.1.5.12.30: a file has its unnamed stream, a directory only named ones. */
function queryStreams(cx: CommandContext, bytesMax: number): NtStatus {
  const { open, reply } = cx;
  if (bytesMax < STREAM_FIXED_BYTES) return STATUS_INFO_LENGTH_MISMATCH;
  if (open.node === null) return STATUS_INVALID_INFO_CLASS;
  const stat = open.node.stat();
  if (typeof stat === "number") return stat;
  const named = open.node.streams();
  if (typeof named === "number") return named;
  const list: StreamInformation[] = named.map(({ name, size, allocationSize }) => ({
    streamName: `:${name}:$DATA`,
    streamSize: size,
    streamAllocationSize: allocationSize,
  }));
  if (!stat.isDirectory) {
    list.unshift({
      streamName: "::$DATA",
      streamSize: stat.size,
      streamAllocationSize: stat.allocationSize,
    });
  }
  const recordBytes = (stream: StreamInformation) => 24 + 2 * stream.streamName.length;
  return boundedList(bytesMax, list, recordBytes, 8, (records) => encodeStreamList(reply, records));
}

const STREAM_FIXED_BYTES = 32;

function row(access: number, fixedBytes: number, encode: FileClassRow["encode"]): FileClassRow {
  return { access, fixedBytes, encode };
}

function encodeAll(writer: Writer, open: Open, stat: OpenStat): void {
  encodeAllInformation(writer, {
    basic: basic(stat),
    standard: standard(open, stat),
    internal: { indexNumber: stat.fileId },
    ea: { eaSize: stat.eaSize },
    access: access(open),
    position: position(open),
    mode: { mode: open.mode },
    alignment: { alignmentRequirement: 0 },
    name: { fileName: `\\${pathOf(open)}` },
  });
}

/** [MS-FSA] 2.1.5.12.7: a compressed stream takes what is allocated to it. */
function encodeCompression(writer: Writer, open: Open, stat: OpenStat): void {
  const isCompressed = compressionFormatOf(open, stat.attributes) !== COMPRESSION_FORMAT_NONE;
  encodeCompressionInformation(writer, {
    compressedFileSize: isCompressed ? stat.streamAllocationSize : stat.endOfFile,
    compressionFormat: compressionFormatOf(open, stat.attributes),
    compressionUnitShift: 0,
    chunkShift: 0,
    clusterShift: 0,
  });
}

function encodeNetworkOpen(writer: Writer, _open: Open, stat: OpenStat): void {
  encodeNetworkOpenInformation(writer, {
    creationTime: stat.creationTime,
    lastAccessTime: stat.lastAccessTime,
    lastWriteTime: stat.lastWriteTime,
    changeTime: stat.changeTime,
    allocationSize: stat.streamAllocationSize,
    endOfFile: stat.endOfFile,
    fileAttributes: stat.shownAttributes,
  });
}

function encodeAttributeTag(writer: Writer, _open: Open, stat: OpenStat): void {
  encodeAttributeTagInformation(writer, {
    fileAttributes: stat.shownAttributes,
    reparseTag: stat.reparseTag,
  });
}

function encodeStandardLink(writer: Writer, open: Open, stat: OpenStat): void {
  const { numberOfLinks, deletePending } = standard(open, stat);
  encodeStandardLinkInformation(writer, {
    numberOfAccessibleLinks: numberOfLinks,
    totalNumberOfLinks: stat.linkCount,
    deletePending,
    directory: open.isDirectory,
  });
}

function encodeId(writer: Writer, _open: Open, stat: OpenStat): void {
  const fileId = BigInt.asUintN(64, stat.fileId);
  let hex = "";
  for (let shift = 0n; shift < 64n; shift += 8n) {
    hex += Number((fileId >> shift) & 0xffn)
      .toString(16)
      .padStart(2, "0");
  }
  encodeIdInformation(writer, {
    volumeSerialNumber: BigInt(stat.volumeId),
    fileId: hex.padEnd(32, "0"),
  });
}

function basic(stat: OpenStat) {
  return {
    creationTime: stat.creationTime,
    lastAccessTime: stat.lastAccessTime,
    lastWriteTime: stat.lastWriteTime,
    changeTime: stat.changeTime,
    fileAttributes: stat.shownAttributes,
  };
}

function standard(open: Open, stat: OpenStat) {
  const stream = open.stream;
  const deletePending = stream !== null && (stream.file.isDeletePending || stream.isDeletePending);
  const links = stat.isDirectory ? 1 : stat.linkCount;
  return {
    allocationSize: stat.streamAllocationSize,
    endOfFile: stat.endOfFile,
    // [MS-FSA] 2.1.5.12.28: a link that is going to be deleted counts no more.
    numberOfLinks: deletePending ? Math.max(links - 1, 0) : links,
    deletePending,
    directory: open.isDirectory,
  };
}

function access(open: Open) {
  return { accessFlags: open.grantedAccess };
}

function position(open: Open) {
  return { currentByteOffset: open.position };
}

/**
 * [MS-FSA] 2.1.5.12.4 has "not found" where there is none (the root, and any name of a case-sensitive share), at
 * which smbclient's allinfo stops; an empty name says the same.
 */
function alternateName(open: Open): string {
  const name = open.path.at(-1);
  if (name === undefined || open.tree.share?.caseSensitive === true) return "";
  return shortNameOf(name) ?? name;
}

/** Below the share's root, as Windows shows it; a stream with its name. */
function pathOf(open: Open): string {
  const path = open.path.join("\\");
  return open.streamName === "" ? path : `${path}:${open.streamName}`;
}
