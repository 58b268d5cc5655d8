/** A client's channel over SMB Direct: the socket client behind a bridge, and the memory that a server reaches. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { closeSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import {
  type BufferDescriptor,
  encodeBufferDescriptors,
} from "../wire/message/buffer-descriptor.ts";
import { Writer } from "../wire/writer.ts";
import { SocketVirtualClient } from "./socket-virtual-client.ts";
import type { ClientOptions } from "./virtual-client.ts";

const MEMORY_BYTES = 1_048_576;
const LINE_MS_MAX = 30_000;

type Program = ChildProcessByStdio<Writable, Readable, null>;

/** From where in the memory, to how long it is. */
type Part = readonly [at: number, length: number];

export interface BridgePlace {
  /** The program: smbd/native/rdma-helper/examples/bridge.rs. */
  readonly program: string;
  readonly server: string;
  readonly port: number;
  /** The memory's file; on tmpfs. */
  readonly memory: string;
}

export class RdmaBridge {
  readonly client: SocketVirtualClient;
  readonly #process: Program;
  /** What the program printed, and nobody asked for yet. */
  readonly #lines: string[];
  readonly #memory: number;
  readonly #address: bigint;
  readonly #token: number;

  private constructor(
    child: Program,
    lines: string[],
    memory: number,
    [port, address, token]: readonly string[],
    clientGuid: string,
    more: Pick<ClientOptions, "rdmaTransforms">,
  ) {
    this.#process = child;
    this.#lines = lines;
    this.#memory = memory;
    this.#address = BigInt(address ?? "");
    this.#token = Number(token);
    this.client = new SocketVirtualClient("127.0.0.1", Number(port), clientGuid, more);
  }

  /** Connected, and nothing said yet. */
  static async to(
    { program, server, port, memory }: BridgePlace,
    clientGuid: string,
    more: Pick<ClientOptions, "rdmaTransforms"> = {},
  ): Promise<RdmaBridge> {
    const file = openSync(memory, "w+");
    ftruncateSync(file, MEMORY_BYTES);
    const child = spawn(program, [server, String(port), memory], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
    const line = await printed(child, lines, "");
    return new RdmaBridge(child, lines, file, line.split(" "), clientGuid, more);
  }

  /** A token of this part alone, which the server can take back. */
  async window([at, length]: Part): Promise<number> {
    this.#process.stdin.write(`window ${at} ${length}\n`);
    const line = await printed(this.#process, this.#lines, "window ");
    return Number(line.slice("window ".length));
  }

  /** Returns once a message of the server has taken the token back. */
  async invalidated(token: number): Promise<void> {
    await printed(this.#process, this.#lines, `invalidated ${token}`);
  }

  /** How many tokens were taken back that nobody asked about. */
  get invalidatedCount(): number {
    return this.#lines.filter((line) => line.startsWith("invalidated ")).length;
  }

  /** Parts of the memory, as READ and WRITE name them. */
  descriptors(...parts: readonly Part[]): Uint8Array {
    return this.described(this.#token, ...parts);
  }

  /** The same with a token of a window. */
  described(token: number, ...parts: readonly Part[]): Uint8Array {
    const list: BufferDescriptor[] = parts.map(([at, length]) => ({
      offset: this.#address + BigInt(at),
      token,
      length,
    }));
    const writer = new Writer(new Uint8Array(256));
    encodeBufferDescriptors(writer, list);
    return writer.written();
  }

  bytes(at: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    readSync(this.#memory, bytes, 0, length, at);
    return bytes;
  }

  fill(at: number, bytes: Uint8Array): void {
    writeSync(this.#memory, bytes, 0, bytes.length, at);
  }

  /** The process is killed, as a machine is that loses its power. */
  async cut(): Promise<void> {
    this.client.disconnect();
    closeSync(this.#memory);
    if (this.#process.exitCode !== null) return;
    const gone = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGKILL");
    await gone;
  }
}

/** Takes the first line that starts so out of what the program printed, once it is there. */
async function printed(child: Program, lines: string[], start: string): Promise<string> {
  const deadline = Date.now() + LINE_MS_MAX;
  for (;;) {
    const index = lines.findIndex((line) => line.startsWith(start));
    if (index >= 0) return lines.splice(index, 1)[0] as string;
    if (child.exitCode !== null) throw new Error(`the bridge ended with ${child.exitCode}`);
    if (Date.now() > deadline) throw new Error(`the bridge did not say "${start}"`);
    await new Promise((wake) => setTimeout(wake, 10));
  }
}
