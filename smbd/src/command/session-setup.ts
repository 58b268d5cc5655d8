/** SESSION_SETUP. [MS-SMB2] 3.3.5.5. */
import type { AuthOutcome } from "../auth/auth-machine.ts";
import type { Principal } from "../auth/principal.ts";
import { MessageSealer } from "../crypto/sealing.ts";
import { deriveCipherKeys, deriveSigningKey } from "../crypto/session-keys.ts";
import { MessageSigner } from "../crypto/signing.ts";
import {
  AUTHENTICATION_MS_MAX,
  SECURITY_BLOB_BYTES_MAX,
  SESSION_COUNT_MAX,
  SESSION_COUNT_PER_CONNECTION_MAX,
  SESSION_SETUP_COUNT_PER_CONNECTION_MAX,
  UNAUTHENTICATED_SESSION_SETUP_COUNT_MAX,
} from "../limits.ts";
import type { LimitName } from "../port/observer.ts";
import { Channel } from "../state/channel.ts";
import { renewedPrincipal } from "../state/renewed-principal.ts";
import { Session } from "../state/session.ts";
import { NEGOTIATE_SIGNING_REQUIRED } from "../wire/message/negotiate.ts";
import {
  decodeSessionSetupRequest,
  encodeSessionSetupResponse,
  SESSION_FLAG_BINDING,
  SESSION_FLAG_ENCRYPT_DATA,
  SESSION_FLAG_IS_NULL,
  type SessionSetupRequest,
} from "../wire/message/session-setup.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_PARAMETER,
  STATUS_LOGON_FAILURE,
  STATUS_MORE_PROCESSING_REQUIRED,
  STATUS_REQUEST_NOT_ACCEPTED,
  STATUS_SUCCESS,
  STATUS_USER_SESSION_DELETED,
} from "../wire/status.ts";
import { type CommandContext, type Outcome, PENDING } from "./context.ts";
import { limitReached } from "./limit-reached.ts";
import { bindingChannel, isBeingBound, isFull, refuseForeign } from "./session-binding.ts";

export function handleSessionSetup(cx: CommandContext): Outcome {
  const request = decodeSessionSetupRequest(cx.message);
  const settings = cx.engine.catalog.settings;
  // [MS-SMB2] 3.3.5.5: a server that seals everything turns away who cannot.
  if (settings.encryptionRequired && cx.connection.cipher === null) {
    return STATUS_ACCESS_DENIED;
  }
  const channel = channelFor(cx, (request.flags & SESSION_FLAG_BINDING) !== 0);
  if (typeof channel === "number") return channel;
  return step(cx, request, channel);
}

function beginSession(cx: CommandContext): Channel | NtStatus {
  const { connection, engine } = cx;
  let inProgress = 0;
  for (const session of connection.sessions.values())
    if (session.state === "inProgress") inProgress++;
  const inProgressMax = connection.isAuthenticated
    ? SESSION_SETUP_COUNT_PER_CONNECTION_MAX
    : UNAUTHENTICATED_SESSION_SETUP_COUNT_MAX;
  const full = (limit: LimitName) => limitReached(engine, limit, STATUS_INSUFFICIENT_RESOURCES);
  if (engine.sessions.size >= SESSION_COUNT_MAX) return full("SESSION_COUNT_MAX");
  if (connection.sessions.size >= SESSION_COUNT_PER_CONNECTION_MAX) {
    return full("SESSION_COUNT_PER_CONNECTION_MAX");
  }
  if (inProgress >= inProgressMax) {
    return full(
      connection.isAuthenticated
        ? "SESSION_SETUP_COUNT_PER_CONNECTION_MAX"
        : "UNAUTHENTICATED_SESSION_SETUP_COUNT_MAX",
    );
  }
  const session = new Session(engine.newSessionId(), cx.nowMs);
  const channel = new Channel(session, connection.id);
  session.channels.set(connection.id, channel);
  connection.sessions.set(session.id, session);
  engine.sessions.add(session);
  cx.useSession(session);
  // [MS-SMB2] 3.3.2.3: a logon that is begun and left lying ends.
  const deadline = engine.setTimer(cx.nowMs + AUTHENTICATION_MS_MAX, () =>
    engine.endSession(session, "no logon in time"),
  );
  channel.cancelDeadline = () => deadline.cancel();
  return channel;
}

