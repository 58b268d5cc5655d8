/**
 * `npm run e2e:compose`: builds the images of docker-compose.yml, brings them up on fresh volumes, walks the
 * wizard in a browser, talks SMB, takes each container away in turn, and upgrades a box of the commit before.
 * `-- --all` also starts it as after a start of the host, and measures sizes and times.
 * Uses the machine's Docker where one runs, else one of its own with stand-ins for the base images (which it says).
 */
import assert from "node:assert/strict";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ComposeBox } from "../compose/compose-box.ts";
import { ComposeRun } from "../compose/compose-run.ts";
import { ContainerHost, succeeded } from "../compose/container-host.ts";
import { rightsOf } from "../compose/container-rights.ts";
import { imageSizes } from "../compose/image-sizes.ts";
import { previousCheckout } from "../compose/previous-checkout.ts";
import {
  assertFewRights,
  bringUpRdma,
  rdmaHealth,
  rdmaHealthCheck,
  takeRdmaAway,
} from "../compose/rdma-sidecar.ts";
import {
  comesUpInAnyOrder,
  rdmaComesBack,
  servesElsewhere,
  survivesLittleMemory,
} from "../compose/rough-box.ts";
import { assertShared, giveToRoot } from "../compose/state-volume.ts";
import { walkWizard } from "../compose/walk-wizard.ts";
import { ROOT, runCommand, USER_PASSWORD } from "../product/product.ts";

const ADMIN_PASSWORD = "correct horse battery";
const SENT = "through the container";
/** Of each image, packages that it cannot be without. */
const PARTS = {
  server: ["pkg:npm/fastify@", "pkg:deb/debian/libc6@", "pkg:generic/node@24."],
  smbd: ["pkg:npm/zod@", "pkg:cargo/ring@", "pkg:generic/node@24."],
  rdma: ["pkg:cargo/libc@", "pkg:deb/debian/librdmacm1@"],
};

const host = await ContainerHost.open();
const box = await ComposeBox.prepare(host, ROOT);
writeFileSync(join(box.workFolder, "sent"), SENT);
const scratch = mkdtempSync(join(tmpdir(), "larder-compose-run-"));
const run = new ComposeRun(box, scratch);
try {
  await freshBox();
  if (process.argv.includes("--all")) await roughBox();
  await upgradedBox();
} catch {
  // Steps build on each other: the first that fails ends the run, and said why.
} finally {
  await box.remove();
  await host.close();
  rmSync(scratch, { recursive: true, force: true });
}
console.log(run.summary);
process.exit(run.isGreen ? 0 : 1);

