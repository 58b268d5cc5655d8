/**
 * A frame of a client: one command or a compound chain. Elements run one after the other; their replies are
 * written into one slab, behind room for the frame length and the transform header:
 *
 *     | 4 length | 52 transform header | header body pad | header body |
 *       ^ frame when sealed              ^ CHAIN_START; the 4 bytes before it are the length when plain
 *
 * An element that waits sends what is ready, then its interim response; the rest follows when it is done.
 * [MS-SMB2] 3.3.5.2.7, 3.3.4.1.3.
 */
import { type Handler, type Outcome, PENDING } from "../command/context.ts";
import type { AfterRead } from "../crypto/provider.ts";
import {
  COMPOUND_COUNT_MAX,
  COMPOUND_REPLY_BYTES_MAX,
  INTERIM_AFTER_MS,
  PENDING_COUNT_PER_CONNECTION_MAX,
} from "../limits.ts";
import type { FileRange, HeldBytes } from "../port/transport.ts";
import type { Connection } from "../state/connection.ts";
import type { Open } from "../state/open.ts";
import type { Session } from "../state/session.ts";
import {
  Command,
  decodeHeader,
  encodeHeader,
  FLAGS_ASYNC_COMMAND,
  FLAGS_PRIORITY_MASK,
  FLAGS_RELATED_OPERATIONS,
  FLAGS_SERVER_TO_REDIR,
  FLAGS_SIGNED,
  HEADER_BYTES,
  OFFSET_NEXT_COMMAND,
} from "../wire/header.ts";
import { encodeErrorResponse } from "../wire/message/error-response.ts";
import { Reader } from "../wire/reader.ts";
import {
  isError,
  type NtStatus,
  STATUS_MORE_PROCESSING_REQUIRED,
  STATUS_PENDING,
  STATUS_SUCCESS,
  STATUS_USER_SESSION_DELETED,
} from "../wire/status.ts";
import { isWireError, WIRE_CHAIN, type WireError } from "../wire/wire-error.ts";
import { Writer } from "../wire/writer.ts";
import { readsHere } from "./crypto-place.ts";
import { dispatch } from "./dispatch.ts";
import type { Engine } from "./engine.ts";
import { InvariantError } from "./invariant.ts";
import { Request } from "./request.ts";
import {
  CHAIN_START,
  type ForeseenReply,
  foreseeReply,
  isPlain,
  type OutgoingElement,
  type Protection,
  sendChain,
} from "./respond.ts";

export class Chain {
  readonly host: Engine;
  readonly connection: Connection;
  readonly nowMs: number;
  /** The session whose keys opened the frame; null when it came in the clear. */
  readonly sealedBy: Session | null;
  /** The SMB1 negotiate's answer stands in for a handler. */
  handlerInstead: Handler | null = null;
  bodyStart = 0;
  /** For related elements: what the element before worked on, and how it ended. */
  relatedOpen: Open | null = null;
  relatedSessionId = 0n;
  /** The element before had no session, or claimed one of an element that is not there. */
  isWithoutContext = false;
  relatedTreeId = 0;
  relatedStatus: NtStatus = 0;
  elementIndex = 0;
  readonly #frame: Uint8Array;
  readonly #data: DataView;
  #at = 0;
  /** What the replies are written into, from the first byte on that is; it is taken when its size can be known. */
  #slab: Uint8Array = NOTHING;
  #writer: Writer | null = null;
  /** Where the first body in it starts. */
  #openAt = CHAIN_START;
  /** Whatever is still written goes nowhere. */
  #isOver = false;
  #elements: OutgoingElement[] = [];
  #current: Request | null = null;
  #isRunning = false;
  #headerAt = 0;
  #foreseen: ForeseenReply | null = null;
  /** What the reply ends with, behind its written part; it is the transport's once it is sent. */
  #tail: FileRange | null = null;