function channelFor(cx: CommandContext, isBinding: boolean): Channel | NtStatus {
  if (isBinding) return bindingChannel(cx);
  return cx.header.sessionId === 0n ? beginSession(cx) : existingChannel(cx);
}

function existingChannel(cx: CommandContext): Channel | NtStatus {
  const session = cx.connection.sessions.get(Number(cx.header.sessionId));
  const channel = session?.channels.get(cx.connection.id);
  return channel ?? refuseForeign(cx);
}

function step(cx: CommandContext, request: SessionSetupRequest, channel: Channel): Outcome {
  const { connection, engine } = cx;
  const { session } = channel;
  if (channel.isAnswering) return STATUS_REQUEST_NOT_ACCEPTED;
  if (channel.authentication === null) {
    channel.authentication = engine.newAuthentication();
    channel.catalog = engine.catalog;
    channel.blobBytes = 0;
    channel.preauth = connection.preauth?.fork() ?? null;
  }
  // [MS-SMB2] 3.3.5.5: each leg's request goes into the hash before it is answered.
  channel.preauth?.update(cx.message.whole());
  channel.blobBytes += request.securityBufferView.length;
  if (channel.blobBytes > SECURITY_BLOB_BYTES_MAX) {
    const status = limitReached(cx.engine, "SECURITY_BLOB_BYTES_MAX", STATUS_INVALID_PARAMETER);
    return fail(cx, channel, status, "", "security blob too large");
  }
  const outcome = channel.authentication.step(request.securityBufferView, cx.nowMs);
  if (outcome.kind === "continue") {
    cx.setReplySession(session.id);
    cx.hashReply(channel);
    encodeSessionSetupResponse(cx.reply, { sessionFlags: 0, securityBufferView: outcome.token });
    return STATUS_MORE_PROCESSING_REQUIRED;
  }
  channel.authentication = null;
  const address = connection.transport.remoteAddress;
  if (outcome.kind === "failed") {
    return fail(cx, channel, outcome.status, outcome.userName, outcome.reason);
  }
  const { settings } = engine.catalog;
  if (outcome.principal.isAnonymous && !settings.anonymousIpc) {
    return fail(cx, channel, STATUS_ACCESS_DENIED, "", "anonymous logon is turned off");
  }
  // [MS-SMB2] 3.3.5.5.3: who has no key cannot seal, and in the clear is not what the administrator wants.
  if (outcome.principal.isAnonymous && settings.encryptionRequired) {
    return fail(cx, channel, STATUS_ACCESS_DENIED, "", "anonymous users cannot encrypt");
  }
  if (engine.logonDelays.isFull(outcome.principal.name, address, cx.nowMs)) return turnAway(cx);
  const atMs = engine.logonDelays.succeeded(outcome.principal.name, address, cx.nowMs);
  return answerAt(cx, channel, atMs, () => succeed(cx, request, channel, outcome));
}

/** Answers now, or when the delay for failed logons is over. */
function answerAt(
  cx: CommandContext,
  channel: Channel,
  atMs: number,
  answer: () => NtStatus,
): Outcome {
  if (atMs <= cx.nowMs) return answer();
  const timer = cx.engine.setTimer(atMs, () => {
    channel.abandonAnswer = null;
    cx.resume(answer);
  });
  channel.abandonAnswer = () => {
    channel.abandonAnswer = null;
    timer.cancel();
    cx.finish(STATUS_USER_SESSION_DELETED);
  };
  return PENDING;
}

/** Right or wrong, it is not told. */
function turnAway(cx: CommandContext): NtStatus {
  cx.engine.disconnect(cx.connection, "too many logons wait for the delay of failed ones");
  return STATUS_LOGON_FAILURE;
}

function fail(
  cx: CommandContext,
  channel: Channel,
  status: NtStatus,
  userName: string,
  detail: string,
): Outcome {
  const { engine, connection } = cx;
  const { session } = channel;
  const address = connection.transport.remoteAddress;
  channel.authentication = null;
  channel.preauth = null;
  const isBinding = isBeingBound(connection, channel);
  if (isBinding) connection.bindings.delete(session.id);
  engine.emit({
    type: "audit",
    kind: "logonFailed",
    user: userName,
    address,
    share: "",
    path: "",
    status,
    detail,
  });
  if (engine.logonDelays.isFull(userName, address, cx.nowMs)) return turnAway(cx);
  const delayMs = engine.catalog.settings.failedLogonDelayMs;
  const atMs = engine.logonDelays.failed(userName, address, cx.nowMs, delayMs);
  return answerAt(cx, channel, atMs, () => {
    // [MS-SMB2] 3.3.5.5.3: a logon that fails takes its session with it. One that only wanted to bind another
    // channel leaves it alone: it came over a connection that is none of the session's.
    if (!isBinding) engine.endSession(session, "logon failed");
    return status;
  });
}

