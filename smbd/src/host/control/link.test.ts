import assert from "node:assert/strict";
import { once } from "node:events";
import { chmodSync, chownSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import pino from "pino";
import { PermissionDesk } from "../../command/permission/permission-desk.ts";
import { World } from "../../test/world.ts";
import { CONTRACT_VERSION, type PermissionAsk, permissionAnswerSchemas } from "./contract.ts";
import { ControlLink, type LinkHandlers } from "./link.ts";

/** The server's end of the channel: writes lines, reads lines. */
class Peer {
  readonly socket: Socket;
  readonly #lines: AsyncIterator<string>;

  constructor(path: string) {
    this.socket = connect(path);
    this.#lines = createInterface({ input: this.socket })[Symbol.asyncIterator]();
  }

  send(message: object): void {
    this.socket.write(`${JSON.stringify(message)}\n`);
  }

  async hear(): Promise<Record<string, unknown>> {
    const { value } = await this.#lines.next();
    return JSON.parse(String(value)) as Record<string, unknown>;
  }

  /** As far as the greeting. */
  async greet(): Promise<this> {
    assert.equal((await this.hear()).type, "hello");
    this.send({ type: "hello", contractVersion: CONTRACT_VERSION, serverVersion: "0.0.0" });
    return this;
  }
}

class Bench {
  readonly world = new World();
  readonly desk = new PermissionDesk(this.world.engine);
  readonly folder = mkdtempSync(join(tmpdir(), "larder-link-"));
  readonly path = join(this.folder, "control.sock");
  readonly link: ControlLink;
  /** Questions that the test answers by itself. */
  readonly held: (() => void)[] = [];
  isHolding = false;
  disconnectedCount = 0;

  constructor() {
    const refuse = () => {
      throw new Error("nobody asks for this here");
    };
    // What the channel asks of the engine, as far as permissions go.
    const handlers = {
      version: "0.0.0",
      revision: () => 1,
      connected: () => {},
      disconnected: () => {
        this.disconnectedCount++;
        this.desk.close();
      },
      permission: (ask: PermissionAsk, done: (answer: object) => void) => {
        const answer = () => this.desk.answer(ask, done);
        if (this.isHolding) this.held.push(answer);
        else answer();
      },
    };
    const others = new Proxy(handlers, {
      get: (known, name) => (name in known ? known[name as keyof typeof known] : refuse),
    }) as unknown as LinkHandlers;
    this.link = new ControlLink(others, pino({ enabled: false }));
  }

  end(): void {
    this.link.close();
    rmSync(this.folder, { recursive: true, force: true });
    assert.deepEqual(this.world.leftovers(), {});
  }
}

const read = (requestId: number, path: string[]) => ({
  ...{ type: "permission", requestId, ask: { ask: "read", shareId: "s-data", path } },
});

test("the socket is the engine's alone, but for the group that the state folder is shared with", async () => {
  for (const [folderMode, socketMode] of [
    [0o700, 0o600],
    [0o770, 0o600],
    [0o1770, 0o660],
  ] as const) {
    const bench = new Bench();
    if (process.getuid?.() === 0) chownSync(bench.folder, 0, 4712);
    chmodSync(bench.folder, folderMode);
    await bench.link.listen(bench.path);
    const socket = statSync(bench.path);
    assert.equal(socket.mode & 0o777, socketMode);
    const group = socketMode === 0o660 ? statSync(bench.folder).gid : process.getgid?.();
    assert.deepEqual([socket.uid, socket.gid], [process.getuid?.(), group]);
    bench.end();
  }
});

test("a question about permissions gets its answer, under its number and of its schema", async () => {
  const bench = new Bench();
  await bench.link.listen(bench.path);
  const peer = await new Peer(bench.path).greet();
  peer.send(read(7, []));
  const answer = await peer.hear();
  assert.deepEqual([answer.type, answer.requestId], ["permissionAnswer", 7]);
  assert.equal(permissionAnswerSchemas.read.parse(answer.answer).source, "share");
  peer.send(read(8, ["nowhere"]));
  const refused = (await peer.hear()).answer as { refused: string };
  assert.equal(refused.refused, "not-found");
  peer.socket.destroy();
  bench.end();
});

test("a question that is not of the contract ends the link, and says where it is wrong", async () => {
  const bench = new Bench();
  await bench.link.listen(bench.path);
  const peer = await new Peer(bench.path).greet();
  peer.send(
    read(
      1,
      Array.from({ length: 129 }, () => "a"),
    ),
  );
  const { type, reason } = await peer.hear();
  assert.equal(type, "refused");
  assert.match(String(reason), /ask\.path: too_big/);
  await once(peer.socket, "close");
  bench.end();
});

test("a server that goes takes its walks along, and its answers reach no other", async () => {
  const bench = new Bench();
  await bench.link.listen(bench.path);
  const first = await new Peer(bench.path).greet();
  const walk = { ask: "beginWalk", shareId: "s-data", path: [], mode: "count", owner: null };
  first.send({ type: "permission", requestId: 1, ask: walk });
  assert.ok("walkId" in ((await first.hear()).answer as object));
  assert.equal(bench.desk.walkCount, 1);
  bench.isHolding = true;
  first.send(read(2, []));
  while (bench.held.length === 0) await new Promise((wake) => setTimeout(wake, 5));
  bench.isHolding = false;
  const second = await new Peer(bench.path).greet();
  assert.equal(bench.desk.walkCount, 0);
  assert.ok(bench.disconnectedCount >= 1);
  for (const answer of bench.held) answer();
  second.send(read(3, []));
  assert.equal((await second.hear()).requestId, 3);
  second.socket.destroy();
  bench.end();
});