  /** The frame's only element was verified off this thread. */
  readonly isVerified: boolean;
  /** The pooled buffer in which the frame lies. */
  #frameSlab: Uint8Array | null;
  /** See CommandContext. Until they are gathered: bytes that were let go are never taken for what `#frame` has there. */
  heldCount: number;
  /** The frame's end, which is not in `#frame` yet. */
  #payload: HeldBytes | null;
  /** A handler may have kept a view of the frame; what writes to a file does not. */
  #isFrameKept = false;

  constructor(
    host: Engine,
    connection: Connection,
    frame: Uint8Array,
    sealedBy: Session | null,
    isVerified = false,
    frameSlab: Uint8Array | null = null,
    payload: HeldBytes | null = null,
    data = new DataView(frame.buffer, frame.byteOffset, frame.byteLength),
  ) {
    this.host = host;
    this.#frameSlab = frameSlab;
    this.#payload = payload;
    this.heldCount = payload?.length ?? 0;
    this.isVerified = isVerified;
    this.connection = connection;
    this.nowMs = host.nowMs();
    this.sealedBy = sealedBy;
    this.#frame = frame;
    this.#data = data;
  }

  get writer(): Writer {
    return this.#writer ?? this.#openWriter(REPLY_BYTES);
  }

  /** For `bytes` from where its first body starts. The header in front of that is written when the body is. */
  #openWriter(bytes: number): Writer {
    if (!this.#isOver) this.#slab = this.host.slabs.acquire(this.#openAt + bytes);
    this.#writer = new Writer(this.#slab, this.#isOver ? 0 : this.#openAt);
    return this.#writer;
  }

  /** Works on the elements until one waits or the frame ends. Throws WireError for a malformed chain. */
  run(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      while (this.#at < this.#frame.length && !this.connection.isClosed && this.#current === null) {
        this.#runElement();
      }
    } catch (error) {
      this.#abandon();
      throw error;
    } finally {
      this.#isRunning = false;
    }
    if (this.connection.isClosed) this.#abandon();
    else if (this.#current === null) this.#send();
  }

