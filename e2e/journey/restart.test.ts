import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Smbclient } from "../peer/smbclient.ts";
import { Product, ROOT, USER_PASSWORD } from "../product/product.ts";

const PROGRAMS = ["engine", "server", "database"] as const;

describe("what runs survives what happens to it", () => {
  let product: Product;
  let client: Smbclient;

  before(async () => {
    product = await Product.startWithShare();
    client = await Smbclient.for(product);
    writeFileSync(join(product.data, "share/there.txt"), "there");
  });
  after(async () => {
    client?.remove();
    await product?.remove();
  });

  test("a second launcher on the same state is refused in a sentence, and the first goes on", async () => {
    const second = product.spawnLauncher();
    const code = await new Promise((settle) => second.once("exit", settle));
    assert.equal(code, 1);
    assert.match(product.output, /already runs on/);
    assert.equal((await client.run(["ls"])).code, 0);
  });

  for (const name of PROGRAMS) {
    test(`the ${name} is started again after kill -9`, async () => {
      const old = product.pid(name);
      process.kill(old, "SIGKILL");
      await until(`a new ${name}`, () => product.pid(name) !== old && isAlive(product.pid(name)));
      await until("smbclient works", async () => (await client.run(["ls"])).code === 0);
      await until("the API is ready", () => isReady(product));
      await product.larder([
        "share",
        "add",
        `after-${name}`,
        `${product.data}/${name}`,
        "--create",
        "--user",
        "alice=full",
      ]);
      const reached = await client.run(["ls"], { share: `after-${name}` });
      assert.equal(reached.code, 0, reached.stdout + reached.stderr);
    });
  }

  test("SMB goes on while the server and the database are down", async () => {
    // Stopped and not killed: the launcher would have a killed one back before we could look.
    const stopped = [product.pid("server"), product.pid("database")];
    for (const pid of stopped) process.kill(pid, "SIGSTOP");
    try {
      writeFileSync(join(client.work.outside, "sent"), "while they sleep");
      const result = await client.run(["put sent asleep.txt", "get asleep.txt back", "ls"]);
      assert.equal(result.code, 0, result.stdout + result.stderr);
      assert.equal(readFileSync(join(client.work.outside, "back"), "utf8"), "while they sleep");
    } finally {
      for (const pid of stopped) process.kill(pid, "SIGCONT");
    }
    await until("the API is ready", () => isReady(product));
  });

  test("the engine serves after kill -9 while no server is there to tell it what", async () => {
    const server = product.pid("server");
    process.kill(server, "SIGSTOP");
    try {
      const old = product.pid("engine");
      process.kill(old, "SIGKILL");
      await until("a new engine", () => product.pid("engine") !== old);
      await until("smbclient works", async () => (await client.run(["ls"])).code === 0);
    } finally {
      process.kill(server, "SIGCONT");
    }
    await until("the API is ready", () => isReady(product));
  });

  test("a file that was put and closed is whole after kill -9 of the engine", async () => {
    const content = randomBytes(20_000_003);
    writeFileSync(join(client.work.outside, "large"), content);
    const sent = await client.run(["put large large.bin"]);
    assert.equal(sent.code, 0, sent.stdout + sent.stderr);
    await killEngine();
    const got = await client.run(["get large.bin large-back"]);
    assert.equal(got.code, 0, got.stdout + got.stderr);
    assert.ok(content.equals(readFileSync(join(client.work.outside, "large-back"))));
  });

  test("a file that was flushed and is still open is whole after kill -9 of the engine", async () => {
    const program = "impacket-flush.py";
    copyFileSync(join(ROOT, "e2e/peer", program), join(client.work.outside, program));
    const given = [program, String(product.smbPort), "alice", USER_PASSWORD];
    const writing = client.program("python3", given);
    await until("FLUSH was answered", () => existsSync(join(product.data, "share/flushed.mark")));
    await killEngine();
    const block = Buffer.from(Array.from({ length: 65_536 }, (_, index) => index % 256));
    const wanted = Buffer.concat(Array.from({ length: 64 }, () => block));
    const got = await client.run(["get flushed.bin flushed-back"]);
    assert.equal(got.code, 0, got.stdout + got.stderr);
    assert.ok(wanted.equals(readFileSync(join(client.work.outside, "flushed-back"))));
    await writing;
  });

  test("Ctrl-C stops everything and leaves neither process nor socket; started again, all is there", async () => {
    const pids = PROGRAMS.map((name) => product.pid(name));
    assert.equal(await product.interrupt(), 0);
    for (const [index, pid] of pids.entries()) assert.equal(isAlive(pid), false, PROGRAMS[index]);
    const left = readdirSync(product.state).filter((name) => /\.(sock|pid)$|^launcher/.test(name));
    assert.deepEqual(left, []);
    const began = Date.now();
    await product.start();
    assert.ok(Date.now() - began < 30_000, `the second start took ${Date.now() - began} ms`);
    assert.doesNotMatch(product.output, /Setup code/);
    await until("smbclient works", async () => (await client.run(["ls"])).code === 0);
    const result = await client.run(["get there.txt there"]);
    assert.equal(result.code, 0, result.stdout + result.stderr);
    assert.equal(readFileSync(join(client.work.outside, "there"), "utf8"), "there");
  });

  test("after kill -9 of the launcher the next one ends what it left, and starts", async () => {
    const pids = PROGRAMS.map((name) => product.pid(name));
    await product.killLauncher();
    await product.start();
    for (const [index, pid] of pids.entries()) assert.equal(isAlive(pid), false, PROGRAMS[index]);
    await until("smbclient works", async () => (await client.run(["ls"])).code === 0);
  });

  async function killEngine(): Promise<void> {
    const old = product.pid("engine");
    process.kill(old, "SIGKILL");
    await until("a new engine", () => product.pid("engine") !== old);
    await until("smbclient works", async () => (await client.run(["ls"])).code === 0);
  }

  test("a taken port is said in a sentence", async () => {
    const other = await Product.prepare();
    try {
      Object.assign(other, { smbPort: product.smbPort });
      const launcher = other.spawnLauncher();
      const code = await new Promise((settle) => launcher.once("exit", settle));
      assert.equal(code, 1);
      assert.match(other.output, new RegExp(`Port ${product.smbPort} is taken by another program`));
      assert.equal(existsSync(join(other.state, "launcher.json")), false);
    } finally {
      await other.remove();
    }
  });
});

async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  msMax = 60_000,
): Promise<void> {
  const deadline = Date.now() + msMax;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Not within ${msMax / 1000} s: ${what}`);
    await new Promise((wake) => setTimeout(wake, 100));
  }
}

function isAlive(pid: number): boolean {
  try {
    // A zombie is dead; its parent has not looked yet.
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === "ENOENT") return false;
    if ((problem as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw problem;
  }
}

async function isReady(product: Product): Promise<boolean> {
  try {
    return (await fetch(`${product.url}/api/ready`)).ok;
  } catch {
    // Nobody listens yet.
    return false;
  }
}
