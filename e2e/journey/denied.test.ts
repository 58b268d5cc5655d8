import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Smbclient } from "../peer/smbclient.ts";
import { Product, USER_PASSWORD } from "../product/product.ts";

describe("who may not is told so", () => {
  let product: Product;
  let client: Smbclient;

  before(async () => {
    product = await Product.startWithShare();
    client = await Smbclient.for(product);
    for (const name of ["bob", "carol"]) {
      await product.larder(["user", "add", name, "--password-stdin"], USER_PASSWORD);
    }
    await product.larder(["share", "permit", "share", "--user", "bob=read"]);
    await product.larder([
      ...["share", "add", "sealed", join(product.data, "sealed"), "--create", "--encrypt"],
      ...["--user", "alice=full"],
    ]);
    await product.larder([
      ...["share", "add", "changing", join(product.data, "changing"), "--create"],
      ...["--everyone", "change", "--user", "carol=none"],
    ]);
    writeFileSync(join(product.data, "share/readable.txt"), "may be read");
    writeFileSync(join(client.work.outside, "sent"), "new");
  });
  after(async () => {
    client?.remove();
    await product?.remove();
  });

  test("a wrong password gets NT_STATUS_LOGON_FAILURE", async () => {
    const result = await client.run(["ls"], { password: "not-the-password" });
    assert.equal(result.code, 1);
    assert.match(result.stdout + result.stderr, /NT_STATUS_LOGON_FAILURE/);
  });

  test("a name that nobody has gets the same answer as a wrong password", async () => {
    const result = await client.run(["ls"], { user: "nobody-here" });
    assert.equal(result.code, 1);
    assert.match(result.stdout + result.stderr, /NT_STATUS_LOGON_FAILURE/);
  });

  test("a disabled user gets NT_STATUS_ACCOUNT_DISABLED, and gets in again once enabled", async () => {
    await product.larder(["user", "disable", "carol"]);
    const result = await client.run(["ls"], { user: "carol", share: "changing" });
    assert.equal(result.code, 1);
    assert.match(result.stdout + result.stderr, /NT_STATUS_ACCOUNT_DISABLED/);
    await product.larder(["user", "enable", "carol"]);
    await product.larder(["share", "permit", "changing", "--user", "carol=read"]);
    const again = await client.run(["ls"], { user: "carol", share: "changing" });
    assert.equal(again.code, 0, again.stdout + again.stderr);
    await product.larder(["share", "permit", "changing", "--user", "carol=none"]);
  });

  test("a disabled user with a wrong password is not told that the account is disabled", async () => {
    await product.larder(["user", "disable", "carol"]);
    const result = await client.run(["ls"], { user: "carol", password: "wrong-word" });
    await product.larder(["user", "enable", "carol"]);
    assert.match(result.stdout + result.stderr, /NT_STATUS_LOGON_FAILURE/);
  });

  test("who may read, reads, and gets NT_STATUS_ACCESS_DENIED for every way to change", async () => {
    const read = await client.run(["get readable.txt read-back"], { user: "bob" });
    assert.equal(read.code, 0, read.stdout + read.stderr);
    for (const command of [
      "put sent new.txt",
      "put sent readable.txt",
      "mkdir folder",
      "rename readable.txt renamed.txt",
      "del readable.txt",
    ]) {
      const result = await client.run([command], { user: "bob" });
      assert.match(result.stdout + result.stderr, /NT_STATUS_ACCESS_DENIED/, command);
    }
    const target = join(product.data, "share");
    assert.equal(readFileSync(join(target, "readable.txt"), "utf8"), "may be read");
    for (const name of ["new.txt", "folder", "renamed.txt"]) {
      assert.equal(existsSync(join(target, name)), false, name);
    }
  });

  test("a share that one has no right on cannot be connected", async () => {
    const result = await client.run(["ls"], {
      user: "bob",
      share: "sealed",
      protection: "encrypt",
    });
    assert.equal(result.code, 1);
    assert.match(result.stdout + result.stderr, /NT_STATUS_ACCESS_DENIED/);
  });

  test("none beats what everyone may", async () => {
    const everyone = await client.run(["put sent bob.txt"], { user: "bob", share: "changing" });
    assert.equal(everyone.code, 0, everyone.stdout + everyone.stderr);
    const result = await client.run(["ls"], { user: "carol", share: "changing" });
    assert.match(result.stdout + result.stderr, /NT_STATUS_ACCESS_DENIED/);
  });

  test("a share that does not exist is NT_STATUS_BAD_NETWORK_NAME", async () => {
    const result = await client.run(["ls"], { share: "no-such-share" });
    assert.match(result.stdout + result.stderr, /NT_STATUS_BAD_NETWORK_NAME/);
  });

  test("a share that requires encryption lets in nobody without", async () => {
    for (const options of [{ dialect: "SMB2_10" }, { dialect: "SMB2_02" }] as const) {
      const result = await client.run(["ls"], { share: "sealed", ...options });
      assert.equal(result.code, 1, result.stdout);
      assert.match(result.stdout + result.stderr, /NT_STATUS_ACCESS_DENIED/);
    }
    const sealed = await client.run(["put sent in.txt", "get in.txt out.txt"], {
      share: "sealed",
      protection: "encrypt",
    });
    assert.equal(sealed.code, 0, sealed.stdout + sealed.stderr);
    assert.equal(readFileSync(join(client.work.outside, "out.txt"), "utf8"), "new");
  });

  test("a guest and an anonymous client get no share", async () => {
    const anonymous = await client.run(["ls"], { anonymous: true });
    assert.equal(anonymous.code, 1);
    assert.match(
      anonymous.stdout + anonymous.stderr,
      /NT_STATUS_(ACCESS_DENIED|LOGON_FAILURE|BAD_NETWORK_NAME)/,
    );
    const guest = await client.run(["ls"], { user: "guest", password: "" });
    assert.equal(guest.code, 1);
    assert.match(guest.stdout + guest.stderr, /NT_STATUS_(LOGON_FAILURE|ACCOUNT_DISABLED)/);
  });

  test("a removed right ends what was possible within a second", async () => {
    await product.larder(["share", "permit", "share", "--user", "bob=none"]);
    const result = await client.run(["ls"], { user: "bob" });
    assert.match(result.stdout + result.stderr, /NT_STATUS_ACCESS_DENIED/);
  });
});
