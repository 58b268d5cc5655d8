/**
 * Lengths and offsets in everything that is parsed. The parsers alone are fuzzed by fuzz-targets.test.ts and
 * wire/golden.test.ts (cut at each byte, one bit flipped at each position), crooked chains stand in
 * engine/dispatch.test.ts, damaged seals in engine/protection.test.ts. Here whole requests go to a server.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AuthClient } from "../auth/auth-client.ts";
import { nodeCrypto } from "../host/node-crypto.ts";
import { bodyOf, everyRequest, type SampleRequest } from "../test/every-request.ts";
import { expectNoPoison, expectSound } from "../test/expect-sound.ts";
import { FileClient } from "../test/file-client.ts";
import type { VirtualClient } from "../test/virtual-client.ts";
import { PASSWORD, seeded, World } from "../test/world.ts";
import { Command, HEADER_BYTES } from "../wire/header.ts";
import { FILE_DIRECTORY_FILE } from "../wire/message/create.ts";
import { encodeEchoRequest } from "../wire/message/echo.ts";
import { encodeSessionSetupRequest } from "../wire/message/session-setup.ts";
import { STATUS_PENDING, STATUS_SUCCESS } from "../wire/status.ts";
import type { Writer } from "../wire/writer.ts";

/** A server and a client with a file and a folder open, made anew when a request ended either. */
class Target {
  readonly world = new World();
  #client: VirtualClient | null = null;
  #sentCount = 0;

  /** The requests on opens that are there. */
  samples(): readonly SampleRequest[] {
    this.#client?.vanish();
    const client = this.world.connected();
    const files = new FileClient(client);
    files.put("f", "0123456789abcdef");
    this.#client = client;
    this.#sentCount = 0;
    return everyRequest(files.open("f"), files.open("d", { createOptions: FILE_DIRECTORY_FILE }));
  }

