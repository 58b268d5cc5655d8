import {
  type DirectoryEntry,
  decodeDirectoryEntry,
  encodeDirectoryEntry,
} from "../../fscc/directory-entry.ts";
import { DirectoryListBuilder, decodeDirectoryList } from "../../fscc/directory-list.ts";
import type { Reader } from "../../reader.ts";
import { makeSid } from "../../security/sid.ts";
import type { Writer } from "../../writer.ts";
import { body, type GoldenRow, refuseEmpty, utf16 } from "../row.ts";
import { TIMES, TIMES_HEX } from "../sample.ts";

const ENTRY: DirectoryEntry = {
  fileName: "a.txt",
  ...TIMES,
  endOfFile: 5,
  allocationSize: 4096,
  fileAttributes: 0x20,
  eaSize: 9,
  reparseTag: 0,
  fileId: 0x0102030405060708n,
  shortName: "",
};
/** FileIndex to FileNameLength of ENTRY. */
const ENTRY_HEX = `00000000 ${TIMES_HEX} 0500000000000000 0010000000000000 20000000 0a000000`;
const FILE_ID_64_HEX = "0807060504030201";
const NO_SHORT_NAME_HEX = `00 00 ${"00".repeat(24)}`;

/** What a FileNamesInformation entry has besides its name. */
const NAMES_ONLY: DirectoryEntry = {
  fileName: "",
  creationTime: 0n,
  lastAccessTime: 0n,
  lastWriteTime: 0n,
  changeTime: 0n,
  endOfFile: 0,
  allocationSize: 0,
  fileAttributes: 0,
  eaSize: 0,
  reparseTag: 0,
  fileId: 0n,
  shortName: "",
};

/** One entry of a class, by itself in a list. */
function entryRow(name: string, informationClass: number, tail: string, entry: DirectoryEntry) {
  return body<readonly DirectoryEntry[]>({
    name,
    bytes: `00000000 ${tail}`,
    value: [entry],
    decode: refuseEmpty((reader: Reader) => decodeDirectoryList(reader, informationClass)),
    encode: (writer: Writer, entries) => {
      const list = new DirectoryListBuilder(writer, informationClass, 65536);
      for (const each of entries) list.append(each);
    },
    covers: [decodeDirectoryList, decodeDirectoryEntry, encodeDirectoryEntry],
  });
}

const NAME_HEX = utf16("a.txt");

export const DIRECTORY_ROWS: readonly GoldenRow[] = [
  entryRow("FileDirectoryInformation", 1, `${ENTRY_HEX} ${NAME_HEX}`, {
    ...ENTRY,
    eaSize: 0,
    fileId: 0n,
  }),
  entryRow("FileFullDirectoryInformation", 2, `${ENTRY_HEX} 09000000 ${NAME_HEX}`, {
    ...ENTRY,
    fileId: 0n,
  }),
  entryRow(
    "FileBothDirectoryInformation with a short name",
    3,
    `${ENTRY_HEX} 09000000 0a 00 ${utf16("A.TXT")} ${"00".repeat(14)} ${NAME_HEX}`,
    { ...ENTRY, fileId: 0n, shortName: "A.TXT" },
  ),
  entryRow(
    "FilePosixInformation of a directory's entry",
    100,
    `00000000 ${TIMES_HEX} 0500000000000000 0010000000000000 20000000 ${FILE_ID_64_HEX} 02010000
      00000000 02000000 00000000 a4010000 01 02 000000000016 01000000 e8030000
      01 01 000000000000 00000000 0a000000 ${NAME_HEX}`,
    {
      ...NAMES_ONLY,
      fileName: "a.txt",
      posix: {
        ...TIMES,
        endOfFile: 5,
        allocationSize: 4096,
        fileAttributes: 0x20,
        inode: 0x0102030405060708n,
        deviceId: 0x102,
        linkCount: 2,
        reparseTag: 0,
        mode: 0o644,
        owner: makeSid(22, [1, 1000]),
        group: makeSid(0, [0]),
      },
    },
  ),
  entryRow("FileNamesInformation", 12, `00000000 0a000000 ${NAME_HEX}`, {
    ...NAMES_ONLY,
    fileName: "a.txt",
  }),
  entryRow(
    "FileIdBothDirectoryInformation",
    37,
    `${ENTRY_HEX} 09000000 ${NO_SHORT_NAME_HEX} 0000 ${FILE_ID_64_HEX} ${NAME_HEX}`,
    ENTRY,
  ),
  entryRow(
    "FileIdFullDirectoryInformation",
    38,
    `${ENTRY_HEX} 09000000 00000000 ${FILE_ID_64_HEX} ${NAME_HEX}`,
    ENTRY,
  ),
  entryRow(
    "FileIdFullDirectoryInformation of a symbolic link, whose EaSize is the tag",
    38,
    `00000000 ${TIMES_HEX} 0500000000000000 0010000000000000 00040000 0a000000
      0c0000a0 00000000 ${FILE_ID_64_HEX} ${NAME_HEX}`,
    { ...ENTRY, fileAttributes: 0x400, eaSize: 0, reparseTag: 0xa000000c },
  ),
  entryRow(
    "FileIdExtdDirectoryInformation",
    60,
    `${ENTRY_HEX} 09000000 00000000 ${FILE_ID_64_HEX} 0000000000000000 ${NAME_HEX}`,
    ENTRY,
  ),
  entryRow(
    "FileIdExtdBothDirectoryInformation",
    63,
    `${ENTRY_HEX} 09000000 00000000 ${FILE_ID_64_HEX} 0000000000000000 ${NO_SHORT_NAME_HEX} ${NAME_HEX}`,
    ENTRY,
  ),
  body<readonly DirectoryEntry[]>({
    name: "directory list of two, the first one padded",
    bytes: `18000000 00000000 0a000000 ${NAME_HEX} 0000 00000000 00000000 02000000 ${utf16("b")}`,
    value: [
      { ...NAMES_ONLY, fileName: "a.txt" },
      { ...NAMES_ONLY, fileName: "b" },
    ],
    decode: refuseEmpty((reader: Reader) => decodeDirectoryList(reader, 12)),
    encode: (writer: Writer, entries) => {
      const list = new DirectoryListBuilder(writer, 12, 65536);
      for (const each of entries) list.append(each);
    },
  }),
];
