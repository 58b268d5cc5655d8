import { rmSync } from "node:fs";
import { CONTRACT_VERSION } from "@larder/smbd/control";
import type { GuestShell } from "../peer/guest-shell.ts";
import { rdmaGuest } from "../peer/rdma-guest.ts";
import { stageProgram } from "./guest-program.ts";

const STATE = "/root/state";
export const DATA = "/srv/data";
const ENGINE_LOG = "/root/engine.log";
const HELPER_LOG = "/root/helper.log";
const ADDRESS = "10.0.2.15";

export interface RdmaReport {
  readonly connectionCount: number;
  readonly openCount: number;
  readonly rdma: {
    readonly problem: string;
    readonly devices: readonly { readonly name: string; readonly problem: string }[];
    readonly channels: readonly unknown[];
    readonly counters: Readonly<Record<string, number>>;
  } | null;
}

/** Engine and helper in a guest that is their client as well. */
export class RdmaSite {
  readonly guest: GuestShell = rdmaGuest();
  readonly #program = stageProgram();

  static async start(): Promise<RdmaSite> {
    const site = new RdmaSite();
    await site.guest.start(site.#program);
    await site.guest.run(`/opt/guest/rdma-up; /opt/guest/cifs-rdma; mkdir -p ${DATA} ${STATE}`);
    await site.startEngine();
    await site.startHelper();
    return site;
  }

  async startEngine(): Promise<void> {
    await this.guest.run(
      `
      cd /opt/larder
      export LARDER_STATE=${STATE} LARDER_SMB_HOST=0.0.0.0 LARDER_SMB_PORT=445 LARDER_LOG_LEVEL=debug
      rm -f ${STATE}/control.sock
      setsid ./node smbd/src/main.js </dev/null >>${ENGINE_LOG} 2>&1 & echo $! > /root/engine.pid
      for try in $(seq 2500); do [ -S ${STATE}/control.sock ] && break; sleep 0.2; done
      ./node guest-snapshot.mjs ${STATE}/control.sock ${DATA}`,
      600_000,
    );
  }

  async startHelper(): Promise<void> {
    await this.guest.run(`
      setsid /opt/larder/rdma-helper ${STATE} </dev/null >>${HELPER_LOG} 2>&1 & echo $! > /root/helper.pid
      for try in $(seq 100); do rdma resource show cm_id 2>/dev/null | grep -q LISTEN && exit 0; sleep 0.2; done
      exit 1`);
  }

  async mount(place: string, share: string, options: string): Promise<void> {
    const given = `vers=3.1.1,username=alice,password=pass1234,nosharesock,${options}`;
    await this.guest.run(
      `mkdir -p ${place}; mount -t cifs //${ADDRESS}/${share} ${place} -o ${given}`,
    );
  }

  async report(): Promise<RdmaReport> {
    const said = await this.guest.run(
      `cd /opt/larder && ./node guest-status.mjs ${STATE}/control.sock ${CONTRACT_VERSION}`,
    );
    return JSON.parse(said) as RdmaReport;
  }

  /** The report once it is as wanted; it is a second old at most. */
  async reportWith(isWanted: (report: RdmaReport) => boolean): Promise<RdmaReport> {
    for (let tries = 0; tries < 15; tries++) {
      const report = await this.report();
      if (isWanted(report)) return report;
      await new Promise((wake) => setTimeout(wake, 1000));
    }
    throw new Error(`It stays so: ${JSON.stringify(await this.report())}\n${await this.logs()}`);
  }

  /** What went which way while `work` was done. */
  async counted(work: () => Promise<unknown>): Promise<(counter: string) => number> {
    const before = await this.settled();
    await work();
    const after = await this.settled();
    return (counter) => (after[counter] ?? 0) - (before[counter] ?? 0);
  }

  async settled(): Promise<Readonly<Record<string, number>>> {
    // The helper tells once a second.
    await new Promise((wake) => setTimeout(wake, 1500));
    return (await this.report()).rdma?.counters ?? {};
  }

  async logs(): Promise<string> {
    const { output } = await this.guest.try(
      `tail -n 20 ${ENGINE_LOG} ${HELPER_LOG}; dmesg | tail -n 20`,
    );
    return output;
  }

  async remove(): Promise<void> {
    await this.guest.stop();
    rmSync(this.#program, { recursive: true, force: true });
  }
}