async function freshBox(): Promise<void> {
  await run.check("the images build", () => box.build("rdma"));
  await run.check("database, server and engine come up healthy", () => box.up());
  await run.check("a bill of materials of each image names what is in it", sayContents);
  await run.check("none has more rights than it needs, nor may get them", async () => {
    assert.deepEqual(await rightsOf(box, "database"), { capabilities: [], isRoot: false });
    assert.deepEqual(await rightsOf(box, "server"), { capabilities: [], isRoot: false });
    assert.deepEqual(await rightsOf(box, "smbd"), {
      capabilities: [
        "chown",
        "dac_override",
        "dac_read_search",
        "fowner",
        "fsetid",
        "net_bind_service",
      ],
      isRoot: true,
    });
  });
  await run.check("a person walks the wizard in a browser", async () => {
    const code = await box.compose(["exec", "server", "cat", "/var/lib/larder/setup-code"]);
    await walkWizard(box.url, code.trim(), {
      adminPassword: ADMIN_PASSWORD,
      user: "alice",
      userPassword: USER_PASSWORD,
      share: "box",
    });
    assert.ok(existsSync(join(box.dataFolder, "box")), "the folder was made where the data lies");
  });
  await run.check("each has its own files in the state volume, and nobody else its secrets", () =>
    run.until(() => assertShared(box)),
  );
  await run.check(
    "the server makes a folder where only another user may, with the engine's rights",
    async () => {
      const hers = join(box.dataFolder, "hers");
      mkdirSync(hers);
      chownSync(hers, 4242, 4243);
      chmodSync(hers, 0o700);
      await box.larder([
        "share",
        "add",
        "deep",
        "/data/hers/new",
        "--create",
        "--user",
        "alice=full",
      ]);
      assert.ok(existsSync(join(hers, "new")));
      const { uid, mode } = statSync(hers);
      assert.deepEqual([uid, mode & 0o7777], [4242, 0o700], "nothing else of it changed");
      await box.larder(["share", "rm", "deep", "--yes"]);
    },
  );
  await run.check("the log of each is bounded", async () => {
    for (const service of ["database", "state", "migrate", "server", "smbd"]) {
      const id = await box.container(service);
      const format = "{{json .HostConfig.LogConfig.Config}}";
      const config = JSON.parse(await host.docker("inspect", "--format", format, id));
      assert.deepEqual(config, { "max-file": "3", "max-size": "10m" }, service);
    }
  });
  await run.check("smbclient puts and gets a file, signed and sealed", async () => {
    for (const protection of ["sign", "encrypt"]) {
      await box.smbclient(`put sent ${protection}.txt; get ${protection}.txt back`, protection);
      assert.equal(readFileSync(join(box.workFolder, "back"), "utf8"), SENT);
      assert.equal(readFileSync(join(box.dataFolder, "box", `${protection}.txt`), "utf8"), SENT);
    }
  });
  await run.check("SMB goes on while server and database are stopped", async () => {
    await box.compose(["stop", "server", "database"]);
    await box.smbclient("put sent alone.txt; get alone.txt back", "sign");
    await box.up();
  });
  for (const service of ["smbd", "server", "database"]) {
    await run.check(`${service} comes back when it is killed`, async () => {
      await box.kill(service);
      await box.up();
      await run.until(() => box.smbclient("get alone.txt back", "sign"));
      await run.until(async () => assert.match(await box.larder(["status"]), /live/i));
    });
  }
  await run.check(
    "a port that another program has is named, and taken when it is free",
    async () => {
      await box.compose(["stop", "smbd"]);
      const other = createServer().listen(Number(box.smbPort), "127.0.0.1");
      try {
        await box.compose(["start", "smbd"]);
        await run.until(async () =>
          assert.match(await run.status(), /Port \d+ on 127.0.0.1 is taken by another program/),
        );
      } finally {
        other.close();
      }
      await run.until(() => box.smbclient("get alone.txt back", "sign"));
    },
  );
  await run.check("a data folder that cannot be written to is named", async () => {
    const readOnly = join(scratch, "read-only.yml");
    const volumes = ["state:/var/lib/larder", `${box.dataFolder}:/data:ro`];
    writeFileSync(readOnly, JSON.stringify({ services: { smbd: { volumes } } }));
    box.overrides = [readOnly];
    await box.up("smbd");
    await run.until(async () =>
      assert.match(await run.status(), /folder \/data cannot be written to/),
    );
    box.overrides = [];
    await box.up("smbd");
  });
  await run.check("the RDMA helper says what listens, or why nothing does", async () => {
    await bringUpRdma(box, scratch);
    let said = "";
    await run.until(async () => {
      said = await rdmaHealth(box);
    });
    console.log(said);
    await run.until(async () => assert.equal(await rdmaHealthCheck(box), said));
    await assertFewRights(box);
  });
  await run.check("the RDMA helper comes back when it is killed", () => rdmaComesBack(run));
  await run.check("the rest goes on beside it, and without it again", async () => {
    await box.smbclient("get alone.txt back", "sign");
    await takeRdmaAway(box);
    await box.smbclient("get alone.txt back", "encrypt");
    assert.match(await box.larder(["status"]), /live/i);
  });
  await run.check("the engine comes back when the kernel ends it for want of memory", () =>
    survivesLittleMemory(run),
  );
  await run.check("files and pages have addresses of IPv6, and times are no time zone's", () =>
    servesElsewhere(run),
  );
  await run.check("all of it stops within ten seconds, while a client is connected", async () => {
    // It goes on to wait for changes, until its connection ends.
    const client = box.smbclient("mkdir watched; notify watched", "sign").catch(String);
    await run.until(async () => assert.match(await box.larder(["session", "list"]), /alice/));
    const began = Date.now();
    await box.compose(["stop"]);
    const seconds = (Date.now() - began) / 1000;
    console.log(`stopped in ${seconds.toFixed(1)} s`);
    assert.ok(seconds < 10, String(seconds));
    await client;
  });
  await run.check(
    "after down and up, all is there, and the server's again what was root's",
    async () => {
      await box.compose(["down"]);
      await giveToRoot(box);
      await box.up();
      await run.until(() => assertShared(box));
      await run.until(() => box.smbclient("get alone.txt back", "encrypt"));
      assert.equal(readFileSync(join(box.workFolder, "back"), "utf8"), SENT);
    },
  );
}

async function roughBox(): Promise<void> {
  await run.check("after the host was started again, each waits for what it needs", () =>
    comesUpInAnyOrder(run),
  );
  await run.check("sizes and times are told", measure);
}

