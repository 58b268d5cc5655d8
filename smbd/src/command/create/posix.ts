/** What the POSIX create context changes about a new file, and what it is answered with. [POSIX-SMB2] 3.3.5.9 */
import type { VfsStat } from "../../port/vfs.ts";
import { sidOfGid } from "../../state/descriptor.ts";
import { descriptorOfMode, POSIX_PERMISSIONS, wireMode } from "../../state/posix-mode.ts";
import {
  CREATE_POSIX,
  type CreateContext,
  createContext,
} from "../../wire/context/create-context.ts";
import {
  encodePosixCreateResponse,
  type PosixCreateRequest,
  type PosixCreateResponse,
} from "../../wire/context/posix.ts";
import type { PosixInformation } from "../../wire/fscc/posix.ts";
import type { SecurityDescriptor } from "../../wire/security/descriptor.ts";
import { parseSid } from "../../wire/security/sid.ts";
import { SID_NULL, unixGroupSid, unixUserSid } from "../../wire/security/well-known.ts";
import type { CommandContext } from "../context.ts";
import type { OpenStat } from "../info/open-stat.ts";

/**
 * The permissions to store. A program that runs as its file's owner is nothing that a client may make: the
 * owner may be one that the share forces. On a directory the bit only hands the group down.
 */
export function storedPermissions(mode: number, isDirectory: boolean): number {
  return mode & POSIX_PERMISSIONS & ~(isDirectory ? SET_UID : SET_UID | SET_GID);
}

/** The mode stands for whatever the folder would hand down. */
export function descriptorOfPosix(
  cx: CommandContext,
  { mode }: PosixCreateRequest,
  isDirectory: boolean,
): SecurityDescriptor {
  const owner = parseSid(cx.principal.sid) ?? SID_NULL;
  return descriptorOfMode(mode, isDirectory, owner, sidOfGid(cx.engine.catalog, cx.principal.gid));
}

export function posixResponse(stat: VfsStat): CreateContext {
  return createContext(CREATE_POSIX, encodePosixCreateResponse, posixFacts(stat));
}

/** Uid and gid as themselves (S-1-22-…): a client needs no other server to know whose they are. */
export function posixFacts(stat: VfsStat): PosixCreateResponse {
  return {
    linkCount: stat.linkCount,
    reparseTag: stat.reparseTag,
    mode: wireMode(stat.mode, stat.posixType),
    owner: unixUserSid(stat.uid),
    group: unixGroupSid(stat.gid),
  };
}

export function posixInformation(
  stat: VfsStat & Pick<OpenStat, "endOfFile" | "streamAllocationSize" | "shownAttributes">,
): PosixInformation {
  return {
    creationTime: stat.creationTime,
    lastAccessTime: stat.lastAccessTime,
    lastWriteTime: stat.lastWriteTime,
    changeTime: stat.changeTime,
    endOfFile: stat.endOfFile,
    allocationSize: stat.streamAllocationSize,
    fileAttributes: stat.shownAttributes,
    inode: stat.fileId,
    deviceId: stat.volumeId,
    ...posixFacts(stat),
  };
}

const SET_UID = 0o4000;
const SET_GID = 0o2000;
