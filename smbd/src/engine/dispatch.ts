/**
 * The guards, in the specification's order, driven by the command's row. [MS-SMB2] 3.3.5.2. A handler runs
 * only when all of them let the request pass.
 */
import type { Outcome } from "../command/context.ts";
import { IOCTLS } from "../command/ioctl/table.ts";
import type { CommandRow } from "../command/row.ts";
import { refuseForeign } from "../command/session-binding.ts";
import { COMMANDS } from "../command/table.ts";
import { guardRefusal } from "../command/tree-guard.ts";
import type { Open } from "../state/open.ts";
import type { Session } from "../state/session.ts";
import {
  Command,
  FLAGS_ASYNC_COMMAND,
  FLAGS_RELATED_OPERATIONS,
  FLAGS_REPLAY_OPERATION,
  FLAGS_SIGNED,
  HEADER_BYTES,
} from "../wire/header.ts";
import { LOCKFLAG_UNLOCK } from "../wire/message/lock.ts";
import { DIALECT_3_1_1 } from "../wire/message/negotiate.ts";
import {
  isError,
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_CANCELLED,
  STATUS_FILE_CLOSED,
  STATUS_FILE_NOT_AVAILABLE,
  STATUS_INVALID_PARAMETER,
  STATUS_MEDIA_WRITE_PROTECTED,
  STATUS_NETWORK_NAME_DELETED,
  STATUS_NETWORK_SESSION_EXPIRED,
  STATUS_STOPPED_ON_SYMLINK,
  STATUS_SUCCESS,
  STATUS_USER_SESSION_DELETED,
} from "../wire/status.ts";
import { cancelRequest } from "./pending.ts";
import type { Request } from "./request.ts";

const CREDIT_BYTES = 65_536;

export function dispatch(request: Request): Outcome {
  const header = request.header;
  const host = request.chain.host;
  if (header.command === Command.CANCEL) return cancel(request);
  if (!isInSequence(request)) {
    host.disconnect(request.connection, "message id outside the sequence window");
    return STATUS_INVALID_PARAMETER;
  }
  const row = COMMANDS.get(header.command) ?? UNKNOWN;
  request.row = row;
  if (!isNegotiated(request)) {
    host.disconnect(request.connection, "command before NEGOTIATE, or NEGOTIATE twice");
    return STATUS_INVALID_PARAMETER;
  }
  const status =
    findSession(request, row) ||
    checkProtection(request, row) ||
    checkRelated(request) ||
    checkBody(request, row) ||
    checkCredits(request, row) ||
    findTree(request, row) ||
    findOpen(request, row);
  if (status !== STATUS_SUCCESS) return status;
  return row.handler(request);
}

// [MS-SMB2] 3.3.5.2.6: a command that is none fails as any malformed one, in the session's own protection.
const UNKNOWN: CommandRow = {
  name: "UNKNOWN",
  section: "3.3.5.2.6",
  structureSizes: [],
  needsSession: false,
  needsTree: false,
  fileIdOffset: null,
  accessAny: 0,
  payloadBytes: null,
  mayGoAsync: false,
  replaySafe: false,
  beforeAuthentication: true,
  whenExpired: true,
  protectedIn311: false,
  bodyBytesMax: null,
  handler: () => STATUS_INVALID_PARAMETER,
};

// [MS-SMB2] 3.3.5.2.3: with multi-credit a request takes CreditCharge ids, before that one.
function isInSequence(request: Request): boolean {
  const { credits, supportsMultiCredit } = request.connection;
  const charge = supportsMultiCredit ? Math.max(1, request.header.creditCharge) : 1;
  return credits.consume(request.header.messageId, charge);
}

function isNegotiated(request: Request): boolean {
  const dialect = request.connection.dialect;
  const isSettled = dialect !== 0 && dialect !== 0x02ff;
  return isSettled !== (request.header.command === Command.NEGOTIATE);
}

// [MS-SMB2] 3.3.5.2.7.2: a related element needs one before it.
function checkRelated(request: Request): NtStatus {
  const chain = request.chain;
  const isFlagged = (request.header.flags & FLAGS_RELATED_OPERATIONS) !== 0;
  if (isFlagged) {
    if (isRelated(request)) return STATUS_SUCCESS;
    chain.isWithoutContext = true;
    return STATUS_INVALID_PARAMETER;
  }
  chain.relatedOpen = null;
  chain.relatedStatus = STATUS_SUCCESS;
  return STATUS_SUCCESS;
}

