/**
 * One connection's way in: chunks to frames, frames to chains. What a frame is (SMB1 negotiate, sealed, plain) is
 * decided here; nothing of it is believed before its seal or signature was checked. [MS-SMB2] 3.3.5.2.
 */
import type { TimerHandle } from "../command/context.ts";
import { answerMultiProtocol } from "../command/negotiate.ts";
import {
  AUTHENTICATION_MS_MAX,
  FRAME_OVERHEAD_BYTES_MAX,
  IDLE_CONNECTION_MS_MAX,
  UNAUTHENTICATED_FRAME_BYTES_MAX,
  UNSENT_BYTES_PAUSE,
} from "../limits.ts";
import type { HeldBytes } from "../port/transport.ts";
import type { Connection } from "../state/connection.ts";
import type { Session } from "../state/session.ts";
import { Deframer } from "../wire/frame.ts";
import {
  Command,
  decodeHeader,
  FLAGS_RELATED_OPERATIONS,
  FLAGS_SIGNED,
  HEADER_BYTES,
  PROTOCOL_SMB1,
  PROTOCOL_SMB2,
  PROTOCOL_TRANSFORM,
} from "../wire/header.ts";
import { WRITE_REQUEST_FIXED } from "../wire/message/write.ts";
import { Reader } from "../wire/reader.ts";
import {
  decodeSmb1Negotiate,
  SMB1_DIALECT_2_0_2,
  SMB1_DIALECT_WILDCARD,
} from "../wire/smb1-negotiate.ts";
import { decodeTransformHeader } from "../wire/transform-header.ts";
import { isWireError, WIRE_TRUNCATED, WIRE_VALUE } from "../wire/wire-error.ts";
import { Writer } from "../wire/writer.ts";
import { Chain } from "./compound.ts";
import { worksHere } from "./crypto-place.ts";
import type { Engine } from "./engine.ts";

/** Below this nobody asks whether a signature is worth a worker. */
const SMALL_BYTES_MAX = 8_192;
/** A frame of which more than this is to come is received on its own. */
const STRAIGHT_BYTES_MIN = 32_768;

/**
 * By the beginning of a frame; whether it may be one is decided where all of it is judged. All that says where the
 * payload goes has to be there: a chunk may end anywhere.
 */
function isPlainWrite(beginning: Uint8Array): boolean {
  if (beginning.length < HEADER_BYTES + WRITE_REQUEST_FIXED) return false;
  const data = new DataView(beginning.buffer, beginning.byteOffset, beginning.byteLength);
  if (data.getUint32(0, true) !== PROTOCOL_SMB2) return false;
  const header = decodeHeader(beginning, data, 0);
  const { command, flags, nextCommand } = header;
  return command === Command.WRITE && (flags & FLAGS_SIGNED) === 0 && nextCommand === 0;
}

/** It would keep the whole buffer in which it came from the socket, with what came beside it long ago. */
function mayWaitForLong(message: Uint8Array): boolean {
  if (message.length < HEADER_BYTES) return false;
  const command = (message[COMMAND_AT] as number) | ((message[COMMAND_AT + 1] as number) << 8);
  return command === Command.CHANGE_NOTIFY || command === Command.LOCK;
}

/** Where the Command field stands in the header. [MS-SMB2] 2.2.1.2 */
const COMMAND_AT = 12;

export class ConnectionDriver {
  readonly connection: Connection;
  readonly #engine: Engine;
  readonly #deframer: Deframer;
  /** A slab with the large frame that is being received. */
  #gathering: Uint8Array | null = null;
  /** Nothing was received into the slab but the frame's beginning. */
  #isFresh = false;
  /** The end of that frame, where it is not in the slab. */
  #payload: HeldBytes | null = null;
  /** The one clock that runs on the connection: until the first logon, then until it is idle. */
  #timer: TimerHandle | null = null;
  /** The peer does not take its replies: what it sent waits here, unread. */
  #isHeld = false;
  /** 0: it does not rest. */
  #restUntilMs = 0;
  #restTimer: TimerHandle | null = null;
  readonly #chunks: Uint8Array[] = [];

