import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { BOX_END, Cable, CLIENT_END } from "../peer/cable.ts";
import { LineProgram } from "../peer/line-program.ts";
import { PeerRoot, type WorkFolder } from "../peer/peer-root.ts";
import { ADMIN_PASSWORD, Product, ROOT, runCommand, USER_PASSWORD } from "../product/product.ts";

const NAME = "ATTIC";

describe("the box is found by programs that others wrote, over a cable", () => {
  let peers: PeerRoot;
  let work: WorkFolder;
  let cable: Cable | undefined;
  let product: Product;
  let zeroconf: LineProgram;
  /** Why nothing can be tried here. */
  let obstacle: string | undefined;

  before(async () => {
    peers = await PeerRoot.open();
    work = peers.makeWorkFolder();
    try {
      cable = await Cable.lay();
    } catch (problem) {
      obstacle = String(problem);
      return;
    }
    product = await Product.start({ host: BOX_END.address, port: 445, within: cable.box });
    await product.larder(["setup", "--admin-password-stdin"], ADMIN_PASSWORD);
    await product.larder(["user", "add", "alice", "--password-stdin"], USER_PASSWORD);
    const permit = ["--create", "--user", "alice=full"];
    await product.larder(["share", "add", "files", join(product.data, "files"), ...permit]);
    await product.larder([
      ...["share", "add", "backups", join(product.data, "backups"), ...permit],
      ...["--purpose", "time-machine"],
    ]);
    await product.larder(["setting", "set", `serverName=${NAME}`]);
    copyFileSync(join(ROOT, "e2e/peer/zeroconf-watch.py"), join(work.outside, "zeroconf-watch.py"));
    const watch = [`${work.inside}/zeroconf-watch.py`, CLIENT_END.address];
    zeroconf = new LineProgram(inside("python3", watch));
    await zeroconf.fact({ event: "ready" });
  });
  after(async () => {
    zeroconf?.end();
    await product?.remove();
    cable?.remove();
    work?.remove();
  });

  /** A command at the client's end of the cable, of the clients' system. */
  function inside(program: string, given: readonly string[]): string[] {
    const [command, all] = peers.command(program, given);
    return [...(cable?.client ?? []), command, ...all];
  }

  function seen(title: string, body: () => Promise<void>): void {
    test(title, async (t) => {
      if (obstacle === undefined) await body();
      else t.skip(obstacle);
    });
  }

  seen("nobody is told before it is switched on", async () => {
    zeroconf.ask("kinds");
    assert.deepEqual((await zeroconf.fact({ event: "kinds" })).kinds, []);
  });

  seen("python-zeroconf hears of files and backups, with address, port and disks", async () => {
    await product.larder([
      ...["setting", "set", "mdns=true", "wsDiscovery=true"],
      `discoveryInterfaces=${BOX_END.name}`,
    ]);
    const files = await zeroconf.fact({ event: "added", kind: "_smb._tcp.local." });
    assert.equal(files.name, `${NAME}._smb._tcp.local.`);
    assert.equal(files.host, `${NAME.toLowerCase()}.local.`);
    assert.equal(files.port, 445);
    assert.ok((files.addresses as string[]).includes(BOX_END.address), String(files.addresses));
    const backups = await zeroconf.fact({ event: "added", kind: "_adisk._tcp.local." });
    const { sys, dk0 } = backups.text as Record<string, string>;
    assert.match(sys ?? "", /adVF=0x/);
    assert.match(dk0 ?? "", /adVN=backups,adVF=0x[0-9a-f]+,adVU=[0-9A-Fa-f-]{36}/);
    zeroconf.ask("kinds");
    assert.deepEqual((await zeroconf.fact({ event: "kinds" })).kinds, [
      "_adisk._tcp.local.",
      "_smb._tcp.local.",
    ]);
    zeroconf.ask(`model ${NAME}`);
    assert.deepEqual((await zeroconf.fact({ event: "model" })).text, { model: "RackMac" });
  });

  seen("what was found is opened, at the address and port that were told", async () => {
    const login = ["-U", `alice%${USER_PASSWORD}`, "-c", "ls"];
    const [program, ...given] = inside("smbclient", [`//${BOX_END.address}/files`, ...login]);
    const result = await runCommand(program ?? "", given);
    assert.equal(result.code, 0, result.stdout + result.stderr + product.logTails());
  });

  seen("nmap finds it by a Probe, and reads where its metadata is had", async () => {
    const found = await probe();
    const place = /Address: (http:\/\/\S+)/.exec(found)?.[1] ?? "";
    assert.match(place, new RegExp(`^http://${BOX_END.address}:5357/[0-9a-f-]{36}$`), found);
    assert.match(found, /Type: Device pub:Computer/);
  });

  seen("who listens is told at once when the box goes down, and when it comes back", async () => {
    await product.stop();
    await zeroconf.fact({ event: "removed", kind: "_smb._tcp.local." });
    await zeroconf.fact({ event: "removed", kind: "_adisk._tcp.local." });
    assert.doesNotMatch(await probe(), /http:/);
    await product.start();
    const files = await zeroconf.fact({ event: "added", kind: "_smb._tcp.local." });
    assert.equal(files.port, 445);
  });

  /** What nmap writes of the boxes that answer a Probe of WS-Discovery. */
  async function probe(): Promise<string> {
    const script = ["--script", "broadcast-wsdd-discover"];
    const [program, ...given] = inside("nmap", script);
    const result = await runCommand(program ?? "", given);
    assert.equal(result.code, 0, result.stderr);
    return result.stdout;
  }
});
