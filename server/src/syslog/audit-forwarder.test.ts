import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createServer as createTlsServer } from "node:tls";
import pino from "pino";
import { selfSigned } from "../certificate/self-signed.ts";
import { Sealer } from "../secret/sealer.ts";
import { until } from "../test/test-server.ts";
import { AuditForwarder, type ForwardingPlan } from "./audit-forwarder.ts";
import { trySyslog } from "./try-syslog.ts";

const entry = (detail: string) =>
  ({
    timeMs: 1_700_000_000_000,
    source: "engine",
    kind: "create",
    user: "anna",
    address: "192.0.2.7",
    share: "docs",
    path: "größe.txt",
    status: "",
    detail,
  }) as const;

function plan(transport: ForwardingPlan["transport"], port: number, ca = ""): ForwardingPlan {
  const host = "127.0.0.1";
  return { transport, host, port, ca, facility: 13, hostName: "box", processId: 1 };
}

function newForwarder(queuedMax = 1_000): AuditForwarder {
  const log = pino({ enabled: false });
  return new AuditForwarder({ log, now: () => 5, changed: () => {}, queuedMax, pauseMsMin: 20 });
}

/** A syslog server that takes messages behind their length, and can go away and come back. */
class Receiver {
  readonly messages: string[];
  readonly server: Server;
  readonly #peers: Set<Socket>;

  constructor(server: Server, event: "connection" | "secureConnection") {
    this.messages = [];
    this.server = server;
    this.#peers = new Set();
    server.on(event, (peer: Socket) => {
      this.#peers.add(peer);
      let pending = Buffer.alloc(0);
      peer.on("error", () => peer.destroy());
      peer.on("data", (chunk) => {
        pending = Buffer.concat([pending, chunk]);
        for (;;) {
          const space = pending.indexOf(" ");
          const length = Number(pending.subarray(0, Math.max(space, 0)).toString());
          if (space < 0 || pending.length < space + 1 + length) return;
          this.messages.push(pending.subarray(space + 1, space + 1 + length).toString("utf8"));
          pending = pending.subarray(space + 1 + length);
        }
      });
    });
  }

  async listen(port = 0): Promise<number> {
    this.server.listen(port, "127.0.0.1");
    await once(this.server, "listening");
    return (this.server.address() as AddressInfo).port;
  }

  async leave(): Promise<void> {
    for (const peer of this.#peers) peer.destroy();
    this.#peers.clear();
    await new Promise((done) => this.server.close(done));
  }
}

const details = (messages: readonly string[]) =>
  messages.map((message) => /detail="([^"]*)"/.exec(message)?.[1]);

test("entries arrive in order; what comes while the server is away waits and is told then", async () => {
  const receiver = new Receiver(createServer(), "connection");
  const port = await receiver.listen();
  const forwarder = newForwarder();
  forwarder.push([entry("before it is switched on")]);
  forwarder.configure(plan("tcp", port));
  forwarder.push([entry("1"), entry("2")]);
  await until("both are there", () => receiver.messages.length === 2);
  assert.deepEqual(details(receiver.messages), ["1", "2"]);
  await receiver.leave();
  await until("it is noticed", () => forwarder.state.state === "failing");
  assert.notEqual(forwarder.state.problem, "");
  forwarder.push([entry("3"), entry("4")]);
  assert.equal(forwarder.state.queuedCount, 2);
  const again = new Receiver(createServer(), "connection");
  await again.listen(port);
  await until("the rest is there", () => again.messages.length === 2);
  assert.deepEqual(details(again.messages), ["3", "4"]);
  await until("all is well", () => forwarder.state.sentCount === 4);
  const { state, problem, lostCount, queuedCount, lastSentAtMs } = forwarder.state;
  assert.deepEqual([state, problem, lostCount, queuedCount], ["sending", "", 0, 0]);
  assert.equal(lastSentAtMs, 5);
  forwarder.configure(null);
  assert.equal(forwarder.state.state, "off");
  await again.leave();
});

test("more than there is room for is lost from the old end, and counted", async () => {
  const receiver = new Receiver(createServer(), "connection");
  const port = await receiver.listen();
  await receiver.leave();
  const forwarder = newForwarder(10);
  forwarder.configure(plan("tcp", port));
  for (let count = 0; count < 25; count += 1) forwarder.push([entry(String(count))]);
  assert.equal(forwarder.state.lostCount, 15);
  const again = new Receiver(createServer(), "connection");
  await again.listen(port);
  await until("ten are there", () => again.messages.length === 10);
  assert.deepEqual(details(again.messages)[0], "15");
  forwarder.close();
  await again.leave();
});

test("a server that is there and reads nothing is told, and left", async () => {
  const peers: Socket[] = [];
  const deaf = createServer({ pauseOnConnect: true }, (peer) => {
    peers.push(peer.on("error", () => peer.destroy()));
  });
  deaf.listen(0, "127.0.0.1");
  await once(deaf, "listening");
  const { port } = deaf.address() as AddressInfo;
  const log = pino({ enabled: false });
  const changed = () => {};
  const forwarder = new AuditForwarder({ log, now: () => 5, changed, stalledMsMax: 200 });
  forwarder.configure(plan("tcp", port));
  await until("it looks well", () => forwarder.state.state === "sending");
  // More than the system keeps for one connection.
  const long = { ...entry("x".repeat(400)), path: "y".repeat(400) };
  forwarder.push(Array.from({ length: 20_000 }, () => long));
  await until("it is noticed", () => forwarder.state.problem === "It takes nothing any more.");
  const { queuedCount, sentCount, lostCount } = forwarder.state;
  assert.equal(queuedCount + sentCount + lostCount, 20_000, "nothing is forgotten");
  forwarder.close();
  for (const peer of peers) peer.destroy();
  deaf.close();
});

test("over TLS the server has to prove itself", async (context) => {
  const folder = await mkdtemp(join(tmpdir(), "larder-syslog-"));
  const { key, cert } = await selfSigned(folder, new Sealer(Buffer.alloc(32, 1)), Date.now());
  const receiver = new Receiver(createTlsServer({ key, cert }), "secureConnection");
  const port = await receiver.listen();
  context.after(() => receiver.leave());
  assert.match((await trySyslog(plan("tls", port), entry("no"))) ?? "", /self.signed/i);
  assert.equal(await trySyslog(plan("tls", port, cert), entry("yes")), null);
  await until("it is there", () => receiver.messages.length === 1);
  assert.deepEqual(details(receiver.messages), ["yes"]);
  await rm(folder, { recursive: true });
});

test("over UDP each is a datagram, and a port where nobody listens is told", async () => {
  const socket = createSocket("udp4");
  const received: string[] = [];
  socket.on("message", (message) => received.push(message.toString("utf8")));
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  const forwarder = newForwarder();
  forwarder.configure(plan("udp", port));
  forwarder.push([entry("a"), entry("b")]);
  await until("both are there", () => received.length === 2);
  assert.deepEqual(details(received), ["a", "b"]);
  assert.match(received[0] ?? "", /^<110>1 .* path="größe\.txt"/);
  forwarder.close();
  await new Promise<void>((done) => socket.close(() => done()));
  assert.equal(await trySyslog(plan("udp", port), entry("c")), "Nobody listens there.");
});
