/**
 * What a command handler works with. The engine (engine/request.ts) implements it; dispatch has already
 * checked everything that the command's row in table.ts asks for.
 *
 * A handler returns a status when it is done: success or a warning with the body written to `reply`, or an
 * error (whatever was written is dropped and the error body takes its place, unless `keepErrorBody` was set).
 * It returns PENDING when it will call `finish` later (or has called it already).
 */
import type { AuthMachine } from "../auth/auth-machine.ts";
import type { Principal } from "../auth/principal.ts";
import type { AfterRead, CryptoProvider } from "../crypto/provider.ts";
import type { NetworkInterface } from "../port/network.ts";
import type { AuditName, EngineEvent } from "../port/observer.ts";
import type { PipeEndpoint } from "../port/pipe.ts";
import type { FileRange, HeldBytes } from "../port/transport.ts";
import type { VfsShare, VfsSnapshot } from "../port/vfs.ts";
import type { Break } from "../state/break.ts";
import type { Catalog, CatalogShare } from "../state/catalog.ts";
import type { Change } from "../state/change.ts";
import type { Channel } from "../state/channel.ts";
import type { Connection } from "../state/connection.ts";
import type { DurableReplays } from "../state/durable-replay.ts";
import type { DurableTable, ReconnectAnswer, ReconnectRequest } from "../state/durable-table.ts";
import type { BreakWaiter, Caching, FileTable } from "../state/file.ts";
import type { LogonDelays } from "../state/logon-delay.ts";
import type { MassChangeKind } from "../state/mass-change-rule.ts";
import type { NotifyRequest } from "../state/notify-table.ts";
import type { NotifyAnswer } from "../state/notify-watch.ts";
import type { OffloadTokens } from "../state/offload-tokens.ts";
import type { Open } from "../state/open.ts";
import type { OplockHolder } from "../state/oplock-holder.ts";
import type { Session, SessionTable } from "../state/session.ts";
import type { ShareUsage } from "../state/share-usage.ts";
import type { Tree } from "../state/tree.ts";
import type { NotifyInformation } from "../wire/fscc/notify.ts";
import type { Header } from "../wire/header.ts";
import type { Reader } from "../wire/reader.ts";
import type { NtStatus } from "../wire/status.ts";
import type { Writer } from "../wire/writer.ts";

/** The handler will call `cx.finish`. Not an NTSTATUS. */
export const PENDING = -1;
export type Outcome = NtStatus | typeof PENDING;

export type Handler = (cx: CommandContext) => Outcome;

export interface CommandContext {
  readonly engine: EngineServices;
  readonly connection: Connection;
  /** Valid sessions only. Asking where the row does not need one fails an invariant. */
  readonly session: Session;
  readonly tree: Tree;
  /** The open that the row's FileId names (the related one in a compound). */
  readonly open: Open;
  /** The caller; shorthand for session.principal. */
  readonly principal: Principal;
  readonly header: Header;
  /** The whole element from its header on, cursor at the body. Its bytes stay valid until `finish`. */
  readonly message: Reader;
  /** Cursor at the first byte of the response body; the header is the 64 bytes before. */
  readonly reply: Writer;
  /**
   * Makes room for a payload of `byteCount` bytes in one pooled slab. Call it before writing anything of the
   * body, and take `reply` anew afterwards.
   */
  reserveReply(byteCount: number): void;
  /**
   * Whether a range of a file may be the rest of the reply: it is alone in its frame, goes out as it is, neither
   * signed nor sealed, and the transport takes it.
   */
  readonly takesTail: boolean;
  /** What is written to `reply`, which is all of the body that is, ends with this. The reply's from now on. */
  replyTail(range: FileRange): void;
  /** So many of the last bytes of `message` are not there, but with the kernel (`HeldBytes`). WRITE alone meets them. */
  readonly heldCount: number;
  /** The taker releases them. */
  takeHeld(): HeldBytes;
  /** Puts them where they belong in `message`. */
  gatherHeld(): void;
  /** For the metrics of this command. */
  countBytes(read: number, written: number): void;
  /** Where the body starts in `reply`. */
  readonly replyStart: number;
  /** Wall clock, milliseconds since 1970, of this request. */
  readonly nowMs: number;
  /** The request came sealed. */
  readonly isSealed: boolean;
  readonly isSigned: boolean;

