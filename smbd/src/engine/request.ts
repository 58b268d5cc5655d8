/** One element of a compound while it is worked on. Implements CommandContext for its handler. */
import type { Principal } from "../auth/principal.ts";
import {
  type CommandContext,
  type EngineServices,
  type Outcome,
  PENDING,
  type TimerHandle,
} from "../command/context.ts";
import type { CommandRow } from "../command/row.ts";
import type { AfterRead } from "../crypto/provider.ts";
import type { AuditName } from "../port/observer.ts";
import type { FileRange, HeldBytes } from "../port/transport.ts";
import type { Channel } from "../state/channel.ts";
import type { Connection } from "../state/connection.ts";
import type { Open } from "../state/open.ts";
import type { Session } from "../state/session.ts";
import type { Tree } from "../state/tree.ts";
import { Command, type Header } from "../wire/header.ts";
import type { Reader } from "../wire/reader.ts";
import { type NtStatus, STATUS_SUCCESS, STATUS_UNEXPECTED_IO_ERROR } from "../wire/status.ts";
import type { Writer } from "../wire/writer.ts";
import type { Chain } from "./compound.ts";
import { InvariantError } from "./invariant.ts";

export class Request implements CommandContext {
  readonly chain: Chain;
  readonly header: Header;
  readonly message: Reader;
  /** The element's bytes with padding, as signed. */
  readonly elementView: Uint8Array;
  row: CommandRow | null = null;
  channel: Channel | null = null;
  foundSession: Session | null = null;
  foundTree: Tree | null = null;
  foundOpen: Open | null = null;
  isSigned = false;
  keepErrorBody = false;
  waitsQuietly = false;
  invalidates: number | null = null;
  whenFinished: (() => void) | null = null;
  replySessionId: bigint;
  replyTreeId: number;
  mustSignReply = false;
  replyHash: Channel | null = null;
  /** Credits granted; settled when the response (or the interim one) is written, once. */
  creditsGranted: number | null = null;
  /** Not 0 once the interim response was sent. */
  asyncId = 0;
  cancelHook: ((status: NtStatus) => void) | null = null;
  /** It goes on while the session has another channel. */
  outlivesChannel = false;
  /** Its channel is lost, and its session lives. */
  isOrphan = false;
  isFinished = false;
  /** Where the open counts this request until it is done; null where it does not. */
  sequenceTicket: number | null = null;
  interimTimer: TimerHandle | null = null;
  readonly startedUs: number;
  bytesRead = 0;
  bytesWritten = 0;

  constructor(chain: Chain, header: Header, message: Reader, elementView: Uint8Array) {
    this.chain = chain;
    this.header = header;
    this.message = message;
    this.elementView = elementView;
    this.replySessionId = header.sessionId;
    this.replyTreeId = header.treeId;
    this.startedUs = chain.host.monotonicUs();
  }

  get engine(): EngineServices {
    return this.chain.host;
  }

  get connection(): Connection {
    return this.chain.connection;
  }

  get session(): Session {
    if (this.foundSession === null) throw new InvariantError("a handler asked for a session");
    return this.foundSession;
  }

  get tree(): Tree {
    if (this.foundTree === null) throw new InvariantError("a handler asked for a tree");
    return this.foundTree;
  }

  get open(): Open {
    if (this.foundOpen === null) throw new InvariantError("a handler asked for an open");
    return this.foundOpen;
  }

  get principal(): Principal {
    const principal = this.session.principal;
    if (principal === null) throw new InvariantError("a handler asked for a principal");
    return principal;
  }

  get reply(): Writer {
    return this.chain.writer;
  }

  get replyStart(): number {
    return this.chain.bodyStart;
  }

  get isVerified(): boolean {
    return this.chain.isVerified;
  }

  get nowMs(): number {
    return this.chain.nowMs;
  }

  get isSealed(): boolean {
    return this.chain.sealedBy !== null;
  }

  reserveReply(byteCount: number): void {
    this.chain.reserve(byteCount);
  }

  get takesTail(): boolean {
    return this.chain.takesTail(this);
  }

  replyTail(range: FileRange): void {
    this.chain.setTail(range);
  }

  get heldCount(): number {
    return this.chain.heldCount;
  }

