/** TREE_CONNECT. [MS-SMB2] 3.3.5.7. */
import { TREE_COUNT_PER_SESSION_MAX } from "../limits.ts";
import type { CatalogShare } from "../state/catalog.ts";
import { Tree } from "../state/tree.ts";
import {
  decodeTreeConnectRequest,
  encodeTreeConnectResponse,
  SHARE_CAP_CONTINUOUS_AVAILABILITY,
  SHARE_TYPE_DISK,
  SHARE_TYPE_PIPE,
  SHAREFLAG_ACCESS_BASED_DIRECTORY_ENUM,
  SHAREFLAG_ENCRYPT_DATA,
  SHAREFLAG_NO_CACHING,
} from "../wire/message/tree-connect.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_BAD_NETWORK_NAME,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import type { CommandContext, Outcome } from "./context.ts";
import { openHome } from "./home-folder.ts";
import { limitReached } from "./limit-reached.ts";
import { guardRefusal, isGuarded } from "./tree-guard.ts";

/** Pipes: read, write and attributes; nothing can be made or deleted. */
const PIPE_ACCESS = 0x0012019f;

export function handleTreeConnect(cx: CommandContext): Outcome {
  const request = decodeTreeConnectRequest(cx.message);
  const name = shareName(request.path);
  if (name === null) return STATUS_INVALID_PARAMETER;
  if (cx.session.trees.size >= TREE_COUNT_PER_SESSION_MAX) {
    return limitReached(cx.engine, "TREE_COUNT_PER_SESSION_MAX", STATUS_INSUFFICIENT_RESOURCES);
  }
  if (name.toUpperCase() === "IPC$") return connectPipes(cx);
  const share = cx.engine.catalog.shareByName(name);
  if (share === null || !share.enabled)
    return deny(cx, name, STATUS_BAD_NETWORK_NAME, "no such share");
  return connectDisk(cx, share);
}

/** The share's name out of \\server\share, or null. */
function shareName(path: string): string | null {
  const match = /^\\\\[^\\]+\\([^\\]+)$/.exec(path);
  return match?.[1] ?? null;
}

function connectPipes(cx: CommandContext): Outcome {
  const session = cx.session;
  const tree = new Tree(session.newTreeId(), session, null, null, PIPE_ACCESS, false);
  session.trees.set(tree.id, tree);
  cx.setReplyTree(tree.id);
  encodeTreeConnectResponse(cx.reply, {
    shareType: SHARE_TYPE_PIPE,
    shareFlags: SHAREFLAG_NO_CACHING,
    capabilities: 0,
    maximalAccess: PIPE_ACCESS,
  });
  return STATUS_SUCCESS;
}

function connectDisk(cx: CommandContext, share: CatalogShare): Outcome {
  const session = cx.session;
  const access = cx.engine.catalog.shareAccess(share, cx.principal);
  if (access === 0) return deny(cx, share.name, STATUS_ACCESS_DENIED, "no permission on the share");
  // [MS-SMB2] 3.3.5.7: a connection that cannot seal may not reach a share that requires it.
  if (share.encryptionRequired && (!cx.connection.isSmb3 || session.sealer === null)) {
    return deny(cx, share.name, STATUS_ACCESS_DENIED, "the share requires encryption");
  }
  const guarded = isGuarded(share);
  const refusal = guarded ? guardOf(cx, share) : null;
  if (refusal !== null) return deny(cx, share.name, STATUS_ACCESS_DENIED, refusal);
  const place = placeOf(cx, share);
  if (typeof place === "number") return deny(cx, share.name, place, "the folder cannot be opened");
  const volume = cx.engine.volume(place);
  if (typeof volume === "number")
    return deny(cx, share.name, volume, "the folder cannot be opened");
  const tree = new Tree(
    session.newTreeId(),
    session,
    place,
    volume,
    access,
    share.encryptionRequired,
  );
  tree.isGuarded = guarded;
  tree.usage = cx.engine.usages.of(place);
  session.trees.set(tree.id, tree);
  cx.setReplyTree(tree.id);
  cx.auditShare("connect", share.name, STATUS_SUCCESS);
  encodeTreeConnectResponse(cx.reply, {
    shareType: SHARE_TYPE_DISK,
    shareFlags: shareFlagsOf(share),
    capabilities: capabilitiesOf(cx, share),
    maximalAccess: access,
  });
  return STATUS_SUCCESS;
}

/** The share, or of private homes the caller's own. */
function placeOf(cx: CommandContext, share: CatalogShare): CatalogShare | NtStatus {
  if (!share.homes) return share;
  const volume = cx.engine.volume(share);
  return typeof volume === "number" ? volume : openHome(share, volume, cx.principal);
}

/** A client that signs nothing of its own accord would be refused each request to come. */
function guardOf(cx: CommandContext, share: CatalogShare): string | null {
  const { session, connection } = cx;
  const isProtected = session.signingRequired || session.encryptData || share.encryptionRequired;
  return guardRefusal(share, connection.transport.remoteAddress, isProtected || cx.isSealed);
}

// [MS-SMB2] 3.3.5.7: of no meaning to dialects that have no persistent opens.
function capabilitiesOf(cx: CommandContext, share: CatalogShare): number {
  const isKept = share.continuouslyAvailable && cx.connection.isSmb3;
  return isKept ? SHARE_CAP_CONTINUOUS_AVAILABILITY : 0;
}

function shareFlagsOf(share: CatalogShare): number {
  return (
    (share.encryptionRequired ? SHAREFLAG_ENCRYPT_DATA : 0) |
    (share.accessBasedEnumeration ? SHAREFLAG_ACCESS_BASED_DIRECTORY_ENUM : 0)
  );
}

/** [MS-SMB2] 2.2.9: a share's name has at most 80 characters; no more of a stranger's goes into the audit. */
const NAME_UNITS_MAX = 80;

function deny(cx: CommandContext, share: string, status: NtStatus, detail: string): NtStatus {
  cx.auditShare("connectDenied", share.slice(0, NAME_UNITS_MAX), status, detail);
  return status;
}
