/** Engine and helper under the kernel's own client of Linux, over soft-RoCE, in an emulated machine. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ADDRESS, DATA, RdmaSite } from "./rdma-site.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
/** LARDER_RDMA_SMOKE leaves the long ones out. */
const isWhole = process.env.LARDER_RDMA_SMOKE === undefined;
const SIZES = [
  0,
  1,
  4095,
  4096,
  4097,
  64 * KIB,
  MIB + 1,
  8 * MIB + 3,
  ...(isWhole ? [256 * MIB] : []),
];

describe("SMB Direct", () => {
  let site: RdmaSite;
  const run = (commands: string, timeoutMs?: number) => site.guest.run(commands, timeoutMs);

  before(async () => {
    site = await RdmaSite.start();
  });
  after(async () => site?.remove());

  test("the device listens, and the client mounts over it", async () => {
    const { rdma } = await site.reportWith((report) => report.rdma?.devices.length === 1);
    assert.equal(rdma?.problem, "");
    assert.deepEqual([rdma?.devices[0]?.name, rdma?.devices[0]?.problem], ["rxe0", ""]);
    await site.mount("/mnt/rdma", "data", "rdma");
    assert.match(await run("grep ' /mnt/rdma ' /proc/mounts"), /,rdma,/);
    await site.reportWith((report) => report.rdma?.channels.length === 1);
  });

  for (const size of SIZES) {
    test(`a file of ${size} bytes is written and read, byte for byte`, async () => {
      const counted = await site.counted(async () => {
        const said = await run(
          `
          cd /tmp; head -c ${size} /dev/urandom > made
          cp made /mnt/rdma/f${size}; sync -f /mnt/rdma; echo 3 > /proc/sys/vm/drop_caches
          md5sum < made; md5sum < ${DATA}/f${size}; md5sum < /mnt/rdma/f${size}; stat -c %s ${DATA}/f${size}
          rm made ${size > MIB ? `; rm ${DATA}/f${size}` : ""}`,
          600_000,
        );
        const [made, stored, read, length] = said.trim().split("\n");
        assert.deepEqual([stored, read, Number(length)], [made, made, size]);
      });
      // The client places from 4 KiB on; a page less may go with the message.
      const placedMin = size < 4096 ? 0 : Math.floor(size / 4096) * 4096;
      assert.ok(counted("readBytes") >= placedMin, `fetched ${counted("readBytes")}`);
      assert.ok(counted("writeBytes") >= placedMin, `placed ${counted("writeBytes")}`);
      const sent = counted("messageBytesIn") + counted("messageBytesOut");
      assert.ok(sent < 64 * KIB + size / 50, `${sent} bytes went in messages`);
      assert.ok(counted("invalidations") >= (placedMin > 0 ? 2 : 0));
    });
  }

  test("small transfers go in messages, and are not placed", async () => {
    const counted = await site.counted(async () => {
      const said = await run(`
        cd /mnt/rdma; for n in $(seq 20); do echo "line $n" > small$n; done
        echo 3 > /proc/sys/vm/drop_caches; cat small* | sort | md5sum; cat ${DATA}/small* | sort | md5sum`);
      const [read, stored] = said.trim().split("\n");
      assert.equal(read, stored);
    });
    assert.equal(counted("readBytes"), 0);
  });

  test("readers and writers take turns without a mistake", async () => {
    const said = await run(
      `
      cd /mnt/rdma
      for n in 1 2 3 4; do
        ( head -c 6000000 /dev/urandom > /tmp/p$n
          cp /tmp/p$n p$n; for turn in 1 2; do echo 3 > /proc/sys/vm/drop_caches; cmp /tmp/p$n p$n && echo same; done ) &
      done
      wait; for n in 1 2 3 4; do cmp /tmp/p$n ${DATA}/p$n && echo stored; done; rm p? /tmp/p?`,
      300_000,
    );
    assert.equal(said.match(/same/g)?.length, 8, said);
    assert.equal(said.match(/stored/g)?.length, 4, said);
  });

  test("fio finds what it wrote", async () => {
    const size = isWhole ? "24m" : "8m";
    const said = await run(
      `cd /mnt/rdma; fio --name=verify --rw=randwrite --bsrange=4k-512k --size=${size} --direct=1 --verify=crc32c \
        --ioengine=psync --numjobs=2 --do_verify=1 --verify_fatal=1 --output-format=terse; rm -f verify*`,
      400_000,
    );
    assert.doesNotMatch(said, /verify:|error/i);
  });

  test("what others read over TCP is what was written over RDMA, and the other way round", async () => {
    await site.mount("/mnt/tcp", "data", "soft");
    const said = await run(`
      head -c 3000000 /dev/urandom > /tmp/a; cp /tmp/a /mnt/rdma/a; cmp /tmp/a /mnt/tcp/a && echo same
      head -c 3000000 /dev/urandom > /tmp/b; cp /tmp/b /mnt/tcp/b; cmp /tmp/b /mnt/rdma/b && echo same
      umount /mnt/tcp; rm /mnt/rdma/[ab] /tmp/[ab]`);
    assert.equal(said.match(/same/g)?.length, 2, said);
  });

  test("a session over TCP is told of the device, and Linux's client adds no channel of another kind", async () => {
    const before = (await site.report()).rdma?.channels.length;
    await site.mount("/mnt/multi", "data", "multichannel,max_channels=4");
    const told = await run(
      "cat /proc/fs/cifs/DebugData; echo multi > /mnt/multi/m; cat /mnt/multi/m",
    );
    assert.match(told, /Capabilities:.*rdma/, "of the interface");
    assert.match(told, /^multi$/m);
    // A client of ours does, in the next test.
    assert.equal((await site.report()).rdma?.channels.length, before);
    await run("rm /mnt/multi/m; umount /mnt/multi");
  });

  test("one session goes over TCP and RDMA at a time, plain, signed and sealed", async () => {
    const counted = await site.counted(async () => {
      const said = await run(
        `
        mkdir -p /memory; mountpoint -q /memory || mount -t tmpfs memory /memory
        cd /opt/larder
        ./node engine/host/both-ways.mjs ${ADDRESS} 445 /opt/larder/bridge /memory; rm ${DATA}/both-ways`,
        300_000,
      );
      // The bridge says what its device said when a connection went, as one does in here.
      const seen = said.trim().split("\n");
      assert.equal(seen.filter((line) => !line.startsWith("bridge: ")).length, 14, said);
      assert.match(said, /the server reaches nothing$/m);
      assert.match(said, /TCP is lost, they go on over RDMA$/m);
    });
    // Eight READs and four WRITEs of 200,000 bytes each; a READ and a WRITE of them, and a READ of nothing, void tokens.
    assert.equal(counted("writeBytes"), 1_600_000);
    assert.equal(counted("readBytes"), 800_000);
    assert.equal(counted("invalidations"), 3);
  });

  test("a client that signs sends everything, and nothing is placed", async () => {
    await site.mount("/mnt/signed", "data", "rdma,sign");
    const counted = await site.counted(async () => {
      const said = await run(`
        head -c 2000000 /dev/urandom > /tmp/s; cp /tmp/s /mnt/signed/s; echo 3 > /proc/sys/vm/drop_caches
        cmp /tmp/s /mnt/signed/s && cmp /tmp/s ${DATA}/s && echo same; rm /tmp/s; umount /mnt/signed`);
      assert.match(said, /same/);
    });
    assert.equal(counted("readBytes") + counted("writeBytes"), 0);
    assert.ok(counted("messageBytesIn") > 2_000_000 && counted("messageBytesOut") > 2_000_000);
  });

  test("what is sealed goes in messages, and nothing is placed", async () => {
    // A client that seals would ask for READs longer than its own reassembly: Linux forgets to bound them.
    await site.mount("/mnt/sealed", "sealed", "rdma,seal,rsize=524288,wsize=524288");
    const counted = await site.counted(async () => {
      const said = await run(`
        head -c 2000000 /dev/urandom > /tmp/s; cp /tmp/s /mnt/sealed/s; echo 3 > /proc/sys/vm/drop_caches
        cmp /tmp/s /mnt/sealed/s && cmp /tmp/s ${DATA}/s && echo same; rm /tmp/s; umount /mnt/sealed`);
      assert.match(said, /same/);
    });
    assert.equal(counted("readBytes") + counted("writeBytes"), 0);
    assert.ok(counted("messageBytesIn") > 2_000_000 && counted("messageBytesOut") > 2_000_000);
  });

  test("a helper that is killed under load comes back, and so do its clients", async () => {
    await run(`(for n in $(seq 200); do dd if=/dev/zero of=/mnt/rdma/load bs=1M count=4 conv=fsync; done) \
      </dev/null >/dev/null 2>&1 & echo $! > /root/load.pid
      until [ -s ${DATA}/load ]; do sleep 0.1; done; sleep 0.5; kill -9 $(cat /root/helper.pid)`);
    await site.reportWith((report) => report.rdma === null && report.connectionCount === 0);
    await site.startHelper();
    await site.reportWith((report) => (report.rdma?.channels.length ?? 0) >= 1);
    const said = await run(
      `kill $(cat /root/load.pid) || true; sleep 1
      head -c 1000000 /dev/urandom > /tmp/k; for try in $(seq 20); do cp /tmp/k /mnt/rdma/k && break; sleep 1; done
      echo 3 > /proc/sys/vm/drop_caches; cmp /tmp/k /mnt/rdma/k && cmp /tmp/k ${DATA}/k && echo same`,
      120_000,
    );
    assert.match(said, /same/);
  });

  test("without a device it says so, and listens once there is one", async () => {
    await run("umount /mnt/rdma");
    // The kernel takes a soft device away only when nobody has it open.
    await site.stopHelper();
    await run("rdma link delete rxe0");
    await site.spawnHelper();
    const { rdma } = await site.reportWith((report) => (report.rdma?.problem ?? "") !== "");
    assert.deepEqual([rdma?.problem, rdma?.devices], ["no RDMA device", []]);
    await run("rdma link add rxe0 type rxe netdev eth0");
    await site.reportWith(
      (report) => report.rdma?.problem === "" && report.rdma.devices[0]?.problem === "",
    );
    await site.mount("/mnt/again", "data", "rdma");
    assert.match(
      await run("echo again > /mnt/again/x; cat /mnt/again/x; umount /mnt/again"),
      /again/,
    );
  });

  test("a limit of locked memory that is too low is told with both figures", async () => {
    await site.stopHelper();
    // Without the right to lock memory, to which the limit does not apply.
    const drop = "setpriv --inh-caps=-ipc_lock --bounding-set=-ipc_lock";
    await site.spawnHelper(`bash -c 'ulimit -l 1024; exec ${drop} "$@"' -`);
    const { rdma } = await site.reportWith((report) => (report.rdma?.problem ?? "") !== "");
    assert.match(rdma?.problem ?? "", /65536 KiB of memory cannot be locked: .* is 1024 KiB/);
    await site.stopHelper();
    await site.startHelper();
    await site.reportWith((report) => report.rdma?.problem === "");
  });

  test("a link that is cut ends its connections, and who comes by a whole one is served", async () => {
    await site.mount("/mnt/cut", "data", "rdma");
    const { channels } =
      (await site.reportWith(({ rdma }) => rdma?.channels.length === 1)).rdma ?? {};
    assert.equal(channels?.length, 1);
    await run(
      "setsid dd if=/dev/zero of=/mnt/cut/cut bs=1M count=64 conv=fsync </dev/null >/dev/null 2>&1 & sleep 1",
    );
    await site.cutLink("cut");
    const { rdma } = await site.reportWith((report) => report.rdma?.channels.length === 0);
    assert.notDeepEqual(rdma?.counters.errors, {}, "the cause is counted");
    // The client of Linux 6.12 stays with the connection that broke, so that another mount has to do; that it lets go of
    // the first one is not waited for either.
    await site.mount("/mnt/whole", "data", "rdma");
    const said = await run(`
      (setsid umount -l /mnt/cut </dev/null >/dev/null 2>&1 &); head -c 1000000 /dev/urandom > /tmp/k; cp /tmp/k /mnt/whole/k
      echo 3 > /proc/sys/vm/drop_caches; cmp /tmp/k /mnt/whole/k && cmp /tmp/k ${DATA}/k && echo same; umount /mnt/whole`);
    assert.match(said, /same/);
  });

  test("nothing is left over", async () => {
    const report = await site.reportWith((one) => one.connectionCount === 0);
    // What the client that was cut off had open is kept for it.
    assert.equal(report.openCount, report.waitingOpenCount);
    assert.match((await run("rdma resource show qp || true")).trim(), /^(?!.*rdma-helper)/s);
  });
});
