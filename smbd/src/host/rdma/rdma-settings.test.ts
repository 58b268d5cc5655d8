/** What an administrator chooses of SMB Direct, on its way to the helper and to its container. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import pino from "pino";
import { applyCatalog } from "../../engine/apply-catalog.ts";
import { Catalog } from "../../state/catalog.ts";
import { catalogInput, World } from "../../test/world.ts";
import { RdmaListener } from "./rdma-listener.ts";

const OPEN = { isEnabled: true, port: 445, iwarpPort: 5445, devices: [] };

async function withListener(
  environment: typeof OPEN | { devices: string[]; isEnabled: boolean },
  work: (site: {
    choose: (change: object) => void;
    greeted: () => Promise<{ isEnabled: boolean; devices: string; ended: Promise<unknown> }>;
    folder: string;
  }) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "larder-rdma-settings-"));
  writeFileSync(join(folder, "soft-roce"), "of-an-earlier-run\n");
  const world = new World();
  const log = pino({ level: "silent" });
  const listener = new RdmaListener(world.engine, folder, { ...OPEN, ...environment }, log);
  const choose = (change: object) => {
    const settings = { ...catalogInput().settings, ...change };
    applyCatalog(world.engine, new Catalog(catalogInput({ settings })));
    listener.look();
  };
  const greeted = async () => {
    const socket = connect(join(folder, "rdma.sock"));
    const ended = once(socket, "close");
    const [hello] = (await once(socket, "data")) as [Buffer];
    socket.resume();
    // Behind the frame's header of twelve bytes: flags at 6, names from 22 on.
    return {
      isEnabled: hello.readUInt16LE(18) === 1,
      devices: hello.subarray(34).toString(),
      ended,
    };
  };
  try {
    await listener.listen();
    await work({ choose, greeted, folder });
  } finally {
    listener.close();
    rmSync(folder, { recursive: true });
  }
}

describe("the settings of SMB Direct", () => {
  it("reach a helper that is there by a new greeting, and only where they changed", async () => {
    await withListener(OPEN, async ({ choose, greeted }) => {
      const first = await greeted();
      assert.deepEqual([first.isEnabled, first.devices], [true, ""]);
      let hasEnded = false;
      void first.ended.then(() => {
        hasEnded = true;
      });
      choose({ caching: false });
      await new Promise((wake) => setTimeout(wake, 20));
      assert.equal(hasEnded, false);
      choose({ rdmaDevices: ["mlx5_0", "rxe0"] });
      await first.ended;
      const second = await greeted();
      assert.deepEqual([second.isEnabled, second.devices], [true, "mlx5_0,rxe0"]);
      choose({ rdma: false });
      await second.ended;
      assert.equal((await greeted()).isEnabled, false);
    });
  });

  it("give way to the environment's", async () => {
    await withListener({ isEnabled: false, devices: ["siw0"] }, async ({ choose, greeted }) => {
      choose({ rdma: true, rdmaDevices: ["mlx5_0"] });
      const { isEnabled, devices } = await greeted();
      assert.deepEqual([isEnabled, devices], [false, "siw0"]);
    });
  });

  it("write down which cards are to have a soft-RoCE device, for the engine's account alone", async () => {
    await withListener(OPEN, async ({ choose, folder }) => {
      const path = join(folder, "soft-roce");
      assert.equal(readFileSync(path, "utf8"), "");
      choose({ softRoceCards: ["eth0", "enp3s0"] });
      assert.equal(readFileSync(path, "utf8"), "eth0\nenp3s0\n");
      assert.equal(statSync(path).mode & 0o777, 0o600);
      choose({ softRoceCards: [] });
      assert.equal(readFileSync(path, "utf8"), "");
    });
  });
});
