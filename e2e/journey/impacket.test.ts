import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Smbclient } from "../peer/smbclient.ts";
import { Product, ROOT, USER_PASSWORD } from "../product/product.ts";

/** impacket's number of each dialect that it can prefer. */
const DIALECTS = { "2.0.2": 0x0202, "2.1": 0x0210, "3.0": 0x0300, "3.1.1": 0x0311 } as const;

describe("impacket, a client of the Python world, works the share", () => {
  let product: Product;
  let client: Smbclient;

  before(async () => {
    product = await Product.startWithShare();
    client = await Smbclient.for(product);
    const program = "impacket-session.py";
    copyFileSync(join(ROOT, "e2e/peer", program), join(client.work.outside, program));
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

  async function session(dialect: string, password: string): Promise<Record<string, unknown>> {
    const given = ["impacket-session.py", String(product.smbPort), "alice", password, dialect];
    const result = await client.program("python3", given);
    assert.equal(result.code, 0, result.stdout + result.stderr);
    return JSON.parse(result.stdout) as Record<string, unknown>;
  }
});
