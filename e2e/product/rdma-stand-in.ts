/**
 * Says to an engine what the RDMA helper would, on a machine that has no device, and carries messages of a client that
 * came over TCP as if they had come by one. What is placed is not for it. smbd/native/rdma-helper/README.md
 */
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";

const MAGIC = 0x4d44524c;
const VERSION = 2;
const FRAME_HEADER_BYTES = 12;
const SEND_HEADER_BYTES = 8;
/** Kinds of frames to the engine, and those of its own that are looked at. */
const HELLO = 1;
const MESSAGE = 2;
const CONNECTED = 4;
const DISCONNECTED = 5;
const SENT = 6;
const STATUS = 7;
const SEND = 2;
const GREETING = 1;

export class RdmaStandIn {
  /** What the engine's hello asks for. */
  wish: { readonly isEnabled: boolean; readonly devices: string } | null = null;
  readonly #socket: Socket;
  readonly #clients = new Map<number, Socket>();
  readonly #device: string;
  #server: Server | null = null;
  #nextChannel = 1;

  private constructor(socket: Socket, device: string) {
    this.#socket = socket;
    this.#device = device;
    socket.on("error", () => {});
    eachFrame(
      socket,
      FRAME_HEADER_BYTES,
      (header) => header.readUInt32LE(0),
      (frame) => this.#heard(frame),
    );
  }

  /** `device`: by which clients come. */
  static async at(stateFolder: string, device: string): Promise<RdmaStandIn> {
    const socket = connect(join(stateFolder, "rdma.sock"));
    await once(socket, "connect");
    const stand = new RdmaStandIn(socket, device);
    const hello = Buffer.alloc(8);
    hello.writeUInt32LE(MAGIC, 0);
    hello.writeUInt16LE(VERSION, 4);
    stand.#say(HELLO, 0, hello);
    return stand;
  }

  tell(status: unknown): void {
    this.#say(STATUS, 0, Buffer.from(JSON.stringify(status)));
  }

  /** The port at which clients of TCP are taken for clients of the device. */
  async listen(): Promise<number> {
    const server = createServer((client) => this.#take(client));
    this.#server = server;
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as { port: number }).port;
  }

  leave(): void {
    this.#server?.close();
    for (const client of this.#clients.values()) client.destroy();
    this.#socket.destroy();
  }

  #take(client: Socket): void {
    const channel = this.#nextChannel++;
    this.#clients.set(channel, client);
    client.on("error", () => {});
    client.on("close", () => {
      if (this.#clients.delete(channel))
        this.#say(DISCONNECTED, channel, Buffer.from("closed by the client"));
    });
    this.#say(CONNECTED, channel, this.#introduction());
    const lengthOf = (header: Buffer) => header.readUInt32BE(0);
    eachFrame(client, 4, lengthOf, (frame) => this.#say(MESSAGE, channel, frame.subarray(4)));
  }

  #introduction(): Buffer {
    const fixed = Buffer.alloc(8);
    fixed.writeUInt16LE(50_000, 0);
    fixed.writeUInt16LE(445, 2);
    fixed.writeUInt32LE(1_048_576, 4);
    const texts = ["192.0.2.7", "192.0.2.1", this.#device].map((text) => {
      const length = Buffer.alloc(2);
      length.writeUInt16LE(Buffer.byteLength(text), 0);
      return Buffer.concat([length, Buffer.from(text)]);
    });
    return Buffer.concat([fixed, ...texts]);
  }

  #heard(frame: Buffer): void {
    const kind = frame.readUInt16LE(4);
    const body = frame.subarray(FRAME_HEADER_BYTES);
    if (kind === GREETING)
      this.wish = {
        isEnabled: (body.readUInt16LE(6) & 1) === 1,
        devices: body.subarray(22).toString(),
      };
    if (kind !== SEND) return;
    const channel = frame.readUInt32LE(8);
    const message = body.subarray(SEND_HEADER_BYTES);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(message.length, 0);
    this.#clients.get(channel)?.write(Buffer.concat([length, message]));
    const sent = Buffer.alloc(4);
    sent.writeUInt32LE(message.length, 0);
    this.#say(SENT, channel, sent);
  }

  #say(kind: number, channel: number, body: Uint8Array): void {
    const header = Buffer.alloc(FRAME_HEADER_BYTES);
    header.writeUInt32LE(body.length, 0);
    header.writeUInt16LE(kind, 4);
    header.writeUInt32LE(channel, 8);
    this.#socket.write(Buffer.concat([header, body]));
  }
}

/** `lengthOf` says from a header how many bytes follow it. */
function eachFrame(
  socket: Socket,
  headerBytes: number,
  lengthOf: (header: Buffer) => number,
  take: (frame: Buffer) => void,
): void {
  let kept = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk]);
    while (kept.length >= headerBytes) {
      const end = headerBytes + lengthOf(kept);
      if (kept.length < end) return;
      const frame = kept.subarray(0, end);
      kept = kept.subarray(end);
      take(frame);
    }
  });
}