  takeHeld(): HeldBytes {
    return this.chain.takeHeld();
  }

  gatherHeld(): void {
    this.chain.gatherHeld();
  }

  countBytes(read: number, written: number): void {
    this.bytesRead += read;
    this.bytesWritten += written;
  }

  foresee(): AfterRead | null {
    return this.chain.foresee(this);
  }

  finishForeseen(): void {
    if (this.isFinished) return;
    this.chain.host.guard(this.connection, () => {
      this.chain.useForeseen(this);
      this.finish(STATUS_SUCCESS);
    });
  }

  setRelatedOpen(open: Open): void {
    this.chain.relatedOpen = open;
  }

  useSession(session: Session): void {
    this.foundSession = session;
    this.channel = session.channels.get(this.connection.id) ?? null;
  }

  useChannel(channel: Channel): void {
    this.foundSession = channel.session;
    this.channel = channel;
    this.mustSignReply = true;
  }

  hashReply(channel: Channel): void {
    this.replyHash = channel;
  }

  resume(answer: () => Outcome): void {
    if (this.isFinished) return;
    this.chain.host.guard(this.connection, () => {
      const outcome = this.chain.resumed(answer, this);
      if (outcome !== PENDING) this.finish(outcome);
    });
  }

  get isHomeless(): boolean {
    const { foundSession: session, foundTree: tree } = this;
    if (session?.state === "ended") return true;
    return tree !== null && session?.trees.get(tree.id) !== tree;
  }

  setReplySession(id: number): void {
    this.replySessionId = BigInt(id);
  }

  setReplyTree(id: number): void {
    this.replyTreeId = id;
  }

  signReply(): void {
    this.mustSignReply = true;
  }

  finish(status: NtStatus): void {
    if (this.isFinished) return;
    this.isFinished = true;
    this.whenFinished?.();
    const { persistents } = this.chain.host;
    if (this.foundOpen !== null && persistents.count > 0) {
      if (CHANGES_RECORD.has(this.header.command)) persistents.touch(this.foundOpen);
    }
    if (!persistents.isTouched) {
      this.#answer(status);
      return;
    }
    persistents.commit((isStored) =>
      this.chain.host.guard(this.connection, () => {
        this.#answer(isStored ? status : this.#unstored(status));
      }),
    );
  }

  #answer(status: NtStatus): void {
    this.endTicket();
    this.chain.finished(this, status);
  }

  /** It runs no more, so that who comes back for its open may send it again. */
  endTicket(): void {
    if (this.sequenceTicket !== null) this.foundOpen?.requests.end(this.sequenceTicket);
    this.sequenceTicket = null;
  }

  /** A new open that could not be written down was promised too much, and is not to be. The rest is done already. */
  #unstored(status: NtStatus): NtStatus {
    const open = this.chain.relatedOpen;
    const isNew = this.header.command === Command.CREATE && status === STATUS_SUCCESS;
    if (!isNew || open?.isPersistent !== true) return status;
    this.engine.closeOpen(open);
    return STATUS_UNEXPECTED_IO_ERROR;
  }

  goAsync(cancel: (status: NtStatus) => void, outlivesChannel = false): boolean {
    this.outlivesChannel = outlivesChannel;
    return this.chain.goAsync(this, cancel);
  }

  audit(kind: AuditName, path: string, status: NtStatus, detail = ""): void {
    this.#emitAudit(kind, this.foundTree?.name ?? "", path, status, detail);
  }

  auditShare(kind: AuditName, share: string, status: NtStatus, detail = ""): void {
    this.#emitAudit(kind, share, "", status, detail);
  }

  #emitAudit(kind: AuditName, share: string, path: string, status: NtStatus, detail: string): void {
    this.chain.host.emit({
      type: "audit",
      kind,
      user: this.foundSession?.userName ?? "",
      address: this.connection.transport.remoteAddress,
      share,
      path,
      status,
      detail,
    });
  }
}

/** What can change an open's record; CREATE and CLOSE say so themselves. */
const CHANGES_RECORD: ReadonlySet<number> = new Set([
  Command.LOCK,
  Command.SET_INFO,
  Command.IOCTL,
]);
