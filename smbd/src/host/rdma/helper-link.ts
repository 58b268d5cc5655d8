/**
 * One helper at the engine's socket, and all connections that it carries. Neither trusts the other: what is not the
 * protocol ends the link, and with it the connections, and nothing else.
 */
import type { Engine } from "../../engine/engine.ts";
import { type RdmaStatus, rdmaStatusSchema } from "../control/rdma-contract.ts";
import { native } from "../native.ts";
import { TcpTransport } from "../tcp/tcp-transport.ts";
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
  /** The way to it: the same as a client's over TCP, whose visits, batches and vigils it shares. */
  readonly #stream: TcpTransport;
  readonly #helloTimer: NodeJS.Timeout;
  readonly #joiner = new FrameJoiner();
  readonly #transports = new Map<number, RdmaTransport>();
  readonly #jobs = new Map<number, (isPlaced: boolean) => void>();
  readonly #ended: (reason: string) => void;
  #nextJob = 1;
  #hasGreeted = false;
  #hasEnded = false;

  /** The descriptor is the link's from now on. */
  constructor(
    engine: Engine,
    fd: number,
    memory: SharedMemory,
    settings: LinkSettings,
    ended: (reason: string) => void,
  ) {
    this.#engine = engine;
    this.#ended = ended;
    this.arena = new SlabArena(memory.bytes);
    this.#helloTimer = setTimeout(() => this.end("the helper said no hello"), HELLO_MS_MAX);
    this.#stream = new TcpTransport(fd);
    // Before anything else is said.
    const hello = encodeHello(memory.bytes.length, settings);
    const answer = native.sendDescriptor(fd, memory.fd, hello);
    if (answer < 0) {
      this.end(`the helper cannot be given memory (${answer})`);
      return;
    }
    this.#stream.start({
      receive: (chunk) => this.#receive(chunk),
      room: null,
      filled: () => {},
      takesHeld: false,
      held: (bytes) => bytes.release(),
      ended: () => this.end("the helper went away"),
    });
  }

  /** What is written in one turn goes out in one piece. */
  write(bytes: Uint8Array): void {
    if (!this.#hasEnded) this.#stream.send(bytes, done);
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
    clearTimeout(this.#helloTimer);
    this.#stream.close(false);
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
      clearTimeout(this.#helloTimer);
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

function done(): void {}