type Success = Extract<AuthOutcome, { kind: "done" }>;

function succeed(
  cx: CommandContext,
  request: SessionSetupRequest,
  channel: Channel,
  outcome: Success,
): NtStatus {
  const { session } = channel;
  if (session.state === "ended") return STATUS_USER_SESSION_DELETED;
  if (isBeingBound(cx.connection, channel)) return succeedBinding(cx, channel, outcome);
  const isAgain = session.state !== "inProgress";
  if (isAgain && !mayBecome(cx, session, outcome.principal)) return STATUS_ACCESS_DENIED;
  const principal = principalOfToday(cx, channel, outcome.principal);
  if (principal === null) {
    if (!isAgain) cx.engine.endSession(session, "the account was changed");
    return STATUS_LOGON_FAILURE;
  }
  channel.cancelDeadline?.();
  channel.cancelDeadline = null;
  takeOn(cx, session, principal);
  session.clientName = outcome.workstationName;
  if (!isAgain) establish(cx, request, channel, outcome);
  channel.preauth = null;
  outcome.sessionKey.fill(0);
  session.state = "valid";
  // Lowering proves nothing, and so wins no time.
  const isLowered = session.hasSecretKey && principal.isAnonymous;
  if (!isLowered) session.expiresAtMs = expiryOf(cx, principal);
  if (!isAgain) endPrevious(cx, request.previousSessionId, session);
  // Anonymous users stay within the limits for strangers.
  if (!principal.isAnonymous) cx.engine.authenticated(cx.connection);
  cx.setReplySession(session.id);
  if (channel.signer !== null && session.hasSecretKey) cx.signReply();
  cx.audit("logon", "", STATUS_SUCCESS, isAgain ? "again" : "");
  encodeSessionSetupResponse(cx.reply, {
    sessionFlags:
      (outcome.principal.isAnonymous ? SESSION_FLAG_IS_NULL : 0) |
      (session.encryptData ? SESSION_FLAG_ENCRYPT_DATA : 0),
    securityBufferView: outcome.token,
  });
  return STATUS_SUCCESS;
}

/** The administrator may have changed the account since the logon began. */
function principalOfToday(
  cx: CommandContext,
  channel: Channel,
  principal: Principal,
): Principal | null {
  const { catalog } = cx.engine;
  const before = channel.catalog;
  if (before === null || before === catalog) return principal;
  return renewedPrincipal(before, catalog, principal, cx.engine.nowMs());
}

/** The session ends with its lifetime or with its account, whichever comes first. */
function expiryOf(cx: CommandContext, principal: Principal): number | null {
  const { catalog } = cx.engine;
  const { sessionLifetimeMs } = catalog.settings;
  const lifetime = sessionLifetimeMs === 0 ? Number.POSITIVE_INFINITY : sessionLifetimeMs;
  const user = principal.userId === null ? null : catalog.userById(principal.userId);
  const account = user?.expiresAtMs ?? Number.POSITIVE_INFINITY;
  const atMs = Math.min(cx.engine.nowMs() + lifetime, account);
  return atMs === Number.POSITIVE_INFINITY ? null : atMs;
}