/** It takes session, tree and open from the element before. */
function isRelated(request: Request): boolean {
  const isFlagged = (request.header.flags & FLAGS_RELATED_OPERATIONS) !== 0;
  return isFlagged && request.chain.elementIndex > 1;
}

function findSession(request: Request, row: CommandRow): NtStatus {
  const connection = request.connection;
  let id = request.header.sessionId;
  if (isRelated(request)) {
    // [MS-SMB2] 3.3.5.2.7.2: the element before left no session to go on with.
    if (request.chain.isWithoutContext) {
      // The refusal still goes out in the protection of the session that the header names, if it is one of ours.
      const named = connection.sessions.get(Number(id));
      request.foundSession = named ?? null;
      request.channel = named?.channels.get(connection.id) ?? null;
      return STATUS_INVALID_PARAMETER;
    }
    id = request.chain.relatedSessionId;
  }
  request.replySessionId = id;
  // A stranger may say no more than what leads to a logon.
  if (!row.beforeAuthentication && connection.sessions.size === 0) {
    return STATUS_USER_SESSION_DELETED;
  }
  const session = id <= 0x1fffffffffffffn ? connection.sessions.get(Number(id)) : undefined;
  request.chain.isWithoutContext = session === undefined && row.needsSession;
  if (session === undefined) {
    return row.needsSession ? refuseForeign(request) : STATUS_SUCCESS;
  }
  request.foundSession = session;
  request.channel = session.channels.get(connection.id) ?? null;
  if (!row.needsSession) return STATUS_SUCCESS;
  if (session.state === "expired" || hasExpired(session, request.nowMs)) {
    session.state = "expired";
    const isUnlock = request.header.command === Command.LOCK && isUnlockRequest(request);
    if (!row.whenExpired && !isUnlock) return STATUS_NETWORK_SESSION_EXPIRED;
    return STATUS_SUCCESS;
  }
  return session.state === "valid" ? STATUS_SUCCESS : STATUS_USER_SESSION_DELETED;
}

function hasExpired(session: Session, nowMs: number): boolean {
  return session.state === "valid" && session.expiresAtMs !== null && nowMs >= session.expiresAtMs;
}

function isUnlockRequest(request: Request): boolean {
  const bytes = request.elementView;
  return (
    bytes.length >= HEADER_BYTES + 48 && (bytes[HEADER_BYTES + 40] as number) === LOCKFLAG_UNLOCK
  );
}

// [MS-SMB2] 3.3.5.2.4 and 3.3.5.2.9: signature, then whether the session insists on signing or sealing.
function checkProtection(request: Request, row: CommandRow): NtStatus {
  const session = request.foundSession;
  const isFlagged = (request.header.flags & FLAGS_SIGNED) !== 0;
  if (request.isSealed) {
    // A seal of one session does not speak for another one.
    if (session !== null && session !== request.chain.sealedBy) return STATUS_ACCESS_DENIED;
    if (session !== null) touch(session, request, "sealed");
    return STATUS_SUCCESS;
  }
  if (session === null) return STATUS_SUCCESS;
  const signer = request.channel?.signer ?? null;
  if (isFlagged && signer !== null) {
    // The refusal of a wrong signature is signed, too: the client would drop one that is not.
    request.mustSignReply = true;
    if (!request.isVerified && !signer.verify(request.elementView)) {
      return request.chain.host.unauthentic(request, "signature");
    }
    request.isSigned = true;
  }
  if (!row.needsSession) return checkLogonAgain(request, session);
  if (session.encryptData) return STATUS_ACCESS_DENIED;
  if (session.signingRequired && !request.isSigned) return STATUS_ACCESS_DENIED;
  // [MS-SMB2] 3.3.5.7: 3.1.1 proves its whole negotiation by the protection of the first TREE_CONNECT.
  const canProve = signer !== null && session.hasSecretKey;
  const mustProve = row.protectedIn311 && canProve && is311(request);
  if (mustProve && !request.isSigned) {
    request.chain.host.disconnect(request.connection, "an unprotected TREE_CONNECT in 3.1.1");
    return STATUS_ACCESS_DENIED;
  }
  touch(session, request, request.isSigned ? "signed" : "plain");
  return STATUS_SUCCESS;
}