  /** An error status keeps the body that was written (BUFFER_TOO_SMALL, copy-chunk limits, symlink data). */
  keepErrorBody: boolean;
  /** While it waits no interim response is sent, and the replies before it in its chain wait with it. */
  waitsQuietly: boolean;
  /** The token of the client's memory that is void once the reply is there; null: none. [MS-SMB2] 3.3.5.12 */
  invalidates: number | null;
  readonly isFinished: boolean;
  /** Called once, by `finish`: what the request used is free again. */
  whenFinished: (() => void) | null;
  /** Later elements of a related compound work on this open. CREATE calls it. */
  setRelatedOpen(open: Open): void;
  /** Ends a PENDING request; further calls do nothing. */
  finish(status: NtStatus): void;
  /**
   * The reply will be the success that is written, but for payload that is still to be read: what another
   * thread can do to sign or seal it, to be followed by `finishForeseen` if it was done and else by
   * `finish`. Null: the reply is not for signing or sealing as it stands. Nothing of it may be touched meanwhile.
   */
  foresee(): AfterRead | null;
  finishForeseen(): void;
  /**
   * The request waits for something that may never come: sends STATUS_PENDING and registers what CANCEL,
   * LOGOFF, TREE_DISCONNECT, CLOSE or the connection's end call. `cancel` must lead to `finish`.
   * False: too many wait already; answer STATUS_INSUFFICIENT_RESOURCES.
   * `outlivesChannel`: goes on when only this channel of the session is lost, since the client can ask again.
   */
  goAsync(cancel: (status: NtStatus) => void, outlivesChannel?: boolean): boolean;
  /** Its session or tree ended, perhaps together with what it waited for: it may not go on. */
  readonly isHomeless: boolean;
  /** User, address and share are filled in. */
  audit(kind: AuditName, path: string, status: NtStatus, detail?: string): void;
  /** The same where the tree is not there (yet). */
  auditShare(kind: AuditName, share: string, status: NtStatus, detail?: string): void;
  /** SESSION_SETUP: the reply and the audit belong to this new session. */
  useSession(session: Session): void;
  /** SESSION_SETUP that binds: the reply is signed by what this channel has by then. */
  useChannel(channel: Channel): void;
  /** SESSION_SETUP: the reply's bytes go into this channel's pre-authentication hash. */
  hashReply(channel: Channel): void;
  /** Ends a PENDING request from a timer: `answer` writes the reply, guarded as a handler is. */
  resume(answer: () => Outcome): void;
  /** The reply's header carries these ids. SESSION_SETUP and TREE_CONNECT call them. */
  setReplySession(id: number): void;
  setReplyTree(id: number): void;
  /** The reply is signed with the channel that exists by then. SESSION_SETUP calls it on success. */
  signReply(): void;
}