/** The proof over another connection was right: from now on it is a channel of the session. */
function succeedBinding(cx: CommandContext, channel: Channel, outcome: Success): NtStatus {
  const { connection, engine } = cx;
  const { session } = channel;
  connection.bindings.delete(session.id);
  const preauthHash = channel.preauth?.value() ?? null;
  channel.preauth = null;
  // [MS-SMB2] 3.3.5.5.3: only the session's own user may add a channel to it.
  if (!isSameUser(session.owner, outcome.principal)) return STATUS_ACCESS_DENIED;
  if (isFull(session)) {
    return limitReached(cx.engine, "CHANNEL_COUNT_PER_SESSION_MAX", STATUS_INSUFFICIENT_RESOURCES);
  }
  const { sessionKey } = outcome;
  const source = { dialect: connection.dialect, sessionKey, preauthHash };
  const key = deriveSigningKey(engine.crypto, source);
  sessionKey.fill(0);
  channel.signer = new MessageSigner(engine.crypto, connection.signing, key.expose(), "server");
  key.wipe();
  session.channels.set(connection.id, channel);
  connection.sessions.set(session.id, session);
  engine.authenticated(connection);
  cx.useChannel(channel);
  cx.audit("logon", "", STATUS_SUCCESS, "another channel");
  encodeSessionSetupResponse(cx.reply, {
    sessionFlags: session.encryptData ? SESSION_FLAG_ENCRYPT_DATA : 0,
    securityBufferView: outcome.token,
  });
  return STATUS_SUCCESS;
}

/**
 * [MS-SMB2] 3.3.5.5.2 lets a logon turn a session into anybody's. Ours has one owner for life, who may lower it
 * to an anonymous one and raise it again: no session ever has the rights, or the opens, of two people.
 */
function mayBecome(cx: CommandContext, session: Session, principal: Principal): boolean {
  if (isSameUser(session.owner, principal)) return true;
  const isOver = session.expiresAtMs !== null && cx.engine.nowMs() >= session.expiresAtMs;
  return principal.isAnonymous && session.hasSecretKey && session.state === "valid" && !isOver;
}

/** What is opened from now on is opened as this user; a handle keeps the access that it was granted. */
function takeOn(cx: CommandContext, session: Session, principal: Principal): void {
  if (!principal.isAnonymous || session.owner === null) session.owner = principal;
  session.principal = principal;
  const { catalog } = cx.engine;
  for (const tree of session.trees.values()) {
    if (tree.share !== null) tree.maximalAccess = catalog.shareAccess(tree.share, principal);
  }
}

function isSameUser(before: Principal | null, now: Principal): boolean {
  return before !== null && before.userId === now.userId && before.sid === now.sid;
}

/** Keys, signing and sealing of a new session. [MS-SMB2] 3.3.5.5.3 */
function establish(
  cx: CommandContext,
  request: SessionSetupRequest,
  channel: Channel,
  outcome: Success,
): void {
  const { connection, engine } = cx;
  const { session } = channel;
  const source = {
    dialect: connection.dialect,
    sessionKey: outcome.sessionKey,
    preauthHash: channel.preauth?.value() ?? null,
  };
  session.sessionKey = outcome.sessionKey.slice();
  const signingKey = deriveSigningKey(engine.crypto, source);
  channel.signer = new MessageSigner(
    engine.crypto,
    connection.signing,
    signingKey.expose(),
    "server",
  );
  session.signingKey = signingKey.expose().slice();
  const { dialect, cipher, signing } = connection;
  session.agreed = { dialect, cipher, signing };
  signingKey.wipe();
  // An anonymous session has no key that nobody else knows: it may sign and seal, and need not.
  session.signingRequired =
    !outcome.principal.isAnonymous &&
    (engine.catalog.settings.signingRequired ||
      (request.securityMode & NEGOTIATE_SIGNING_REQUIRED) !== 0 ||
      // [MS-SMB2] 3.3.5.4: what NEGOTIATE asked for (Connection.ShouldSign) holds for every session.
      (connection.clientSecurityMode & NEGOTIATE_SIGNING_REQUIRED) !== 0);
  if (connection.cipher === null) return;
  const keys = deriveCipherKeys(engine.crypto, source, connection.cipher);
  session.sealer = new MessageSealer(engine.crypto, connection.cipher, {
    sealKey: keys.serverToClient.expose(),
    openKey: keys.clientToServer.expose(),
  });
  keys.serverToClient.wipe();
  keys.clientToServer.wipe();
  session.encryptData = engine.catalog.settings.encryptionRequired;
}

// [MS-SMB2] 3.3.5.5.3: only after the proof, and only a session of the same user.
function endPrevious(cx: CommandContext, previousId: bigint, session: Session): void {
  if (previousId === 0n || previousId === BigInt(session.id)) return;
  const previous = cx.engine.sessions.get(previousId);
  if (previous === undefined || !session.hasSecretKey) return;
  if (!isSameUser(previous.owner, session.owner as Principal)) return;
  cx.engine.endSession(previous, "replaced by a new logon", "keep");
}
