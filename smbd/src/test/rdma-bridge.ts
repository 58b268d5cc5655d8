/** A client's channel over SMB Direct: the socket client behind a bridge, and the memory that a server reaches. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import {
  type BufferDescriptor,
  encodeBufferDescriptors,
} from "../wire/message/buffer-descriptor.ts";
import { Writer } from "../wire/writer.ts";
import { SocketVirtualClient } from "./socket-virtual-client.ts";
import type { ClientOptions } from "./virtual-client.ts";

const MEMORY_BYTES = 1_048_576;

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
  readonly #process: ChildProcess;
  readonly #memory: number;
  readonly #address: bigint;
  readonly #token: number;

  private constructor(
    child: ChildProcess,
    memory: number,
    [port, address, token]: readonly string[],
    clientGuid: string,
    more: Pick<ClientOptions, "rdmaTransforms">,
  ) {
    this.#process = child;
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
      stdio: ["ignore", "pipe", "inherit"],
    });
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout?.once("data", (bytes: Buffer) => resolve(String(bytes)));
      child.once("exit", (code) => reject(new Error(`the bridge ended with ${code}`)));
    });
    return new RdmaBridge(child, file, line.trim().split(" "), clientGuid, more);
  }

  /** Parts of the memory, each from where it starts to how long it is, as READ and WRITE name them. */
  descriptors(...parts: readonly (readonly [at: number, length: number])[]): Uint8Array {
    const list: BufferDescriptor[] = parts.map(([at, length]) => ({
      offset: this.#address + BigInt(at),
      token: this.#token,
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
    const gone = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGKILL");
    await gone;
  }
}
