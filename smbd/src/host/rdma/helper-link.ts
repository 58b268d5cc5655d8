/**
 * One helper at the engine's socket, and all connections that it carries. Neither trusts the other: what is not the
 * protocol ends the link, and with it the connections, and nothing else.
 */
import type { Socket } from "node:net";
import type { Engine } from "../../engine/engine.ts";
import { type RdmaStatus, rdmaStatusSchema } from "../control/rdma-contract.ts";
import { native } from "../native.ts";
import { FrameJoiner } from "./frame-joiner.ts";
import {
  decodeFromHelper,
  encodeHello,
  encodeJob,
  type FromHelper,
  type LinkJob,
  type LinkPeer,
  type LinkSettings,
} from "./link-frame.ts";
import { RdmaTransport } from "./rdma-transport.ts";
import type { SharedMemory } from "./shared-memory.ts";
import { SlabArena } from "./slab-arena.ts";

const HELLO_MS_MAX = 10_000;
const CHANNEL_COUNT_MAX = 1_024;

export class HelperLink {
  readonly arena: SlabArena;
  /** What it last told of devices and counters. */
  status: RdmaStatus | null = null;
  readonly #engine: Engine;
  readonly #socket: Socket;
  readonly #joiner = new FrameJoiner();
  readonly #transports = new Map<number, RdmaTransport>();
  readonly #jobs = new Map<number, (isPlaced: boolean) => void>();
  readonly #ended: (reason: string) => void;
  #nextJob = 1;
  #hasGreeted = false;
  #hasEnded = false;

  constructor(
    engine: Engine,
    socket: Socket,
    memory: SharedMemory,
    settings: LinkSettings,
    ended: (reason: string) => void,
  ) {
    this.#engine = engine;
    this.#socket = socket;
    this.#ended = ended;
    this.arena = new SlabArena(memory.bytes);
    // Without a listener an "error" event would end the process; "close" always follows it.
    socket.on("error", () => {});
    socket.on("close", () => this.end("the helper went away"));
    socket.on("data", (chunk: Buffer) =>
      this.#receive(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length)),
    );
    socket.setTimeout(HELLO_MS_MAX, () => this.end("the helper said no hello"));
    this.#greet(memory, settings);
  }

  /** Node has no way to pass a descriptor, and none to the socket's own but this. */
  #greet(memory: SharedMemory, settings: LinkSettings): void {
    const { _handle: handle } = this.#socket as { _handle?: { readonly fd?: number } | null };
    const hello = encodeHello(memory.bytes.length, settings);
    const answer = native.sendDescriptor(handle?.fd ?? -1, memory.fd, hello);
    if (answer < 0) this.end(`the helper cannot be given memory (${answer})`);
  }

  /** What is written in one turn goes out in one piece. */
  write(bytes: Uint8Array): void {
    if (this.#hasEnded) return;
    if (this.#socket.writableCorked === 0) {
      this.#socket.cork();
      process.nextTick(() => this.#socket.uncork());
    }
    this.#socket.write(bytes);
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Moves payload between a slab and the client's memory. */
  place(channel: number, job: Omit<LinkJob, "id">, done: (isPlaced: boolean) => void): void {
    if (this.#hasEnded) {
      done(false);
      return;
    }
    const id = this.#newJobId();
    this.#jobs.set(id, done);
    this.write(encodeJob(channel, { ...job, id }));
  }

  #newJobId(): number {
    do this.#nextJob = (this.#nextJob + 1) >>> 0;
    while (this.#jobs.has(this.#nextJob));
    return this.#nextJob;
  }

  end(reason: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#socket.destroy();
    // A process that is gone has no device any more; one that lives keeps the memory, which is not used again.
    for (const done of this.#jobs.values()) done(false);
    this.#jobs.clear();
    this.arena.close();
    for (const transport of [...this.#transports.values()]) transport.ended(reason);
    this.#transports.clear();
    this.#ended(reason);
  }

  #receive(chunk: Uint8Array): void {
    this.#joiner.push(chunk);
    for (let frame = this.#joiner.next(); frame !== null; frame = this.#joiner.next()) {
      const told = decodeFromHelper(frame);
      if (told === null || !this.#take(told)) {
        this.end("what the helper said is not the protocol");
        return;
      }
      if (this.#hasEnded) return;
    }
    if (this.#joiner.isBroken) this.end("a frame is too long");
  }

  /** False: it makes no sense. */
  #take(told: FromHelper): boolean {
    if (!this.#hasGreeted) {
      if (told.type !== "hello") return false;
      this.#hasGreeted = true;
      this.#socket.setTimeout(0);
      return true;
    }
    switch (told.type) {
      case "hello":
        return false;
      case "status":
        return this.#takeStatus(told.text);
      case "connected":
        return this.#connected(told.channel, told.peer);
      case "done": {
        const done = this.#jobs.get(told.job);
        if (done === undefined) return false;
        this.#jobs.delete(told.job);
        done(told.isGood);
        return true;
      }
      case "message":
        this.#transports.get(told.channel)?.received(told.frameView);
        return true;
      case "sent":
        return this.#transports.get(told.channel)?.sent(told.byteCount) ?? true;
      case "disconnected": {
        const transport = this.#transports.get(told.channel);
        this.#transports.delete(told.channel);
        transport?.ended(told.reason);
        return true;
      }
    }
  }

  #takeStatus(text: string): boolean {
    try {
      const parsed = rdmaStatusSchema.safeParse(JSON.parse(text));
      if (parsed.success) this.status = parsed.data;
      return parsed.success;
    } catch {
      // JSON.parse: not even JSON.
      return false;
    }
  }

  #connected(channel: number, peer: LinkPeer): boolean {
    if (this.#transports.has(channel) || this.#transports.size >= CHANNEL_COUNT_MAX) return false;
    const transport = new RdmaTransport(this, channel, peer);
    const driver = this.#engine.accept(transport);
    if (driver === null) return true;
    this.#transports.set(channel, transport);
    transport.start(driver);
    return true;
  }
}