async function measure(): Promise<void> {
  for (const image of ["server", "smbd", "rdma"]) {
    const { unpacked, gzip, zstd } = await imageSizes(host, `larder/${image}`, scratch);
    console.log(`larder/${image}: ${unpacked} MB, gzip ${gzip} MB, zstd ${zstd} MB`);
  }
  await box.compose(["down", "--volumes"]);
  for (const [what, work] of [
    ["up from nothing", () => box.up()],
    ["down and up again", () => box.compose(["down"]).then(() => box.up())],
    ["restart", () => box.compose(["restart", "database", "server", "smbd"]).then(() => box.up())],
  ] as const) {
    const began = Date.now();
    await work();
    assert.equal((await box.ask("/api/ready")).status, 200);
    console.log(`${what}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
  }
}

async function setUpByCommands(): Promise<void> {
  await box.larder(["setup", "--admin-password-stdin"], ADMIN_PASSWORD);
  await box.larder(["user", "add", "alice", "--password-stdin"], USER_PASSWORD);
  await box.larder(["share", "add", "box", "/data/box", "--create", "--user", "alice=full"]);
}

async function upgradedBox(): Promise<void> {
  const previous = await previousCheckout(scratch);
  if (previous === null) {
    console.log("There is no commit before this one here: the upgrade is not tried.");
    return;
  }
  await box.clear();
  box.release("before", previous);
  try {
    await box.build();
  } catch (problem) {
    // What mends a commit that does not build must not fail for it.
    console.log(`The commit before this one does not build: the upgrade is not tried.\n${problem}`);
    return;
  }
  await run.check("a box of the commit before comes up and is set up", async () => {
    await box.up();
    await setUpByCommands();
    await run.until(() => box.smbclient("put sent before.txt", "sign"));
  });
  box.release("latest", ROOT);
  await run.check("new images take over what it has", async () => {
    await box.up();
    await run.until(() => assertShared(box));
    await run.until(() => box.smbclient("get before.txt back; put sent after.txt", "encrypt"));
    assert.equal(readFileSync(join(box.workFolder, "back"), "utf8"), SENT);
    assert.match(await box.larder(["user", "list"]), /alice/);
  });
  await run.check(
    "an older program leaves a newer database alone, and its pages say so",
    async () => {
      const psql = ["exec", "--no-TTY", "database", "psql", "-qU", "larder", "-d", "larder", "-c"];
      // The release before may have all migrations of this one.
      await box.compose([
        ...psql,
        "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '99990101000000_later', now())",
      ]);
      const newer = /newer than this program: it knows the migration \d{14}_\w+\./;
      box.release("before", previous);
      await box.compose(["up", "--detach"]);
      await run.until(async () => {
        const page = await box.ask("/");
        assert.equal(page.status, 503);
        assert.match(page.body, newer);
      });
      await run.until(async () => assert.match(await box.logs(), newer));
      await run.until(() => box.smbclient("get after.txt back", "sign"));
      await box.compose([...psql, "DELETE FROM _prisma_migrations WHERE id = 'x'"]);
      box.release("latest", ROOT);
      await box.up();
      assert.equal((await box.ask("/api/ready")).status, 200);
    },
  );
  await run.check(
    "an upgrade that leaves a release out is refused, and the pages name it",
    async () => {
      const required = join(scratch, "required-releases.json");
      writeFileSync(required, '[{"release":"0.7","migration":"20000101000000_never"}]');
      const volumes = [`${required}:/larder/prisma/migrations/required-releases.json:ro`];
      const skipping = join(scratch, "skipping.yml");
      writeFileSync(
        skipping,
        JSON.stringify({ services: { migrate: { volumes }, server: { volumes } } }),
      );
      box.overrides = [skipping];
      await box.compose(["up", "--detach", "server"]);
      await run.until(async () => {
        const page = await box.ask("/");
        assert.equal(page.status, 503);
        assert.match(page.body, /start release 0\.7 once, then this one/);
      });
      await box.smbclient("get after.txt back", "sign");
      box.overrides = [];
    },
  );
}

async function sayContents(): Promise<void> {
  for (const image of ["server", "smbd", "rdma"] as const) {
    const bill = await runCommand(process.execPath, [
      join(ROOT, "e2e/sbom/run.ts"),
      "--image",
      `larder/${image}`,
    ]);
    succeeded("sbom", bill);
    for (const part of PARTS[image]) assert.ok(bill.stdout.includes(part), `${image}: ${part}`);
  }
}
