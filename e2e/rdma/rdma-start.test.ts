/** docker/rdma-start.sh with programs that write down what they are asked for, and a kernel of files. */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { ROOT, runCommand } from "../product/product.ts";

const BASE_MODULES = ["ib_uverbs", "rdma_cm", "rdma_ucm"];

describe("the start of the RDMA container", () => {
  let folder: string;
  const below = (...names: readonly string[]) => join(folder, ...names);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "larder-rdma-start-"));
    for (const name of ["bin", "state", "sys/module", "sys/class/net", "sys/class/infiniband"])
      mkdirSync(below(name), { recursive: true });
    standIn("modprobe", '[ ! -e "$LARDER_SYSFS/no-$2" ]');
    // A device that is made is there from then on, as the kernel shows it.
    standIn(
      "rdma",
      `case "$1 $2" in
        "link add") place=$LARDER_SYSFS/class/infiniband/$3/ports/1/gid_attrs/ndevs; mkdir -p $place; echo "$7" > $place/0 ;;
        "link delete") [ ! -e "$LARDER_SYSFS/busy" ] && rm -r "$LARDER_SYSFS/class/infiniband/$3" ;;
      esac`,
    );
    standIn("unshare", "");
    standIn("sleep", "exit 1");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function standIn(name: string, script: string): void {
    const log = `echo "${name} $*" >> ${below("asked")}`;
    // What the last one does is nobody's order: the loop runs beside it.
    const isSilent = name === "unshare" || name === "sleep";
    writeFileSync(below("bin", name), `#!/bin/sh\n${isSilent ? "" : log}\n${script}\n`);
    chmodSync(below("bin", name), 0o755);
  }

  function hasCard(name: string): void {
    mkdirSync(below("sys/class/net", name));
  }

  function hasDevice(name: string, card: string): void {
    const place = below("sys/class/infiniband", name, "ports/1/gid_attrs/ndevs");
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "0"), `${card}\n`);
  }

  async function start(environment: NodeJS.ProcessEnv = {}) {
    writeFileSync(below("asked"), "");
    const { code, stderr } = await runCommand("sh", [join(ROOT, "docker/rdma-start.sh")], {
      environment: {
        PATH: `${below("bin")}:/usr/bin:/bin`,
        LARDER_SYSFS: below("sys"),
        LARDER_STATE: below("state"),
        ...environment,
      },
    });
    assert.equal(code, 0, stderr);
    const asked = readFileSync(below("asked"), "utf8").split("\n").filter(Boolean);
    return { asked, said: stderr.split("\n").filter(Boolean) };
  }

  it("loads what the kernel lacks, and the modules of cards that are there", async () => {
    for (const name of ["rdma_cm", "mlx5_core", "ice", "irdma"])
      mkdirSync(below("sys/module", name));
    const { asked, said } = await start();
    const loaded = ["ib_uverbs", "rdma_ucm", "mlx5_ib"].map((name) => `modprobe -q ${name}`);
    assert.deepEqual([asked, said], [loaded, []]);
  });

  it("says what the kernel does not have, a line each, and goes on", async () => {
    for (const name of BASE_MODULES) writeFileSync(below("sys", `no-${name}`), "");
    const { said } = await start();
    const expected = BASE_MODULES.map((name) => `rdma: the host's kernel has no module ${name}`);
    assert.deepEqual(said, expected);
  });

  it("makes soft-RoCE devices for the cards of environment and settings, once", async () => {
    for (const name of BASE_MODULES) mkdirSync(below("sys/module", name));
    for (const card of ["eth0", "eth1", "eth2"]) hasCard(card);
    hasDevice("rxe_eth2", "eth2");
    writeFileSync(below("state/soft-roce"), "eth1\neth2\n");
    const { asked, said } = await start({ LARDER_SOFT_ROCE: "eth0" });
    assert.deepEqual(asked, [
      "modprobe -q rdma_rxe",
      "rdma link add rxe_eth0 type rxe netdev eth0",
      "modprobe -q rdma_rxe",
      "rdma link add rxe_eth1 type rxe netdev eth1",
    ]);
    assert.deepEqual(said, [
      "rdma: eth0 has a soft-RoCE device",
      "rdma: eth1 has a soft-RoCE device",
    ]);
  });

  it("makes one later for a card that comes later, and says once that it is not there", async () => {
    for (const name of [...BASE_MODULES, "rdma_rxe"]) mkdirSync(below("sys/module", name));
    // The third look is the one that finds it; the fourth is not waited for.
    const count = `n=$(($(cat ${below("looks")} 2>/dev/null || echo 0) + 1)); echo $n > ${below("looks")}`;
    standIn("sleep", `${count}; [ $n = 3 ] && mkdir ${below("sys/class/net/eth9")}; [ $n -lt 5 ]`);
    const { asked, said } = await start({ LARDER_SOFT_ROCE: "eth9" });
    assert.deepEqual(asked, ["rdma link add rxe_eth9 type rxe netdev eth9"]);
    assert.deepEqual(said, [
      "rdma: there is no network card eth9",
      "rdma: eth9 has a soft-RoCE device",
    ]);
  });

  it("takes away what it made and nobody asks for, and leaves other devices alone", async () => {
    for (const name of BASE_MODULES) mkdirSync(below("sys/module", name));
    hasDevice("rxe_eth0", "eth0");
    hasDevice("mlx5_0", "eth1");
    const { asked } = await start();
    assert.deepEqual(asked, ["rdma link delete rxe_eth0"]);
    hasDevice("rxe_eth0", "eth0");
    writeFileSync(below("sys/busy"), "");
    const { said } = await start();
    assert.deepEqual(said, ["rdma: rxe_eth0 stays: it is in use"]);
  });

  it("takes nothing for the name of a card that could be more", async () => {
    for (const name of BASE_MODULES) mkdirSync(below("sys/module", name));
    const { asked, said } = await start({ LARDER_SOFT_ROCE: "$(reboot),-f,../x,a b,;id" });
    assert.deepEqual([asked, said], [[], []]);
  });

  it("becomes the helper, with a view of few devices and the right to lock memory", async () => {
    standIn("unshare", `printf '%s\\n' "$@" > ${below("last")}`);
    await start();
    const last = readFileSync(below("last"), "utf8");
    assert.match(last, /^--mount\n--propagation\nprivate\n--\nsh\n-euc\n/);
    assert.match(last, /--bounding-set=-all,\+ipc_lock .*--no-new-privs/);
    assert.ok(last.endsWith(`\nrdma-helper\n${below("state")}\n`));
  });
});