  /** Sends the body and sees that it was answered once at most, or ended the connection. */
  send(command: number, body: Uint8Array): void {
    const client = this.#client as VirtualClient;
    const [id] = client.send({ command, encode: (writer) => writer.put(body) });
    // A failed logon is answered when its delay is over.
    if (command === Command.SESSION_SETUP) this.world.pass(20_000);
    const finals = client.replies.filter(
      ({ header, status }) => header.messageId === id && status !== STATUS_PENDING,
    );
    const isAnswered = finals.length === 1 || client.count(id as bigint) === 1;
    assert.ok(
      isAnswered || client.isClosed,
      `command ${command}: ${Buffer.from(body).toString("hex")}`,
    );
    assert.ok(finals.length <= 1);
    if (client.isClosed || ++this.#sentCount % 64 === 0) expectNoPoison(client);
  }

  get isUsable(): boolean {
    const client = this.#client as VirtualClient;
    return !client.isClosed && this.#sentCount < 2_000;
  }
}

type Change = (body: Uint8Array) => Uint8Array;

/** Each 16 and 32 bit number at an even place, set to what trips up who adds or compares carelessly. */
function changes({ length }: Uint8Array): readonly Change[] {
  const total = HEADER_BYTES + length;
  const found: Change[] = [];
  const set = (at: number, size: 2 | 4, value: number) =>
    found.push((body) => withNumber(body, at, size, value));
  for (let at = 2; at + 2 <= length; at += 2) {
    for (const value of [0, 1, length - 1, total, total + 1, 0x7fff, 0x8000, 0xffff])
      set(at, 2, value);
    if (at + 4 > length || at % 4 !== 0) continue;
    for (const value of [1, total, total + 1, 0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff])
      set(at, 4, value);
  }
  return found;
}

function withNumber(body: Uint8Array, at: number, size: 2 | 4, value: number): Uint8Array {
  const changed = body.slice();
  const data = new DataView(changed.buffer);
  if (size === 2) data.setUint16(at, value, true);
  else data.setUint32(at, value >>> 0, true);
  return changed;
}

/** Commands that end what the others need are sent to a client of their own. */
const ENDING: readonly number[] = [Command.SESSION_SETUP, Command.LOGOFF, Command.TREE_DISCONNECT];

describe("A1: lengths and offsets of every command", () => {
  for (const { name, command } of everyRequest(anyId(), anyId())) {
    // CANCEL is never answered (engine/pending.test.ts), NEGOTIATE has its own test below.
    if (command === Command.CANCEL || command === Command.NEGOTIATE) continue;
    test(`${name} cut at each byte, and with each number crooked`, () => {
      const target = new Target();
      const start = () =>
        bodyOf(target.samples().find((sample) => sample.command === command) as SampleRequest);
      let body = start();
      for (const change of changes(body)) {
        if (!target.isUsable || ENDING.includes(command)) body = start();
        target.send(command, change(body));
      }
      for (let length = 0; length < body.length; length++) {
        if (!target.isUsable || ENDING.includes(command)) body = start();
        target.send(command, body.subarray(0, length));
      }
      expectSound(target.world);
    });
  }
});

describe("A1: lengths and offsets before a logon", () => {
  test("NEGOTIATE with its contexts crooked and cut answers or disconnects, and the next client is served", () => {
    const body = negotiateBody();
    const world = new World();
    for (const changed of [...changes(body).map((change) => change(body)), ...cuts(body)]) {
      const client = world.client();
      client.send({ command: Command.NEGOTIATE, encode: (writer) => writer.put(changed) });
      assert.ok(client.isClosed || client.replies.length === 1);
      expectNoPoison(client);
      client.vanish();
    }
    world.connected();
    expectSound(world);
  });

  for (const leg of ["first", "second"] as const) {
    test(`the ${leg} token of a logon crooked and cut ends that logon, and no other`, () => {
      const world = new World();
      const other = world.connected("bob", "data", { address: "192.0.2.7" });
      const total = tokenOf(world.client(), leg).length;
      for (let at = 0; at < total; at++) {
        for (const change of [0x00, 0x80, 0xff, "cut"] as const) {
          const client = world.client();
          const token = tokenOf(client, leg).slice();
          if (change !== "cut") token[at] = change;
          const sent = change === "cut" ? token.subarray(0, at) : token;
          client.send({ command: Command.SESSION_SETUP, encode: setup(sent) });
          // A guess waits for its delay; whatever it is, there are no two answers.
          assert.ok(client.replies.length <= 2);
          expectNoPoison(client);
          client.vanish();
        }
        world.pass(20_000);
        other.call(Command.ECHO, encodeEchoRequest);
      }
      assert.equal(new FileClient(other).create("still").status, STATUS_SUCCESS);
      expectSound(world);
    });
  }
});

describe("A1: frames of every length, with every protocol id", () => {
  const IDS = [0x424d53fe, 0x424d53fd, 0x424d53fc, 0x424d53ff, 0xdddddddd];
  for (const dialect of [0x0202, 0x0302, 0x0311]) {
    test(`short frames on dialect ${dialect.toString(16)} are answered with nothing that was not written`, () => {
      const world = new World();
      for (const id of IDS) {
        for (let length = 0; length < 140; length += 1) {
          // Before the negotiation, after it, and with a session.
          const clients = [world.client(), world.client({ dialects: [dialect] })];
          clients[1]?.negotiate();
          if (length % 8 < 2)
            clients.push(world.connected("alice", "data", { dialects: [dialect] }));
          for (const client of clients) {
            const { sessionId } = client;
            client.messages.length = 0;
            const frame = new Uint8Array(length);
            const data = new DataView(frame.buffer);
            if (length >= 4) data.setUint32(0, id, true);
            // A transform header that claims to be of this session and to hold more than there is.
            if (length >= 52) data.setBigUint64(44, sessionId, true);
            if (length >= 40) data.setUint32(36, 0xffffffff, true);
            client.sendRaw(frame);
            expectNoPoison(client);
            client.vanish();
          }
        }
      }
      expectSound(world);
    });
  }
});

function* cuts(body: Uint8Array): Iterable<Uint8Array> {
  for (let length = 0; length < body.length; length++) yield body.subarray(0, length);
}

function anyId() {
  return { persistent: 1n, volatile: 1n };
}

/** The body of the NEGOTIATE that a client with every context sends. */
function negotiateBody(): Uint8Array {
  const client = new World().client({ isPosix: true });
  let body: Uint8Array | null = null;
  const driver = client.driver;
  if (driver === null) throw new Error("no server");
  client.driver = {
    connection: driver.connection,
    receive: (bytes) => {
      body = bytes.slice(4 + HEADER_BYTES);
      driver.receive(bytes);
    },
    ended: (reason) => driver.ended(reason),
  };
  client.negotiate();
  assert.ok(body !== null);
  return body;
}

/** A good token for this client, which is brought up to the point where it is due. */
function tokenOf(client: VirtualClient, leg: "first" | "second"): Uint8Array {
  client.negotiate();
  if (leg === "second") return client.secondToken(client.logonFirst("alice", PASSWORD));
  return new AuthClient({
    provider: nodeCrypto,
    random: seeded(3),
    credentials: { userName: "alice", domainName: "", password: PASSWORD },
    workstationName: "CLIENT",
  }).first();
}

function setup(securityBufferView: Uint8Array): (writer: Writer) => void {
  const rest = { flags: 0, securityMode: 1, capabilities: 0, channel: 0, previousSessionId: 0n };
  return (writer) => encodeSessionSetupRequest(writer, { ...rest, securityBufferView });
}
