/** FilePosixInformation (level 100), asked of a handle and, with a name, of a directory. [POSIX-FSCC] 2.3.1.1, 2.3.1.2. */
import type { Reader } from "../reader.ts";
import { decodeSid, encodeSid, type Sid, sidByteLength } from "../security/sid.ts";
import type { Writer } from "../writer.ts";

export interface PosixInformation {
  readonly creationTime: bigint;
  readonly lastAccessTime: bigint;
  readonly lastWriteTime: bigint;
  readonly changeTime: bigint;
  readonly endOfFile: number;
  readonly allocationSize: number;
  readonly fileAttributes: number;
  readonly inode: bigint;
  readonly deviceId: number;
  readonly linkCount: number;
  readonly reparseTag: number;
  /** As state/posix-mode.ts lays it out: permissions and the kind of file. */
  readonly mode: number;
  readonly owner: Sid;
  readonly group: Sid;
}

const FIXED = 80;

export function posixInformationBytes(information: PosixInformation): number {
  return FIXED + sidByteLength(information.owner) + sidByteLength(information.group);
}

export function decodePosixInformation(reader: Reader): PosixInformation {
  const creationTime = reader.i64Big();
  const lastAccessTime = reader.i64Big();
  const lastWriteTime = reader.i64Big();
  const changeTime = reader.i64Big();
  const endOfFile = reader.u64Safe();
  const allocationSize = reader.u64Safe();
  const fileAttributes = reader.u32();
  const inode = reader.u64Big();
  const deviceId = reader.u32();
  reader.skip(4);
  return {
    creationTime,
    lastAccessTime,
    lastWriteTime,
    changeTime,
    endOfFile,
    allocationSize,
    fileAttributes,
    inode,
    deviceId,
    linkCount: reader.u32(),
    reparseTag: reader.u32(),
    mode: reader.u32(),
    owner: decodeSid(reader),
    group: decodeSid(reader),
  };
}

export function encodePosixInformation(writer: Writer, information: PosixInformation): void {
  writer.u64Big(information.creationTime).u64Big(information.lastAccessTime);
  writer.u64Big(information.lastWriteTime).u64Big(information.changeTime);
  writer.u64(information.endOfFile).u64(information.allocationSize);
  writer.u32(information.fileAttributes).u64Big(information.inode);
  writer.u32(information.deviceId).u32(0);
  writer.u32(information.linkCount).u32(information.reparseTag).u32(information.mode);
  encodeSid(writer, information.owner);
  encodeSid(writer, information.group);
}