  #runElement(): void {
    if (++this.elementIndex > COMPOUND_COUNT_MAX) throw WIRE_CHAIN;
    const at = this.#at;
    const header = decodeHeader(this.#frame, this.#data, at);
    const next = header.nextCommand;
    if (next !== 0 && (next < HEADER_BYTES || next % 8 !== 0 || next > this.#frame.length - at)) {
      throw WIRE_CHAIN;
    }
    const end = next === 0 ? this.#frame.length : at + next;
    // A chain that says "more follows" and ends there is not a chain.
    if (next !== 0 && this.#frame.length - end < HEADER_BYTES) throw WIRE_CHAIN;
    this.#at = end;
    const message = new Reader(this.#frame, at, end, this.#data);
    message.seek(HEADER_BYTES);
    const isAll = at === 0 && end === this.#frame.length;
    const element = isAll ? this.#frame : this.#frame.subarray(at, end);
    const request = new Request(this, header, message, element);
    if (header.command === Command.CANCEL) {
      dispatch(request);
      return;
    }
    this.#current = request;
    this.#beginReply();
    const outcome = this.#dispatchSafely(request);
    if (outcome !== PENDING) {
      request.finish(outcome);
      return;
    }
    if (!request.isFinished) this.#await(request);
  }

  #dispatchSafely(request: Request): Outcome {
    try {
      if (this.handlerInstead !== null) {
        this.connection.credits.consume(0n, 1);
        return this.handlerInstead(request);
      }
      return dispatch(request);
    } catch (error) {
      return this.#failed(request, error);
    }
  }

  /** Goes on with a request that waited, under the same rules as its first run. */
  resumed(answer: () => Outcome, request: Request): Outcome {
    try {
      return answer();
    } catch (error) {
      return this.#failed(request, error);
    }
  }

  #failed(request: Request, error: unknown): NtStatus {
    if (isWireError(error)) {
      return this.host.malformed(this.connection, request.header.command, error as WireError);
    }
    // We are wrong: the connection ends, and nobody finishes the request.
    request.endTicket();
    throw error;
  }

  #beginReply(): void {
    // [MS-SMB2] 3.3.4.1.3: responses may go apart. Together they must fit one frame and a bounded slab.
    if (this.#writer !== null && this.#writer.position > this.#replyBytesMax) this.#send();
    if (this.#writer === null) {
      this.#headerAt = CHAIN_START;
      this.#openAt = CHAIN_START + HEADER_BYTES;
      this.bodyStart = this.#openAt;
      return;
    }
    if (this.#elements.length > 0) this.#writer.align(8, CHAIN_START);
    this.#headerAt = this.#writer.position;
    this.#writer.zeros(HEADER_BYTES);
    this.bodyStart = this.#writer.position;
  }

  /** Over RDMA a frame has to fit what the client's reassembly takes. */
  get #replyBytesMax(): number {
    const { placement } = this.connection.transport;
    if (placement === undefined) return COMPOUND_REPLY_BYTES_MAX;
    return Math.min(COMPOUND_REPLY_BYTES_MAX, placement.messageBytesMax / 2);
  }

  /** The handler is done: settle the element's reply; go on with the chain unless `run` does. */
  finished(request: Request, status: NtStatus): void {
    this.host.pending.remove(request);
    this.host.completed(request, status);
    const isWrite = request.header.command === Command.WRITE && request.foundOpen?.data != null;
    if (!isWrite) this.#isFrameKept = true;
    if (this.connection.isClosed) {
      this.#abandon();
      return;
    }
    const hasBody =
      !isError(status) || status === STATUS_MORE_PROCESSING_REQUIRED || request.keepErrorBody;
    const protection = this.#settleForeseen(status);
    if (!hasBody || this.writer.position === this.bodyStart) {
      this.writer.truncate(this.bodyStart);
      encodeErrorResponse(this.writer);
    }
    if (protection === null) this.#writeHeader(request, status);
    const end = this.writer.position;
    this.#elements.push({ request, status, start: this.#headerAt, end, protection });
    this.relatedStatus = status;
    if (request.header.command === Command.CREATE && status !== STATUS_SUCCESS)
      this.relatedOpen = null;
    this.relatedSessionId = request.replySessionId;
    this.relatedTreeId = request.replyTreeId;
    this.#current = null;
    if (request.asyncId !== 0) this.#send();
    if (!this.#isRunning) this.host.guard(this.connection, () => this.run());
  }

  /** See CommandContext.takesTail. */
  takesTail(request: Request): boolean {
    if (this.connection.transport.sendsFiles !== true || !this.#isAlone(request)) return false;
    return isPlain(this, { request, status: STATUS_SUCCESS });
  }

  setTail(range: FileRange): void {
    if (this.#tail !== null) throw new InvariantError("a reply has one tail");
    this.#tail = range;
  }

  #isAlone(request: Request): boolean {
    const isOnly = this.#elements.length === 0 && this.#at >= this.#frame.length;
    return isOnly && request.asyncId === 0;
  }

  takeHeld(): HeldBytes {
    const payload = this.#payload;
    if (payload === null) throw new InvariantError("nothing is held");
    this.#payload = null;
    return payload;
  }

  /** See CommandContext.gatherHeld. */
  gatherHeld(): void {
    const payload = this.takeHeld();
    const isWhole = payload.copyTo(this.#frame.subarray(this.#frame.length - payload.length));
    payload.release();
    if (!isWhole) throw new InvariantError("held bytes are gone");
    this.heldCount = 0;
  }

  /** See CommandContext.foresee. Elements before or behind this one would change its bytes. */
  foresee(request: Request): AfterRead | null {
    if (!this.#isAlone(request)) return null;
    this.#writeHeader(request, STATUS_SUCCESS);
    const end = this.writer.position;
    const element = { request, status: STATUS_SUCCESS, start: this.#headerAt, end };
    this.#foreseen = foreseeReply(this, this.writer.bytes, element);
    if (this.#foreseen === null) return null;
    const { work, protection } = this.#foreseen;
    if (work.readNow === undefined || readsHere(this.connection, protection)) return work;
    return { run: () => work.run(), readLater: (...given) => work.readLater(...given) };
  }

  /** What was foreseen is done. */
  useForeseen(request: Request): void {
    if (this.connection.isClosed) return;
    if (this.#foreseen === null) throw new InvariantError("nothing was foreseen");
    if (request.asyncId === 0) {
      this.#foreseen.isDone = true;
      return;
    }
    // The interim response that went out meanwhile makes the final one another message.
    this.#foreseen.undo();
  }

  /** How the reply is protected already. */
  #settleForeseen(status: NtStatus): Protection | null {
    const foreseen = this.#foreseen;
    this.#foreseen = null;
    if (foreseen === null || !foreseen.isDone) return null;
    if (status !== STATUS_SUCCESS) throw new InvariantError("another reply was foreseen");
    this.host.foreseenCount++;
    return foreseen.protection;
  }

  /** Once: what a reply that was foreseen would have granted goes with the interim one instead. */
  #grantCredits(request: Request): void {
    request.creditsGranted ??= this.host.grantCredits(request);
  }

  #writeHeader(request: Request, status: NtStatus): void {
    const isAsync = request.asyncId !== 0;
    if (!isAsync) this.#grantCredits(request);
    const header = this.#responseHeader(request, status, isAsync);
    encodeHeader(this.writer.data, this.#headerAt, header);
  }

  #responseHeader(request: Request, status: NtStatus, isAsync: boolean) {
    const header = request.header;
    // There is no session that could sign. Who asked for a signature drops what does not even claim one: Windows
    // sends the flag back, over a signature of zeros.
    const isOrphaned = request.foundSession === null && request.row?.needsSession === true;
    const isGone = status === STATUS_USER_SESSION_DELETED || (isOrphaned && isError(status));
    const claimed = isGone ? FLAGS_SIGNED : 0;
    const kept = header.flags & (FLAGS_PRIORITY_MASK | FLAGS_RELATED_OPERATIONS | claimed);
    return {
      creditCharge: header.creditCharge,
      status,
      command: header.command,
      // [MS-SMB2] 3.3.4.2: the interim response carried the credits.
      credit: isAsync && status !== STATUS_PENDING ? 0 : (request.creditsGranted ?? 0),
      flags: FLAGS_SERVER_TO_REDIR | kept | (isAsync ? FLAGS_ASYNC_COMMAND : 0),
      nextCommand: 0,
      messageId: header.messageId,
      asyncId: BigInt(request.asyncId),
      treeId: request.replyTreeId,
      sessionId: request.replySessionId,
    };
  }

  #await(request: Request): void {
    this.host.pending.add(request);
    // Replies before it wait in the slab that it may be filling, so that they cannot go ahead of it.
    const isQuiet = request.waitsQuietly || request.row?.mayGoAsync !== true;
    if (this.#elements.length > 0 || isQuiet) return;
    // A slow operation gets an interim response, so that the client's own timer starts anew.
    const timer = this.host.setTimer(this.nowMs + INTERIM_AFTER_MS, () => {
      if (!request.isFinished && request.asyncId === 0) this.#sendInterim(request);
    });
    request.interimTimer = timer;
  }

  /** See CommandContext.goAsync. */
  goAsync(request: Request, cancel: (status: NtStatus) => void): boolean {
    if (request.row?.mayGoAsync !== true) throw new InvariantError("the row does not go async");
    if (this.host.pending.countOf(this.connection) >= PENDING_COUNT_PER_CONNECTION_MAX) {
      this.host.emit({ type: "limit.reached", limit: "PENDING_COUNT_PER_CONNECTION_MAX" });
      return false;
    }
    request.cancelHook = cancel;
    this.host.pending.add(request);
    if (request.asyncId !== 0 || request.waitsQuietly) return true;
    this.#flushBefore();
    this.#sendInterim(request);
    return true;
  }

  /** Sends the replies of the elements before the current one, and starts the current one anew. */
  #flushBefore(): void {
    if (this.#elements.length === 0) return;
    this.writer.truncate((this.#elements.at(-1) as OutgoingElement).end);
    this.#send();
    this.#beginReply();
  }

  #sendInterim(request: Request): void {
    request.asyncId = this.host.pending.newAsyncId();
    this.host.pending.add(request);
    this.#grantCredits(request);
    const slab = this.host.slabs.acquire(1024);
    const writer = new Writer(slab, CHAIN_START);
    writer.zeros(HEADER_BYTES);
    encodeErrorResponse(writer);
    const data = new DataView(slab.buffer, slab.byteOffset, slab.byteLength);
    encodeHeader(data, CHAIN_START, this.#responseHeader(request, STATUS_PENDING, true));
    const end = writer.position;
    const element = { request, status: STATUS_PENDING, start: CHAIN_START, end, protection: null };
    sendChain(this, slab, slab, [element], null);
  }

  #send(): void {
    const elements = this.#elements;
    if (elements.length === 0) {
      this.#release();
      return;
    }
    const last = elements.at(-1) as OutgoingElement;
    if (elements.length > 1 && this.writer.position === last.end) {
      // Windows pads the last reply of a chain like the others, and old clients count on it.
      this.writer.align(8, CHAIN_START);
      last.end = this.writer.position;
    }
    const { bytes, data } = this.writer;
    for (let i = 0; i + 1 < elements.length; i++) {
      const element = elements[i] as OutgoingElement;
      const next = (elements[i + 1] as OutgoingElement).start;
      data.setUint32(element.start + OFFSET_NEXT_COMMAND, next - element.start, true);
      element.end = next;
    }
    const slab = this.#slab;
    const tail = this.#tail;
    this.#tail = null;
    this.#elements = [];
    const isDone = this.#at >= this.#frame.length && this.#current === null;
    this.#slab = NOTHING;
    this.#writer = null;
    this.#openAt = CHAIN_START;
    this.#isOver = isDone;
    // Nothing of the frame is in its reply.
    if (isDone) this.#releaseFrame();
    sendChain(this, bytes, slab, elements, tail);
  }

  /** Nothing more will be sent: the frame was malformed, the connection is gone, or we are wrong. */
  #abandon(): void {
    // A job of the element that is under way may still read from the frame.
    if (this.#current?.isFinished === false) this.#isFrameKept = true;
    this.#current = null;
    this.#elements = [];
    this.#release();
  }

  #release(): void {
    this.#tail?.release();
    this.#tail = null;
    if (this.#slab.length > 0) this.host.slabs.release(this.#slab);
    this.#slab = NOTHING;
    this.#writer = null;
    this.#isOver = true;
    this.#releaseFrame();
  }

  #releaseFrame(): void {
    this.#payload?.release();
    this.#payload = null;
    const slab = this.#frameSlab;
    this.#frameSlab = null;
    if (slab === null) return;
    if (this.#isFrameKept) this.host.slabs.forget(slab);
    else this.host.slabs.release(slab);
  }

  /** A larger slab for a payload of `bytes`, before anything of the current body was written. */
  reserve(bytes: number): void {
    const before = this.#writer?.position ?? 0;
    if (before + bytes > this.#replyBytesMax) this.#flushBefore();
    if (this.#writer === null) {
      this.#openWriter(bytes);
      return;
    }
    const { position } = this.#writer;
    if (position + bytes <= this.#writer.bytes.length) return;
    const slab = this.host.slabs.acquire(position + bytes);
    slab.set(this.#writer.written());
    // The writer may have outgrown the slab; the slab is still ours to give back.
    if (this.#slab.length > 0) this.host.slabs.release(this.#slab);
    this.#slab = slab;
    this.#writer = new Writer(slab, position);
  }
}

const NOTHING = new Uint8Array(0);
/** Of a small reply, from its body on: with what stands in front of it a slab of the smallest class. */
const REPLY_BYTES = 1024 - CHAIN_START - HEADER_BYTES;