/** Who logs on again on a session that must be signed shows by a signature that it is theirs. */
function checkLogonAgain(request: Request, session: Session): NtStatus {
  const isLogon = request.header.command === Command.SESSION_SETUP;
  const mustSign = isLogon && session.state !== "inProgress" && session.signingRequired;
  return mustSign && !request.isSigned ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
}

function touch(session: Session, request: Request, protection: Session["protection"]): void {
  session.lastActiveAtMs = request.nowMs;
  session.protection = protection;
}

function is311(request: Request): boolean {
  return request.connection.dialect === DIALECT_3_1_1;
}

function checkBody(request: Request, row: CommandRow): NtStatus {
  const length = request.elementView.length - HEADER_BYTES;
  const bytesMax = row.bodyBytesMax ?? request.connection.writeBytesMax + CREDIT_BYTES;
  if (length < 2 || length > bytesMax) return STATUS_INVALID_PARAMETER;
  const size =
    (request.elementView[HEADER_BYTES] as number) |
    ((request.elementView[HEADER_BYTES + 1] as number) << 8);
  if (!row.structureSizes.includes(size)) return STATUS_INVALID_PARAMETER;
  // The fixed part is there whole; an odd size counts one byte of a buffer that may be empty.
  return length < size - (size % 2) ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
}

function findTree(request: Request, row: CommandRow): NtStatus {
  if (!row.needsTree) return STATUS_SUCCESS;
  let id = request.header.treeId;
  if (isRelated(request)) {
    id = request.chain.relatedTreeId;
    request.replyTreeId = id;
  }
  const tree = request.session.trees.get(id);
  if (tree === undefined) return relatedFailure(request) || STATUS_NETWORK_NAME_DELETED;
  request.foundTree = tree;
  // [MS-SMB2] 3.3.5.2.11: a share that requires encryption takes nothing in the clear.
  if (tree.encryptData && !request.isSealed) return STATUS_ACCESS_DENIED;
  if (tree.isGuarded && tree.share !== null) {
    const { remoteAddress } = request.connection.transport;
    const isProtected = request.isSigned || request.isSealed;
    if (guardRefusal(tree.share, remoteAddress, isProtected) !== null) return STATUS_ACCESS_DENIED;
  }
  return STATUS_SUCCESS;
}

function findOpen(request: Request, row: CommandRow): NtStatus {
  if (row.fileIdOffset === null) return STATUS_SUCCESS;
  const { data, start } = request.message;
  const at = start + row.fileIdOffset;
  // As numbers: a BigInt of each would cost more than all the rest of this. What is too large for one is no id of ours.
  const persistent = numberAt(data, at);
  const volatile = numberAt(data, at + 8);
  const isAllOnes = persistent === NUMBER_ALL_ONES && volatile === NUMBER_ALL_ONES;
  // Windows takes either half for the open of the element before; some clients fill in only one.
  const isHalfOnes = persistent === NUMBER_ALL_ONES || volatile === NUMBER_ALL_ONES;
  if (isHalfOnes && isRelated(request)) {
    const open = request.chain.relatedOpen;
    if (open === null) return relatedFailure(request) || STATUS_INVALID_PARAMETER;
    return useOpen(request, row, open);
  }
  // An IOCTL that belongs to no open sends all ones; its handler knows which those are, and refuses other ids.
  if (request.header.command === Command.IOCTL) {
    const ctlCode = data.getUint32(start + HEADER_BYTES + IOCTL_CODE, true);
    if (isAllOnes || IOCTLS.get(ctlCode)?.on === "none") return STATUS_SUCCESS;
  }
  const open = request.session.opens.get(volatile);
  if (open === undefined || open.persistentId !== persistent) {
    request.chain.relatedOpen = null;
    return STATUS_FILE_CLOSED;
  }
  return useOpen(request, row, open);
}

