import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { type Account, type HeldOpen, randomGuid, SocketClient } from "@larder/smbd/socket-client";
import { Product, USER_PASSWORD } from "../product/product.ts";

const BLOCK_BYTES = 65_536;
const ALICE = { user: "alice", password: USER_PASSWORD };
const BOB = { user: "bob", password: USER_PASSWORD };

describe("programs keep their files when the engine dies under them", () => {
  let product: Product;
  /** The machines of the two: a client is known by its guid. */
  const alices = randomGuid();
  const bobs = randomGuid();

  before(async () => {
    product = await Product.startWithShare();
    await product.larder(["user", "add", "bob", "--password-stdin"], USER_PASSWORD);
    const everyone = ["--everyone", "full"];
    await product.larder([
      ...["share", "add", "kept", `${product.data}/kept`, "--create", ...everyone],
      "--continuously-available",
    ]);
  });
  after(() => product?.remove());

  const connected = (clientGuid: string, account: Account) =>
    new SocketClient(product.smbHost, product.smbPort, clientGuid, account);

  /** As soon as the new engine lets anybody in. */
  async function reconnected(clientGuid: string, account: Account): Promise<SocketClient> {
    for (const deadline = Date.now() + 60_000; ; ) {
      try {
        return connected(clientGuid, account);
      } catch (problem) {
        if (Date.now() > deadline) throw problem;
        await new Promise((wake) => setTimeout(wake, 20));
      }
    }
  }

  /** The engine dies at a moment that nobody chose, while the client is busy. */
  function killSoon(seconds: number): Promise<unknown> {
    const script = `sleep ${seconds}; kill -9 ${product.pid("engine")}`;
    const killer = spawn("sh", ["-c", script], { stdio: "ignore" });
    return new Promise((settle) => killer.once("exit", settle));
  }

  test("a file in use comes back with its lease and locks, with all that was flushed, and nobody slipped in", async () => {
    const kept = { ...ALICE, share: "kept" };
    const client = connected(alices, kept);
    const open = client.open("disk.bin", "persistent");
    assert.equal(open.isPersistent, true);
    assert.equal(open.lease, "RWH");
    assert.equal(client.lock(open, 0, 4096), "STATUS_SUCCESS");
    let killed: Promise<unknown> | undefined;
    const flushedCount = writeUntilLost(client, open, () => {
      killed = killSoon(0.7);
    });
    client.disconnect();
    await killed;
    assert.ok(flushedCount > 0);

    const other = await reconnected(bobs, { ...BOB, share: "kept" });
    assert.equal(other.tryOpen("disk.bin"), "STATUS_FILE_NOT_AVAILABLE");
    const again = await reconnected(alices, kept);
    const back = again.reclaim(open);
    assert.ok(typeof back !== "string", String(back));
    assert.deepEqual(back.fileId, open.fileId);
    assert.equal(back.lease, "RWH");
    assert.equal(again.lock(back, 0, 4096), "STATUS_LOCK_NOT_GRANTED");
    for (let index = 0; index < flushedCount; index++) {
      const bytes = again.read(back, index * BLOCK_BYTES, BLOCK_BYTES);
      assert.ok(block(index).equals(bytes), `block ${index} of ${flushedCount}`);
    }
    assert.equal(again.write(back, 0, block(0)), "STATUS_SUCCESS");
    assert.equal(again.close(back), "STATUS_SUCCESS");
    assert.equal(other.tryOpen("disk.bin"), "STATUS_SUCCESS");
    again.disconnect();
    other.disconnect();
  });

  test("of many opens each that was answered comes back, whenever the engine died", async () => {
    const kept = { ...ALICE, share: "kept" };
    const client = connected(alices, kept);
    let killed: Promise<unknown> | undefined;
    const opens = openUntilLost(client, "many", () => {
      killed = killSoon(0.4);
    });
    client.disconnect();
    await killed;
    assert.ok(opens.length > 0);
    const again = await reconnected(alices, kept);
    for (const { open, isLocked } of opens) {
      const back = again.reclaim(open);
      assert.ok(typeof back !== "string", `${open.name} of ${opens.length}: ${back}`);
      const status = again.lock(back, 0, 10);
      if (isLocked) assert.equal(status, "STATUS_LOCK_NOT_GRANTED");
      assert.equal(again.close(back), "STATUS_SUCCESS");
    }
    again.disconnect();
  });

  test("a file in use comes back after a stop and a start of everything", async () => {
    const kept = { ...ALICE, share: "kept" };
    const client = connected(alices, kept);
    const open = client.open("across.bin", "persistent");
    assert.equal(client.lock(open, 5, 5), "STATUS_SUCCESS");
    await product.interrupt();
    client.disconnect();
    await product.start();
    const again = await reconnected(alices, kept);
    const back = again.reclaim(open);
    assert.ok(typeof back !== "string", String(back));
    assert.equal(again.lock(back, 5, 5), "STATUS_LOCK_NOT_GRANTED");
    assert.equal(again.close(back), "STATUS_SUCCESS");
    again.disconnect();
  });

  test("on any other share the open is gone, the file is free, and what was flushed is there", async () => {
    const plain = { ...ALICE, share: "share" };
    const client = connected(alices, plain);
    const open = client.open("plain.bin", "persistent");
    assert.equal(open.isPersistent, false);
    assert.equal(open.isDurable, true);
    let killed: Promise<unknown> | undefined;
    const flushedCount = writeUntilLost(client, open, () => {
      killed = killSoon(0.5);
    });
    client.disconnect();
    await killed;
    const again = await reconnected(alices, plain);
    assert.equal(again.reclaim(open), "STATUS_OBJECT_NAME_NOT_FOUND");
    const anew = again.open("plain.bin", "durable");
    assert.notDeepEqual(anew.fileId, open.fileId);
    for (let index = 0; index < flushedCount; index++) {
      const bytes = again.read(anew, index * BLOCK_BYTES, BLOCK_BYTES);
      assert.ok(block(index).equals(bytes), `block ${index} of ${flushedCount}`);
    }
    assert.equal(again.close(anew), "STATUS_SUCCESS");
    again.disconnect();
  });
});

/**
 * Block after block, with a FLUSH now and then: how many blocks the answered ones cover. `begun` is called after the
 * first, since a slow disk takes its time for that.
 */
function writeUntilLost(client: SocketClient, open: HeldOpen, begun: () => void): number {
  let flushedCount = 0;
  try {
    for (let index = 0; ; index++) {
      assert.equal(client.write(open, index * BLOCK_BYTES, block(index)), "STATUS_SUCCESS");
      if (index % 4 !== 3) continue;
      assert.equal(client.flush(open), "STATUS_SUCCESS");
      if (flushedCount === 0) begun();
      flushedCount = index + 1;
    }
  } catch (problem) {
    assert.match(String(problem), /the connection is lost/);
    return flushedCount;
  }
}

/** `begun` is called after the first. */
function openUntilLost(client: SocketClient, stem: string, begun: () => void) {
  const opens: { readonly open: HeldOpen; isLocked: boolean }[] = [];
  try {
    for (let index = 0; ; index++) {
      const one = { open: client.open(`${stem}-${index}`, "persistent"), isLocked: false };
      opens.push(one);
      if (index === 0) begun();
      assert.equal(client.lock(one.open, 0, 10), "STATUS_SUCCESS");
      one.isLocked = true;
    }
  } catch (problem) {
    assert.match(String(problem), /the connection is lost/);
    return opens;
  }
}

/** Each block tells its place in each of its bytes. */
function block(index: number): Buffer {
  return Buffer.alloc(BLOCK_BYTES, `block ${index}; `);
}