  constructor(engine: Engine, connection: Connection) {
    this.#engine = engine;
    this.connection = connection;
    this.#deframer = new Deframer(UNAUTHENTICATED_FRAME_BYTES_MAX, (length) => {
      if (length <= STRAIGHT_BYTES_MIN) return new Uint8Array(length);
      this.#gathering = engine.slabs.acquire(length);
      this.#isFresh = true;
      return this.#gathering;
    });
    this.#arm(engine.nowMs() + AUTHENTICATION_MS_MAX, () => this.#checkAuthenticated());
  }

  /** Bytes came from the peer. The chunk must not be written to by its giver any more. */
  receive(chunk: Uint8Array): void {
    if (this.connection.isClosed) return;
    this.connection.lastReceivedAtMs = this.#engine.nowMs();
    this.#chunks.push(chunk);
    if (this.#chunks.length > 1) return;
    this.#engine.guard(this.connection, () => {
      this.#orDisconnect(() => {
        this.#deframer.push(chunk);
        this.#frames();
      });
    });
  }

  /** See TransportSink: a large frame that has begun is received where it is to lie. */
  get room(): Uint8Array | null {
    return this.#chunks.length > 0 ? null : this.#deframer.room(STRAIGHT_BYTES_MIN);
  }

  /** See TransportSink. What is neither signed nor sealed, and is to be written to a file, need not be looked at. */
  get takesHeld(): boolean {
    return this.#isFresh && isPlainWrite(this.#deframer.beginning);
  }

  held(bytes: HeldBytes): void {
    if (this.connection.isClosed) {
      bytes.release();
      return;
    }
    this.#payload = bytes;
    this.filled(bytes.length);
  }

  filled(count: number): void {
    if (this.connection.isClosed) return;
    this.#isFresh = false;
    this.connection.lastReceivedAtMs = this.#engine.nowMs();
    this.#deframer.filled(count);
    this.#engine.guard(this.connection, () => this.#orDisconnect(() => this.#frames()));
  }

  /** The peer took its replies: what waited goes on. */
  resume(): void {
    if (this.connection.isClosed || !this.#isHeld) return;
    this.#isHeld = false;
    this.#engine.guard(this.connection, () => this.#orDisconnect(() => this.#frames()));
    if (!this.connection.isClosed && !this.#isHeld) this.connection.transport.resume();
  }

  /** Takes no request before then: its client does too much at once. */
  rest(untilMs: number): void {
    if (this.connection.isClosed || this.#restUntilMs >= untilMs) return;
    this.#restUntilMs = untilMs;
    this.#restTimer?.cancel();
    this.#restTimer = this.#engine.setTimer(untilMs, () => {
      this.#restUntilMs = 0;
      this.#restTimer = null;
      this.resume();
    });
  }

  /** The deframer holds the first of the chunks, in part. */
  #frames(): void {
    while (this.#nextFrames()) {
      this.#chunks.shift();
      const next = this.#chunks[0];
      if (next === undefined) return;
      this.#deframer.push(next);
    }
  }

  /** What the deframer has; false when it is not to be asked on. */
  #nextFrames(): boolean {
    for (;;) {
      if (this.#restUntilMs !== 0) {
        this.#isHeld = true;
        this.connection.transport.pause();
        return false;
      }
      if (this.connection.transport.unsentBytes > UNSENT_BYTES_PAUSE) {
        if (!this.#isHeld)
          this.#engine.emit({ type: "limit.reached", limit: "UNSENT_BYTES_PAUSE" });
        this.#isHeld = true;
        this.connection.transport.pause();
        return false;
      }
      const frame = this.#deframer.next();
      if (frame === null) return true;
      this.connection.requestsBehind = this.#deframer.ahead(frame.length);
      const slab = this.#gathering;
      const payload = this.#payload;
      this.#gathering = null;
      this.#payload = null;
      try {
        if (payload !== null) this.#run(this.#chain(frame, slab, payload));
        else this.#frame(frame, slab);
      } catch (error) {
        if (slab !== null) this.#engine.slabs.forget(slab);
        throw error;
      }
      if (this.connection.isClosed) return false;
    }
  }

  #orDisconnect(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!isWireError(error)) throw error;
      this.#engine.malformed(this.connection, 0xffff, error);
      this.#engine.disconnect(this.connection, `malformed: ${error.reason}`);
    }
  }

  /** The transport ended. */
  ended(reason: string): void {
    this.#engine.guard(this.connection, () => this.#engine.connectionEnded(this, reason));
  }

  /** The limits for strangers no longer apply. */
  authenticated(): void {
    const { readBytesMax, writeBytesMax } = this.connection;
    this.#deframer.lengthMax = Math.max(readBytesMax, writeBytesMax) + FRAME_OVERHEAD_BYTES_MAX;
    this.#watchIdle();
  }

  forgetTimers(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#restTimer?.cancel();
    this.#restTimer = null;
    this.#chunks.length = 0;
    if (this.#gathering !== null) this.#engine.slabs.forget(this.#gathering);
    this.#gathering = null;
    this.#payload?.release();
    this.#payload = null;
  }

  #arm(atMs: number, callback: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.#engine.setTimer(atMs, callback);
  }

  #checkAuthenticated(): void {
    // Anonymous users are let be, within the limits for strangers.
    const isAnonymous = [...this.connection.sessions.values()].some(
      (session) => session.state === "valid",
    );
    if (isAnonymous) this.#watchIdle();
    else this.#engine.disconnect(this.connection, "no logon in time");
  }

  // [MS-SMB2] 3.3.6.1 lets a server end what is idle: a connection without any open and any traffic.
  #watchIdle(): void {
    const dueMs = this.connection.lastReceivedAtMs + IDLE_CONNECTION_MS_MAX;
    this.#arm(Math.max(dueMs, this.#engine.nowMs() + 1000), () => {
      const isIdle =
        this.connection.lastReceivedAtMs + IDLE_CONNECTION_MS_MAX <= this.#engine.nowMs();
      const hasOpens = [...this.connection.sessions.values()].some(
        (session) => session.opens.size > 0,
      );
      if (isIdle && !hasOpens) this.#engine.disconnect(this.connection, "idle");
      else this.#watchIdle();
    });
  }

  /** `slab` is the pooled buffer in which the frame lies; it goes back when the frame has its answer. */
  #frame(frame: Uint8Array, slab: Uint8Array | null): void {
    if (frame.length < 4) throw WIRE_TRUNCATED;
    const data = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
    const protocol = data.getUint32(0, true);
    if (protocol === PROTOCOL_SMB2) this.#plain(frame, data, slab);
    else if (protocol === PROTOCOL_TRANSFORM) this.#sealed(frame, slab);
    else if (protocol === PROTOCOL_SMB1 && this.connection.dialect === 0)
      this.#multiProtocol(frame);
    else throw WIRE_VALUE;
  }

  #chain(frame: Uint8Array, slab: Uint8Array | null, payload: HeldBytes): Chain {
    return new Chain(this.#engine, this.connection, frame, null, false, slab, payload);
  }

  #plain(frame: Uint8Array, data: DataView, slab: Uint8Array | null): void {
    if (frame.length <= SMALL_BYTES_MAX) {
      const isOwn = slab === null && mayWaitForLong(frame);
      const chain = isOwn
        ? new Chain(this.#engine, this.connection, frame.slice(), null)
        : new Chain(this.#engine, this.connection, frame, null, false, slab, null, data);
      this.#run(chain);
      return;
    }
    const header = decodeHeader(frame, data, 0);
    const session = this.connection.sessions.get(Number(header.sessionId));
    const signer = session?.channels.get(this.connection.id)?.signer ?? null;
    const isSingle = header.nextCommand === 0 && (header.flags & FLAGS_RELATED_OPERATIONS) === 0;
    const isSigned = (header.flags & FLAGS_SIGNED) !== 0 && header.command !== Command.CANCEL;
    const isHere = signer === null || worksHere(this.connection, frame.length, signer.isQuick);
    if (isHere || !isSingle || !isSigned) {
      this.#run(new Chain(this.#engine, this.connection, frame, null, false, slab));
      return;
    }
    signer.verifyLater(frame, (isAuthentic) => {
      // A wrong signature is found again, and answered, where all of them are.
      this.#run(new Chain(this.#engine, this.connection, frame, null, isAuthentic, slab));
    });
  }

  // [MS-SMB2] 3.3.5.2.1.1: a seal that is not the session's, or not sealed at all within, ends the connection.
  #sealed(frame: Uint8Array, slab: Uint8Array | null): void {
    const { sessionId } = decodeTransformHeader(frame);
    const session = this.connection.sessions.get(Number(sessionId));
    const sealer = session?.sealer ?? null;
    if (session === undefined || sealer === null || session.state === "inProgress") {
      this.#unsealable("no key for this session");
      if (slab !== null) this.#engine.slabs.release(slab);
      return;
    }
    // An anonymous session's key says nothing about who seals; a user's logon on the connection does.
    if (session.principal?.isAnonymous === true && !this.connection.isAuthenticated) {
      this.#unsealable("anonymous session on a connection without a logon");
      if (slab !== null) this.#engine.slabs.release(slab);
      return;
    }
    const isHere = worksHere(this.connection, frame.length, sealer.isQuick);
    if (isHere) this.#opened(session, sealer.open(frame), slab);
    else sealer.openLater(frame, (message) => this.#opened(session, message, slab));
  }

  #opened(session: Session, message: Uint8Array | null, slab: Uint8Array | null): void {
    const isWhole = message !== null && message.length >= HEADER_BYTES;
    if (slab !== null && (this.connection.isClosed || !isWhole)) this.#engine.slabs.release(slab);
    if (this.connection.isClosed) return;
    if (!isWhole) {
      this.#unsealable("seal");
      return;
    }
    const own = slab === null && mayWaitForLong(message) ? message.slice() : message;
    this.#run(new Chain(this.#engine, this.connection, own, session, false, slab));
  }

  #unsealable(reason: string): void {
    this.#engine.emit({
      type: "wire.unauthentic",
      connection: this.connection.id,
      command: 0xffff,
      reason,
    });
    this.#engine.disconnect(this.connection, `encrypted message refused: ${reason}`);
  }

  #run(chain: Chain): void {
    this.#engine.guard(this.connection, () => this.#orDisconnect(() => chain.run()));
  }

  // [MS-SMB2] 3.3.5.3: answered with an SMB2 NEGOTIATE response to message 0.
  #multiProtocol(frame: Uint8Array): void {
    const { dialects } = decodeSmb1Negotiate(new Reader(frame));
    const offersWildcard = dialects.includes(SMB1_DIALECT_WILDCARD);
    if (!offersWildcard && !dialects.includes(SMB1_DIALECT_2_0_2)) {
      this.#engine.disconnect(this.connection, "the client speaks SMB1 only");
      return;
    }
    const writer = new Writer(new Uint8Array(HEADER_BYTES + 2));
    writer
      .u32(PROTOCOL_SMB2)
      .u16(HEADER_BYTES)
      .zeros(HEADER_BYTES - 6)
      .u16(36);
    const chain = new Chain(this.#engine, this.connection, writer.written(), null);
    chain.handlerInstead = (cx) => answerMultiProtocol(cx, offersWildcard);
    this.#run(chain);
  }
}
