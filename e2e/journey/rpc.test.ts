import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Smbclient } from "../peer/smbclient.ts";
import { Product, USER_PASSWORD } from "../product/product.ts";

describe("the named pipes answer what a Windows box asks", () => {
  let product: Product;
  let client: Smbclient;

  before(async () => {
    product = await Product.startWithShare({ host: "127.0.0.77", port: 445 });
    client = await Smbclient.for(product);
    await product.larder(["user", "add", "bob", "--password-stdin"], USER_PASSWORD);
    await product.larder(
      ["user", "add", "carol", "--administrator", "--password-stdin"],
      USER_PASSWORD,
    );
    await product.larder(["group", "add", "family", "--member", "alice", "--member", "bob"]);
    writeFileSync(join(product.data, "share/file.txt"), "text");
  });
  after(async () => {
    client?.remove();
    await product?.remove();
  });

  test("srvsvc tells about the server and its shares", async () => {
    const information = await rpc("srvinfo");
    assert.match(information, /platform_id\s*:\s*500/);
    const shares = await rpc("netshareenumall 1");
    assert.match(shares, /netname: share/);
    assert.match(shares, /netname: IPC\$/);
    const one = await rpc("netsharegetinfo share 1");
    assert.match(one, /netname: share/);
    // [MS-SRVS] 3.1.4.8: level 2 names paths on the server's disks, which only administrators may see.
    const refused = await client.rpcclient("netshareenumall 2");
    assert.match(refused.stdout + refused.stderr, /WERR_ACCESS_DENIED/);
  });

  test("samr lists the users and groups", async () => {
    const users = await rpc("enumdomusers");
    assert.match(users, /user:\[alice\]/);
    assert.match(users, /user:\[bob\]/);
    const groups = (await rpc("enumalsgroups domain")) + (await rpc("enumdomgroups"));
    assert.match(groups, /\[family\]/);
  });

  test("lsarpc turns a name into a SID and the SID into the name again", async () => {
    for (const [name, kind] of [
      ["alice", "User: 1"],
      ["family", "(?:Group: 2|Local Group: 4)"],
    ] as const) {
      const said = await rpc(`lookupnames ${name}`);
      const sid = new RegExp(`${name} (S-1-5-21-\\d+-\\d+-\\d+-\\d+) \\(${kind}\\)`).exec(
        said,
      )?.[1];
      assert.ok(sid, said);
      assert.match(await rpc(`lookupsids ${sid}`), new RegExp(`${sid} \\S+\\\\${name} `));
    }
  });

  test("lsarpc knows the well-known names", async () => {
    assert.match(await rpc("lookupsids S-1-1-0"), /Everyone/);
    assert.match(await rpc("lookupsids S-1-5-11"), /Authenticated Users/);
  });

  test("lsarpc tells who has which privilege", async () => {
    const accounts = await rpc("lsaenumsid");
    assert.match(accounts, /^S-1-5-32-544$/m);
    assert.match(await rpc("lsaenumacctrights S-1-5-32-544"), /SeTakeOwnershipPrivilege/);
    assert.match(await rpc("lsaenumacctrights S-1-5-32-551"), /SeBackupPrivilege/);
    assert.match(await rpc("getusername"), /Account Name: alice,/);
    const known = await rpc("lookupsids S-1-22-1-10000 S-1-5-32-545 S-1-3-0");
    assert.match(known, /S-1-22-1-10000 Unix User\\10000 \(1\)/);
    assert.match(known, /BUILTIN\\Users \(4\)/);
    assert.match(known, /CREATOR OWNER \(5\)/);
  });

  test("samr shows a user, his groups and the domain as the Windows tools do", async () => {
    const user = await rpc("queryuser alice");
    assert.match(user, /User Name\s+:\s+alice/);
    const rid = Number(/user_rid\s*:\s*(0x[0-9a-f]+)/.exec(user)?.[1]);
    assert.ok(rid >= 1000, user);
    const group = /\[family\] rid:\[(0x[0-9a-f]+)\]/.exec(await rpc("enumalsgroups domain"))?.[1];
    assert.ok(group);
    const sid = /alice (S-[\d-]+)/.exec(await rpc("lookupnames alice"))?.[1];
    assert.ok((await rpc(`queryaliasmem domain ${group}`)).includes(`sid:[${sid}]`));
    assert.ok((await rpc(`queryuseraliases domain ${sid}`)).includes(`rid:[${group}]`));
    assert.match(await rpc(`queryusergroups ${rid}`), /group rid:\[0x201\]/);
    assert.match(await rpc(`samlookuprids domain ${rid}`), /: alice \(1\)/);
    const domain = await rpc("querydominfo");
    assert.match(domain, /Total Users:\s+3/);
    assert.match(domain, /Total Aliases:\s+1/);
    assert.match(await rpc("querydispinfo"), /Account: bob/);
  });

  test("what is told to administrators is told to nobody else", async () => {
    const refused = await Promise.all(
      ["netshareenum 502", "netsharegetinfo share 502", "netsessenum"].map((command) =>
        client.rpcclient(command),
      ),
    );
    for (const { stdout, stderr } of refused) assert.match(stdout + stderr, /WERR_ACCESS_DENIED/);

    const share = await rpc("netsharegetinfo share 502", "carol");
    assert.match(share, /path:\s+C:\\.*\\share$/m);
    const sid = /alice (S-[\d-]+)/.exec(await rpc("lookupnames alice"))?.[1];
    assert.match(share, new RegExp(`Permissions: 0x1f01ff[^]*SID: ${sid}`));
    assert.match(await rpc("netsessenum", "carol"), /Received [1-9]\d* entries/);
    assert.match(await rpc("netshareenumall 2", "carol"), /path:\s+C:/);
    const unknown = await client.rpcclient("netsharegetinfo no-such-share 1");
    assert.match(unknown.stdout + unknown.stderr, /NETNAMENOTFOUND/);
  });

  test("an administrator sees which files are open", async () => {
    const folder = await client.run(["mkdir held"]);
    assert.equal(folder.code, 0, folder.stdout + folder.stderr);
    // Holds the folder open until it is told of a change, which is until it is ended.
    const held = client.stay({}, "notify held");
    const refused = await client.rpcclient("netfileenum 3");
    assert.match(refused.stdout + refused.stderr, /WERR_ACCESS_DENIED/);
    let seen = "";
    for (const deadline = Date.now() + 30_000; !seen.includes("held"); ) {
      assert.ok(Date.now() < deadline, seen);
      seen = await rpc("netfileenum 3", "carol");
    }
    assert.match(seen, /C:\\.*\\share\\held/);
    await held.end();
  });

  test("nothing is changed through the pipes, not by an administrator either", async () => {
    for (const command of ["createdomuser eve", "createdomgroup club", "netsharedel share"]) {
      const result = await client.rpcclient(command, { user: "carol" });
      assert.notEqual(result.code, 0, `${command}: ${result.stdout}${result.stderr}`);
    }
    assert.doesNotMatch(await rpc("enumdomusers"), /eve/);
    assert.match(await rpc("netshareenumall 1"), /netname: share/);
  });

  test("an unknown pipe is refused with a status", async () => {
    const result = await client.rpcclient("epmmap");
    assert.notEqual(result.code, 0);
  });

  test("smbcacls shows owners and entries by name, and what it sets is there again", async () => {
    const shown = await client.smbcacls("file.txt", []);
    assert.equal(shown.code, 0, shown.stdout + shown.stderr);
    assert.match(shown.stdout, /^REVISION:1/m);
    const added = await client.smbcacls("file.txt", ["-a", "ACL:bob:ALLOWED/0x0/READ"]);
    assert.equal(added.code, 0, added.stdout + added.stderr);
    const again = await client.smbcacls("file.txt", []);
    assert.match(again.stdout, /ACL:\S*bob:ALLOWED\/0x0\/READ/, again.stdout);
    const removed = await client.smbcacls("file.txt", ["-D", "ACL:bob:ALLOWED/0x0/READ"]);
    assert.equal(removed.code, 0, removed.stdout + removed.stderr);
    assert.doesNotMatch((await client.smbcacls("file.txt", [])).stdout, /bob:ALLOWED/);
  });

  async function rpc(command: string, user = "alice"): Promise<string> {
    const result = await client.rpcclient(command, { user });
    assert.equal(result.code, 0, `${command}: ${result.stdout}${result.stderr}`);
    return result.stdout;
  }
});
