import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Smbclient } from "../peer/smbclient.ts";
import { type CommandResult, Product, USER_PASSWORD } from "../product/product.ts";

/** Any: smbcacls asks for the server's domain where it reads or writes SDDL, and a box has none. */
const DOMAIN = "--domain-sid=S-1-5-21-1-2-3";

describe("permissions that are set with smbcacls hold", () => {
  let product: Product;
  let client: Smbclient;

  before(async () => {
    // smbcacls knows no port but 445.
    product = await Product.startWithShare({ host: "127.0.0.78", port: 445 });
    client = await Smbclient.for(product);
    await product.larder(["user", "add", "bob", "--password-stdin"], USER_PASSWORD);
    await product.larder(
      ["user", "add", "carol", "--administrator", "--password-stdin"],
      USER_PASSWORD,
    );
    await product.larder(["group", "add", "family", "--member", "alice", "--member", "bob"]);
    const rights = ["--user", "bob=full", "--user", "carol=full"];
    await product.larder(["share", "permit", "share", ...rights]);
    writeFileSync(join(client.work.outside, "sent"), "text");
    const tree = ["mkdir top", "mkdir top/below", "put sent top/a.txt", "put sent top/below/b.txt"];
    const made = await client.run([...tree, "put sent alone.txt", "put sent owned.txt"]);
    assert.equal(made.code, 0, made.stdout + made.stderr);
  });
  after(async () => {
    client?.remove();
    await product?.remove();
  });

  test("a whole ACL is set: who is in it may do what it says, and nothing more", async () => {
    await acl("alone.txt", "-S", "ACL:alice:ALLOWED/0x0/FULL,ACL:bob:ALLOWED/0x0/READ");
    assert.deepEqual(await entries("alone.txt"), [
      "alice:ALLOWED/0x0/FULL",
      "bob:ALLOWED/0x0/READ",
    ]);
    assert.equal((await bobs("get alone.txt back")).code, 0);
    await denied("bob", "put sent alone.txt");
    await denied("carol", "get alone.txt back");
  });

  test("an entry is modified, and the other user feels it", async () => {
    await acl("alone.txt", "-M", "ACL:bob:ALLOWED/0x0/CHANGE");
    assert.equal((await bobs("put sent alone.txt")).code, 0);
    const descriptor = await client.smbcacls("alone.txt", ["-M", "ACL:carol:ALLOWED/0x0/READ"]);
    assert.match(descriptor.stdout, /ACL for SID \S*carol not found/);
  });

  test("a denial of one beats what his group is given, and goes again", async () => {
    await acl("alone.txt", "-S", "ACL:alice:ALLOWED/0x0/FULL,ACL:family:ALLOWED/0x0/READ");
    assert.equal((await bobs("get alone.txt back")).code, 0);
    await acl("alone.txt", "-a", "ACL:bob:DENIED/0x0/R");
    assert.deepEqual(await entries("alone.txt"), [
      "bob:DENIED/0x0/R",
      "alice:ALLOWED/0x0/FULL",
      "family:ALLOWED/0x0/READ",
    ]);
    await denied("bob", "get alone.txt back");
    await acl("alone.txt", "-D", "ACL:bob:DENIED/0x0/R");
    assert.equal((await bobs("get alone.txt back")).code, 0);
  });

  test("what the folder passes on reaches new files, and --propagate-inheritance the old ones", async () => {
    await acl("top", "-S", "ACL:alice:ALLOWED/OI|CI/FULL,ACL:bob:ALLOWED/OI|CI/READ");
    const sent = await client.run(["put sent top/new.txt", "mkdir top/later"]);
    assert.equal(sent.code, 0, sent.stdout + sent.stderr);
    // smbcacls does not mark the list as one that passes its entries on by itself.
    const passedOn = ["alice:ALLOWED/0x0/FULL", "bob:ALLOWED/0x0/READ"];
    assert.deepEqual(await entries("top/new.txt"), passedOn);
    assert.deepEqual(await entries("top/later"), [
      "alice:ALLOWED/OI|CI/FULL",
      "bob:ALLOWED/OI|CI/READ",
    ]);
    assert.notDeepEqual(await entries("top/below/b.txt"), passedOn);

    await acl("top", "-M", "ACL:bob:ALLOWED/OI|CI/CHANGE", "--propagate-inheritance");
    const change = "bob:ALLOWED/I/CHANGE";
    for (const name of ["top/a.txt", "top/below/b.txt", "top/new.txt"]) {
      const found = await entries(name);
      assert.ok(found.includes(change), `${name}: ${found.join()}`);
    }
    assert.equal((await bobs("put sent top/below/b.txt")).code, 0);
  });

  test("inheritance is broken with a copy or without, and allowed again", async () => {
    await acl("top/a.txt", "-I", "copy");
    assert.match(await descriptor("top/a.txt"), /^CONTROL:.*\bPD\b/m);
    const copied = await entries("top/a.txt");
    assert.ok(copied.length > 0 && copied.every((entry) => !/\/I\//.test(entry)), copied.join());

    const file = "top/below/b.txt";
    await acl(file, "-a", "ACL:alice:ALLOWED/0x0/FULL");
    await acl(file, "-I", "remove");
    assert.deepEqual(await entries(file), ["alice:ALLOWED/0x0/FULL"]);
    await denied("bob", `get ${file} back`);
    await acl(file, "-I", "allow");
    assert.doesNotMatch(await descriptor(file), /^CONTROL:.*\bPD\b/m);
    assert.equal((await bobs(`put sent ${file}`)).code, 0);
  });

  test("the ACLs of a tree are saved as SDDL and restored", async () => {
    const names = ["top", "top/a.txt", "top/below", "top/below/b.txt"];
    const descriptors = () => Promise.all(names.map((name) => entries(name)));
    const before = await descriptors();
    await acl("top", DOMAIN, "--save", "saved", "--recurse");
    const saved = readFileSync(join(client.work.outside, "saved"), "utf16le");
    assert.match(saved, /^top\\below\\b\.txt\r$/m);
    assert.match(saved, /^D:.*\(A;OICIID;/m);
    for (const name of names) await acl(name, "-S", "ACL:alice:ALLOWED/0x0/FULL");
    await denied("bob", "put sent top/below/b.txt");
    await acl(".", DOMAIN, "--restore", "saved");
    assert.deepEqual(await descriptors(), before);
    assert.equal((await bobs("put sent top/below/b.txt")).code, 0);
  });

  test("one may take a file where one has every right, and give it to nobody", async () => {
    const given = await client.smbcacls("owned.txt", ["-C", "bob"]);
    assert.match(given.stdout, /NT_STATUS_INVALID_OWNER/);
    const taken = await client.smbcacls("owned.txt", ["-C", "bob"], "bob");
    assert.equal(taken.code, 0, taken.stdout + taken.stderr);
    await acl("owned.txt", "-G", "family");
    const changed = await descriptor("owned.txt");
    assert.match(changed, /^OWNER:\S*\\bob$/m);
    assert.match(changed, /^GROUP:\S*\\family$/m);
  });

  test("an administrator takes over what he was locked out of", async () => {
    await acl("alone.txt", "-S", "ACL:alice:ALLOWED/0x0/FULL");
    await denied("carol", "get alone.txt back");
    const taken = await client.smbcacls("alone.txt", ["-C", "carol"], "carol");
    assert.equal(taken.code, 0, taken.stdout + taken.stderr);
    assert.match(await descriptor("alone.txt"), /^OWNER:\S*\\carol$/m);
    await denied("carol", "get alone.txt back");
    const opened = await client.smbcacls(
      "alone.txt",
      ["-S", "ACL:alice:ALLOWED/0x0/FULL,ACL:carol:ALLOWED/0x0/READ"],
      "carol",
    );
    assert.equal(opened.code, 0, opened.stdout + opened.stderr);
    assert.equal((await client.run(["get alone.txt back"], { user: "carol" })).code, 0);
  });

  test("parts are asked for one by one, and the list for audit by administrators alone", async () => {
    const owner = await descriptor("alone.txt", "--query-security-info=1");
    assert.match(owner, /^OWNER:\S*\\carol$/m);
    assert.doesNotMatch(owner, /^ACL:/m);
    const refused = await client.smbcacls("alone.txt", ["--query-security-info=15"]);
    assert.match(refused.stdout + refused.stderr, /NT_STATUS_PRIVILEGE_NOT_HELD/);
    const whole = await client.smbcacls("alone.txt", ["--query-security-info=15"], "carol");
    assert.equal(whole.code, 0, whole.stdout + whole.stderr);
    const most = await client.smbcacls("alone.txt", ["-x"], "carol");
    assert.match(most.stdout, /Maximum access: 0x1[0-9a-f]{5}/);
  });

  test("a hard link has the same ACL, and so have both when the engine was started anew", async () => {
    await acl("alone.txt", "-S", "ACL:alice:ALLOWED/0x0/FULL,ACL:bob:ALLOWED/0x0/READ");
    const linked = await client.run(["hardlink alone.txt top/linked.txt"]);
    assert.equal(linked.code, 0, linked.stdout + linked.stderr);
    const names = ["alone.txt", "top/linked.txt", "top/a.txt", "top/later", "owned.txt"];
    const before = await Promise.all(names.map((name) => descriptor(name)));
    assert.equal(before[0], before[1]);
    await denied("bob", "put sent top/linked.txt");

    await restartEngine();
    assert.deepEqual(await Promise.all(names.map((name) => descriptor(name))), before);
    assert.equal((await bobs("get top/linked.txt back")).code, 0);
    await denied("bob", "put sent top/linked.txt");
  });

  test("where a share shows only what one may read, others do not see the rest", async () => {
    await product.larder([
      ...["share", "add", "quiet", join(product.data, "quiet"), "--create"],
      ...["--everyone", "full", "--access-based-enumeration"],
    ]);
    const options = { share: "quiet" };
    const sent = await client.run(["put sent mine.txt", "put sent ours.txt"], options);
    assert.equal(sent.code, 0, sent.stdout + sent.stderr);
    const closed = await client.smbcacls(
      "mine.txt",
      ["-S", "ACL:alice:ALLOWED/0x0/FULL"],
      "alice",
      "quiet",
    );
    assert.equal(closed.code, 0, closed.stdout + closed.stderr);
    const alices = await client.run(["ls"], options);
    assert.match(alices.stdout, /mine\.txt/);
    const listed = await client.run(["ls"], { ...options, user: "bob" });
    assert.equal(listed.code, 0, listed.stdout + listed.stderr);
    assert.match(listed.stdout, /ours\.txt/);
    assert.doesNotMatch(listed.stdout, /mine\.txt/);
  });

  /** smbcacls as alice, who has to succeed. */
  async function acl(file: string, ...given: string[]): Promise<string> {
    const result = await client.smbcacls(file, given);
    assert.equal(result.code, 0, `${file} ${given.join(" ")}: ${result.stdout}${result.stderr}`);
    return result.stdout;
  }

  const descriptor = acl;

  /** The list without the name of the box. */
  async function entries(file: string): Promise<string[]> {
    const lines = (await descriptor(file)).matchAll(/^ACL:(?:[^\\\n]*\\)?(.*)$/gm);
    return [...lines].map((found) => found[1]!);
  }

  function bobs(command: string): Promise<CommandResult> {
    return client.run([command], { user: "bob" });
  }

  async function denied(user: string, command: string): Promise<void> {
    const result = await client.run([command], { user });
    assert.match(result.stdout + result.stderr, /NT_STATUS_ACCESS_DENIED/, `${user}: ${command}`);
  }

  async function restartEngine(): Promise<void> {
    const old = product.pid("engine");
    process.kill(old, "SIGKILL");
    for (const deadline = Date.now() + 60_000; ; ) {
      if (product.pid("engine") !== old && (await client.run(["ls"])).code === 0) return;
      if (Date.now() > deadline) throw new Error("The engine did not come back.");
      await new Promise((wake) => setTimeout(wake, 100));
    }
  }
});
