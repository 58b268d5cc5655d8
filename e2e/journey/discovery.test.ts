import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { BOX_END, BRIDGE, BRIDGE_CLIENT, Cable, CLIENT_END } from "../peer/cable.ts";
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
  let listener: LineProgram;
  let behindBridge: LineProgram;
  /** Of WS-Discovery: who the box is, and where more about it is had. */
  let urn: string;
  let place: string;
  /** Why nothing can be tried here. */
  let obstacle: string | undefined;

  before(async () => {
    peers = await PeerRoot.open();
    work = peers.makeWorkFolder();
    try {
      cable = await Cable.lay();
      await cable.bridge();
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
    zeroconf = await watching("zeroconf-watch.py", CLIENT_END.address);
    listener = await watching("ws-watch.py", CLIENT_END.address);
    behindBridge = await watching("ws-watch.py", BRIDGE_CLIENT.address);
  });
  after(async () => {
    for (const program of [zeroconf, listener, behindBridge]) program?.end();
    await product?.remove();
    cable?.remove();
    work?.remove();
  });

  /** A command at the client's end of the cable, of the clients' system. */
  function inside(program: string, given: readonly string[]): string[] {
    const [command, all] = peers.command(program, given);
    return [...(cable?.client ?? []), command, ...all];
  }

  async function watching(name: string, address: string): Promise<LineProgram> {
    copyFileSync(join(ROOT, "e2e/peer", name), join(work.outside, name));
    const program = new LineProgram(inside("python3", [`${work.inside}/${name}`, address]));
    await program.fact({ event: "ready" });
    return program;
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
    const addresses = files.addresses as string[];
    assert.ok(addresses.includes(BOX_END.address), String(addresses));
    assert.ok(!addresses.includes(BRIDGE.address), String(addresses));
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

  seen("it says hello by itself, with the address that it has where it says so", async () => {
    const hello = await listener.fact({ event: "Hello" });
    assert.equal(hello.source, BOX_END.address);
    assert.deepEqual(hello.types, ["wsdp:Device", "pub:Computer"]);
    urn = String(hello.address);
    assert.match(urn, /^urn:uuid:[0-9a-f-]{36}$/);
    place = `http://${BOX_END.address}:5357/${urn.slice("urn:uuid:".length)}`;
    assert.deepEqual(hello.places, [place]);
  });

  seen(
    "who knows it resolves it, and reads the name and the workgroup that are shown",
    async () => {
      listener.ask("resolve urn:uuid:00000000-0000-4000-8000-000000000000");
      listener.ask(`resolve ${urn}`);
      const resolved = await listener.fact({ event: "ResolveMatches" });
      assert.deepEqual([resolved.address, resolved.places], [urn, [place]]);
      listener.ask(`get ${place} ${urn}`);
      const { relates, name, computer, service } = await listener.fact({ event: "GetResponse" });
      assert.deepEqual([relates, name, service], [true, "Larder", urn]);
      assert.equal(computer, `${NAME}/Workgroup:WORKGROUP`);
      listener.ask(`get http://${BOX_END.address}:5357/somebody-else ${urn}`);
      assert.equal((await listener.fact({ event: "refused" })).status, 404);
      // An answer is sent more than once; there is none to who asked for somebody else.
      const { relatesTo } = resolved;
      const answers = listener.facts({ event: "ResolveMatches" });
      assert.deepEqual(answers, listener.facts({ event: "ResolveMatches", relatesTo }));
    },
  );

  seen("nobody behind a bridge of the box hears of it, nor is answered", async () => {
    behindBridge.ask("probe");
    behindBridge.ask(`resolve ${urn}`);
    // Until then an answer of the same box to the same question has come by the cable.
    listener.ask("probe");
    await listener.fact({ event: "ProbeMatches" });
    assert.deepEqual(behindBridge.facts({}), []);
  });

  seen("who listens is told at once when the box goes down, and when it comes back", async () => {
    await product.stop();
    const bye = await listener.fact({ event: "Bye" });
    assert.deepEqual([bye.source, bye.address], [BOX_END.address, urn]);
    await zeroconf.fact({ event: "removed", kind: "_smb._tcp.local." });
    await zeroconf.fact({ event: "removed", kind: "_adisk._tcp.local." });
    assert.doesNotMatch(await probe(), /http:/);
    // It has said hello more than once.
    for (const _ of listener.facts({ event: "Hello" })) await listener.fact({ event: "Hello" });
    await product.start();
    const files = await zeroconf.fact({ event: "added", kind: "_smb._tcp.local." });
    assert.equal(files.port, 445);
    assert.equal((await listener.fact({ event: "Hello" })).address, urn);
    assert.deepEqual(behindBridge.facts({}), []);
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
