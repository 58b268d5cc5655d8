/** What the POSIX create context changes about a new file, and what it is answered with. [POSIX-SMB2] 3.3.5.9 */
import type { VfsNode, VfsStat } from "../../port/vfs.ts";
import { sidOfGid, sidOfUid } from "../../state/descriptor.ts";
import { descriptorOfMode, POSIX_PERMISSIONS, wireMode } from "../../state/posix-mode.ts";
import { PosixType } from "../../state/posix-type.ts";
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
import {
  formatSecurityDescriptor,
  type SecurityDescriptor,
} from "../../wire/security/descriptor.ts";
import { parseSid } from "../../wire/security/sid.ts";
import { SID_NULL, unixGroupSid, unixUserSid } from "../../wire/security/well-known.ts";
import { type NtStatus, STATUS_SUCCESS } from "../../wire/status.ts";
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

/** The descriptor of a mode, and the mode itself, which has more bits than a descriptor projects. */
export function storeMode(
  node: VfsNode,
  mode: number,
  { owner, group, sacl }: Pick<SecurityDescriptor, "owner" | "group" | "sacl">,
): NtStatus {
  const { isDirectory } = node;
  const ofMode = descriptorOfMode(mode, isDirectory, owner ?? SID_NULL, group ?? SID_NULL);
  const status = node.setDescriptor(formatSecurityDescriptor({ ...ofMode, sacl }));
  if (status !== STATUS_SUCCESS) return status;
  return node.setStat({ mode: storedPermissions(mode, isDirectory) });
}

/**
 * A symlink's permissions are nobody's business, and its maker gives it none: everybody may read it. Where it leads
 * is changed by nobody but its owner; what is shown is what Linux shows of every symlink.
 */
export function openSymlink(cx: CommandContext, node: VfsNode): NtStatus {
  const stat = node.stat();
  if (typeof stat === "number") return stat;
  if (stat.posixType !== PosixType.SYMLINK) return STATUS_SUCCESS;
  const ids = cx.engine.catalog;
  const owner = sidOfUid(ids, stat.uid);
  return storeMode(node, 0o755, { owner, group: sidOfGid(ids, stat.gid), sacl: null });
}

export function posixResponse(stat: VfsStat): CreateContext {
  return createContext(CREATE_POSIX, encodePosixCreateResponse, posixFacts(stat));
}

/** Uid and gid as themselves (S-1-22-…): a client needs no other server to know whose they are. */
export function posixFacts(stat: VfsStat): PosixCreateResponse {
  return {
    linkCount: stat.linkCount,
    reparseTag: stat.reparseTag,
    mode: wireMode(stat.posixType === PosixType.SYMLINK ? 0o777 : stat.mode, stat.posixType),
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
