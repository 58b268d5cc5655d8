/**
 * The virtual client over a TCP connection. Its calls wait for their replies, by stopping this thread while another one
 * reads the socket: one for all clients, since an emulated machine takes seconds to start it.
 */
import { randomFillSync } from "node:crypto";
import { connect } from "node:net";
import {
  isMainThread,
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  Worker,
} from "node:worker_threads";
import { nodeCrypto } from "../host/node-crypto.ts";
import { STATUS_PENDING } from "../wire/status.ts";
import { type ClientOptions, type Reply, VirtualClient } from "./virtual-client.ts";

const REPLY_MS_MAX = 20_000;

export class SocketVirtualClient extends VirtualClient {
  readonly #signal = new Int32Array(new SharedArrayBuffer(4));
  readonly #port: MessagePort;
  #isLost = false;

  constructor(
    host: string,
    port: number,
    clientGuid: string,
    more: Pick<ClientOptions, "rdmaTransforms"> = {},
  ) {
    super({
      ...more,
      crypto: nodeCrypto,
      random: { fill: (bytes) => void randomFillSync(bytes) },
      nowFiletime: () => BigInt(Date.now()) * 10_000n + 116_444_736_000_000_000n,
      clientGuid,
    });
    const { port1, port2 } = new MessageChannel();
    this.#port = port1 as unknown as MessagePort;
    const far = port2 as unknown as MessagePort;
    thread ??= newThread();
    const facts: SocketFacts = { host, port, signal: this.#signal, client: far };
    thread.postMessage(facts, [far]);
    // Only bytes leave through it: the virtual client asks its driver for nothing else.
    this.driver = {
      receive: (frame: Uint8Array) => this.#port.postMessage(frame),
      ended: () => {},
    } as unknown as NonNullable<VirtualClient["driver"]>;
  }

  /** The final reply, once it is there. */
  override take(id: bigint): Reply {
    this.awaitReply(id);
    return super.take(id);
  }

  protected override awaitReply(id: bigint): void {
    const isFinal = (reply: Reply) =>
      reply.header.messageId === id && reply.status !== STATUS_PENDING;
    const deadline = Date.now() + REPLY_MS_MAX;
    while (!this.replies.some(isFinal)) {
      const count = Atomics.load(this.#signal, 0);
      if (this.#pump()) continue;
      if (this.#isLost) throw new Error("the connection is lost");
      if (Date.now() > deadline) throw new Error("no reply in time");
      Atomics.wait(this.#signal, 0, count, 1_000);
    }
  }

  disconnect(): void {
    this.#isLost = true;
    this.#port.close();
  }

  /** Takes in what the other thread has read; false where there is nothing. */
  #pump(): boolean {
    const received = receiveMessageOnPort(this.#port) as { message: Uint8Array | null } | undefined;
    if (received === undefined) return false;
    if (received.message === null) this.#isLost = true;
    else this.transport.send(received.message, () => {});
    // Nobody asks for whole messages here, and a long test would keep all that it reads.
    this.messages.length = 0;
    return true;
  }
}

interface SocketFacts {
  readonly host: string;
  readonly port: number;
  readonly signal: Int32Array;
  /** Where its frames come from and its bytes go. */
  readonly client: MessagePort;
}

let thread: Worker | null = null;

/** It does not keep the process from its end. */
function newThread(): Worker {
  const made = new Worker(new URL(import.meta.url));
  made.unref();
  return made;
}

/** On the thread that reads: bytes both ways, and null once the connection is lost. */
function serveSocket({ host, port, signal, client }: SocketFacts): void {
  const tell = (message: Uint8Array | null) => {
    client.postMessage(message);
    Atomics.add(signal, 0, 1);
    Atomics.notify(signal, 0);
  };
  const socket = connect({ host, port, noDelay: true });
  socket.on("data", (bytes) => tell(Uint8Array.from(bytes)));
  // "close" follows, whatever went wrong.
  socket.on("error", () => {});
  socket.on("close", () => {
    tell(null);
    client.close();
  });
  client.on("message", (frame: Uint8Array) => socket.write(frame));
  client.on("close", () => socket.destroy());
}

if (!isMainThread) parentPort?.on("message", serveSocket);
