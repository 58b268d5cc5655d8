import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Smbclient } from "../peer/smbclient.ts";
import { Product, ROOT, USER_PASSWORD } from "../product/product.ts";

/** impacket's number of each dialect that it can prefer. */
const DIALECTS = { "2.0.2": 0x0202, "2.1": 0x0210, "3.0": 0x0300, "3.1.1": 0x0311 } as const;

const STATUS_ACCESS_DENIED = "0xc0000022";
const STATUS_FILE_LOCK_CONFLICT = "0xc0000054";
const STATUS_LOCK_NOT_GRANTED = "0xc0000055";
const FILE_ACTION_ADDED = 1;

describe("impacket, a client of the Python world, works the share", () => {
  let product: Product;
  let client: Smbclient;

  before(async () => {
    product = await Product.startWithShare();
    client = await Smbclient.for(product);
    for (const program of ["impacket-session.py", "impacket-pair.py"]) {
      copyFileSync(join(ROOT, "e2e/peer", program), join(client.work.outside, program));
    }
  });
  after(async () => {
    client?.remove();
    await product?.remove();
  });

  for (const [name, number] of Object.entries(DIALECTS)) {
    test(`put, get, list, rename, read in the middle and delete with ${name}`, async () => {
      const facts = await session(name, USER_PASSWORD);
      assert.deepEqual(
        { ...facts, serverName: "", computer: "" },
        {
          logon: "STATUS_SUCCESS",
          dialect: number,
          guest: 0,
          same: true,
          middle: true,
          listed: [".", "..", "renamed.bin"],
          notEmpty: "STATUS_DIRECTORY_NOT_EMPTY",
          shares: ["IPC$", "share"],
          serverName: "",
          computer: "",
          workgroup: "WORKGROUP",
        },
      );
      assert.notEqual(facts.serverName, "");
      assert.equal(facts.computer, facts.serverName);
    });
  }

  test("a wrong password is STATUS_LOGON_FAILURE", async () => {
    assert.deepEqual(await session("3.1.1", "wrong-password"), { logon: "STATUS_LOGON_FAILURE" });
  });

  describe("two of them, signed, at the same files", () => {
    let facts: Record<string, unknown>;

    before(async () => {
      await product.larder(["user", "add", "bob", "--password-stdin"], USER_PASSWORD);
      await product.larder(["share", "permit", "share", "--user", "bob=full"]);
      await product.larder([
        ...["share", "add", "sealed", join(product.data, "sealed"), "--create", "--encrypt"],
        ...["--user", "alice=full", "--hidden"],
      ]);
      facts = await run(["impacket-pair.py", String(product.smbPort), USER_PASSWORD]);
    });

    test("requests are signed, and sealed where the share wants it", () => {
      assert.equal(facts.signed, true);
      assert.deepEqual(facts.sealed, [true, "for two only"]);
    });

    test("who opens a file that another one caches reads what that one had kept back", () => {
      assert.deepEqual(facts.oplock, {
        level: 1,
        ofThisFile: true,
        waited: true,
        acknowledged: "0x0",
        read: "written at the last moment",
      });
    });

    test("a locked range is nobody else's, until it is unlocked", () => {
      assert.deepEqual(facts.locks, {
        taken: "0x0",
        again: STATUS_LOCK_NOT_GRANTED,
        read: STATUS_FILE_LOCK_CONFLICT,
        write: STATUS_FILE_LOCK_CONFLICT,
        beside: "6789",
        released: "0x0",
        after: "0x0",
      });
    });

    test("who watches a folder is told what the other one makes in it", () => {
      assert.deepEqual(facts.change, [FILE_ACTION_ADDED, "new.txt"]);
    });

    test("attributes and streams of one are there for the other, and no snapshots", () => {
      assert.deepEqual(facts.laden, {
        attribute: "Colour\0green",
        streams: ["::$DATA", ":notes:$DATA"],
        stream: "of a stream",
        snapshots: [0, 0],
      });
    });

    test("an open and its lock outlive the connection, for their owner alone", () => {
      assert.deepEqual(facts.durable, {
        stranger: STATUS_ACCESS_DENIED,
        read: "before the cut",
        unlocked: "0x0",
      });
    });
  });

  async function session(dialect: string, password: string): Promise<Record<string, unknown>> {
    return run(["impacket-session.py", String(product.smbPort), "alice", password, dialect]);
  }

  async function run(given: readonly string[]): Promise<Record<string, unknown>> {
    const result = await client.program("python3", given);
    assert.equal(result.code, 0, result.stdout + result.stderr);
    return JSON.parse(result.stdout) as Record<string, unknown>;
  }
});