/** A FileId's half; -1 for one that no number holds, and for all ones a number that no id has. */
function numberAt(data: DataView, at: number): number {
  const low = data.getUint32(at, true);
  const high = data.getUint32(at + 4, true);
  if (high <= 0x1fffff) return high * 0x1_0000_0000 + low;
  return high === 0xffffffff && low === 0xffffffff ? NUMBER_ALL_ONES : -1;
}

const NUMBER_ALL_ONES = Number.POSITIVE_INFINITY;

/** Where the CtlCode field stands in the body. [MS-SMB2] 2.2.31 */
const IOCTL_CODE = 4;

function useOpen(request: Request, row: CommandRow, open: Open): NtStatus {
  if (open.isClosed || open.tree !== request.tree) return STATUS_FILE_CLOSED;
  request.foundOpen = open;
  // [MS-SMB2] 3.3.5.2.10: whoever uses the open has the reply to its CREATE, and will not send it again.
  if ((request.header.flags & FLAGS_REPLAY_OPERATION) === 0) {
    request.chain.host.durables.replays.used(open);
  }
  // What comes after works on it even where this element may not: a CLOSE, say.
  request.chain.relatedOpen = open;
  if (row.replaySafe) request.chain.host.ownChanges.touched(open);
  if (row.accessAny !== 0 && (open.grantedAccess & row.accessAny) === 0)
    return STATUS_ACCESS_DENIED;
  if (open.past !== null && request.header.command === Command.WRITE)
    return STATUS_MEDIA_WRITE_PROTECTED;
  return checkChannelSequence(request, row, open);
}

// [MS-SMB2] 3.3.5.2.10: what may be sent again is refused while, or where, its first copy may be under way.
function checkChannelSequence(request: Request, row: CommandRow, open: Open): NtStatus {
  if (!request.connection.isSmb3) return STATUS_SUCCESS;
  const { status, flags } = request.header;
  const isReplay = (flags & FLAGS_REPLAY_OPERATION) !== 0;
  request.sequenceTicket = open.requests.begin(status & 0xffff, isReplay);
  const isRefused = request.sequenceTicket === null && row.replaySafe;
  return isRefused ? STATUS_FILE_NOT_AVAILABLE : STATUS_SUCCESS;
}

/** The status of the element before, where it failed: a related element cannot be better. */
function relatedFailure(request: Request): NtStatus {
  if (!isRelated(request)) return STATUS_SUCCESS;
  const status = request.chain.relatedStatus;
  // A warning by its number, and no open all the same.
  return isError(status) || status === STATUS_STOPPED_ON_SYMLINK ? status : STATUS_SUCCESS;
}

// [MS-SMB2] 3.3.5.2.5: the charge covers the payload, in steps of 64 KiB.
function checkCredits(request: Request, row: CommandRow): NtStatus {
  if (row.payloadBytes === null) return STATUS_SUCCESS;
  const { data, start } = request.message;
  const payload = row.payloadBytes(data, start);
  const charge = request.connection.supportsMultiCredit
    ? Math.max(1, request.header.creditCharge)
    : 1;
  return payload > charge * CREDIT_BYTES ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
}

// [MS-SMB2] 3.3.5.16: no response, no credit; a signature must be right when there is one to check.
function cancel(request: Request): Outcome {
  const header = request.header;
  if (!isNegotiated(request)) {
    request.chain.host.disconnect(request.connection, "CANCEL before NEGOTIATE");
    return STATUS_INVALID_PARAMETER;
  }
  const session = request.connection.sessions.get(Number(header.sessionId));
  // A seal of one session does not speak for another one.
  if (request.isSealed && session !== undefined && session !== request.chain.sealedBy) {
    return STATUS_SUCCESS;
  }
  const signer = session?.channels.get(request.connection.id)?.signer ?? null;
  const isFlagged = (header.flags & FLAGS_SIGNED) !== 0;
  if (!request.isSealed && isFlagged && signer !== null && !signer.verify(request.elementView)) {
    request.chain.host.unauthentic(request, "signature");
    return STATUS_SUCCESS;
  }
  const isAsync = (header.flags & FLAGS_ASYNC_COMMAND) !== 0;
  const pending = request.chain.host.pending;
  const target = pending.find(request.connection, isAsync, header.asyncId, header.messageId);
  if (target !== null) cancelRequest(target, STATUS_CANCELLED);
  return STATUS_SUCCESS;
}