/** The engine's shared parts, for handlers and timers. */
export interface EngineServices {
  readonly catalog: Catalog;
  readonly files: FileTable;
  readonly startedAtMs: number;
  readonly crypto: CryptoProvider;
  random(bytes: Uint8Array): void;
  /** Wall clock; in a timer's callback a request's own `nowMs` is long ago. */
  nowMs(): number;
  /** What NEGOTIATE offers: SPNEGO with the mechanisms that we take. */
  securityHint(): Uint8Array;
  emit(event: EngineEvent): void;
  /** Opens the share's folder, or takes the one that is open. */
  volume(share: CatalogShare): VfsShare | NtStatus;
  /** How full shares with a limit are. */
  readonly usages: { of(share: CatalogShare): ShareUsage | null };
  /** Folders of shares as snapshots have them. */
  readonly pastVolumes: PastVolumes;
  openPipe(name: string, session: Session): PipeEndpoint | null;
  networkInterfaces(): readonly NetworkInterface[];
  /** Registers a new open of this session, or answers the limit's status. */
  addOpen(open: Open): NtStatus;
  newOpenId(): { readonly volatileId: number; readonly persistentId: number };
  /** Any open of the server by its resume key, of the same session. */
  openByResumeKey(session: Session, keyHex: string): Open | null;
  readonly offloadTokens: OffloadTokens;
  /** Notices who changes too much at once. */
  readonly massChanges: MassChangeCounter;
  /** Ends an open: pending requests, locks, delete on close, handles. Safe to call twice. */
  closeOpen(open: Open): void;
  /** Sends the breaks and arms their deadlines. */
  sendBreaks(caching: Caching, breaks: readonly Break<Open>[]): void;
  /** A holder answered or went away: its deadline is void, and the operations that waited go on. */
  settleBreak(holder: OplockHolder<Open> | null, resumed: readonly BreakWaiter[]): void;
  /** The open was granted what it may cache. */
  granted(open: Open): void;
  /** Whoever changes a name or a file says so here, when it is done. */
  changed(change: Change): void;
  /** The open was marked for deletion; who watches it as a directory hears no more. */
  deletePending(open: Open): void;
  /** A CHANGE_NOTIFY that passed its checks. Null: it waits. */
  watch(open: Open, request: NotifyRequest<NotifyWaiter>): NotifyAnswer<NotifyWaiter> | null;
  /** False when it has been answered already. */
  cancelWatch(open: Open, waiter: NotifyWaiter): boolean;
  /** A logon machine for this connection, with the accounts of today. */
  newAuthentication(): AuthMachine;
  readonly sessions: SessionTable;
  /** An id that no session has, unguessable, below 2^53. */
  newSessionId(): number;
  /** The connection's first good logon: limits for strangers no longer apply. */
  authenticated(connection: Connection): void;
  /** Ends the session with all that hangs on it, on every channel; durable opens may be kept. */
  endSession(session: Session, reason: string, durable?: "close" | "keep"): void;
  /** Opens that outlive their connection, and creates that may come again. */
  readonly durables: DurableOpens;
  /** Opens that outlive the server. */
  readonly persistents: PersistentOpens;
  endTree(tree: Tree): void;
  /** When the reply to this logon may go out, and what a failed one costs. */
  readonly logonDelays: LogonDelays;
  /** Drops the connection without a reply; used where the specification says "terminate". */
  disconnect(connection: Connection, reason: string): void;
  /** Runs `callback` at wall time `atMs` or soon after. */
  setTimer(atMs: number, callback: () => void): TimerHandle;
}

export interface MassChangeCounter {
  count(open: Open, principal: Principal | null, kind: MassChangeKind, path: string): void;
}

export interface PastVolumes {
  /** The newest first; none where the share shows none. */
  list(share: CatalogShare): readonly VfsSnapshot[];
  /** Each is to be released once. */
  acquire(share: CatalogShare, unixSeconds: number): VfsShare | NtStatus;
  release(volume: VfsShare): void;
}

export interface DurableOpens {
  readonly table: DurableTable<Open>;
  readonly replays: DurableReplays<Open>;
  /** The open comes back into the session of this tree. */
  reconnect(request: ReconnectRequest, tree: Tree): ReconnectAnswer<Open>;
}

export interface PersistentOpens {
  /** Whether one more may persist. */
  readonly hasRoom: boolean;
  /** False: its file cannot be told from others after a restart. */
  add(open: Open): boolean;
  /** What is written down of the open's file may have changed; the reply waits until that is stored. */
  touch(open: Open): void;
}

/** A CHANGE_NOTIFY that waits. */
export interface NotifyWaiter {
  settle(status: NtStatus, entries: readonly NotifyInformation[]): void;
}

export interface TimerHandle {
  cancel(): void;
}
