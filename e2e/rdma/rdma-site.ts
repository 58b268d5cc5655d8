import { rmSync } from "node:fs";
import { NODE_OPTIONS } from "@larder/smbd/node-options";
import type { GuestShell } from "../peer/guest-shell.ts";
import { rdmaGuest } from "../peer/rdma-guest.ts";
import { stageProgram } from "./guest-program.ts";

const STATE = "/root/state";
const SOCKET = `${STATE}/control.sock`;
export const DATA = "/srv/data";
const ENGINE_LOG = "/root/engine.log";
const HELPER_LOG = "/root/helper.log";
export const ADDRESS = "10.0.2.15";
const WANTED_MS_MAX = 120_000;
const CUT_MS_MAX = 300_000;
/** Prints what the engine first tells who comes to its socket. */
const REPORT = `
  pipe=/tmp/status.$BASHPID; mkfifo $pipe
  head -n 1 /opt/larder/snapshot.jsonl | socat -,ignoreeof UNIX-CONNECT:${SOCKET} >$pipe &
  while read -r line; do case $line in *'"type":"status"'*) echo "$line"; break ;; esac; done <$pipe
  kill $!; rm $pipe`;

export interface RdmaReport {
  readonly connectionCount: number;
  readonly openCount: number;
  readonly waitingOpenCount: number;
  readonly rdma: {
    readonly problem: string;
    readonly devices: readonly { readonly name: string; readonly problem: string }[];
    readonly channels: readonly unknown[];
    readonly counters: {
      readonly errors: Readonly<Record<string, number>>;
      readonly [counter: string]: unknown;
    };
  } | null;
}

/** Engine and helper in a guest that is their client as well. */
export class RdmaSite {
  readonly guest: GuestShell = rdmaGuest();
  readonly #program: string;
  #lastCounters = "";

  constructor(program: string) {
    this.#program = program;
  }

  static async start(): Promise<RdmaSite> {
    const site = new RdmaSite(await stageProgram(DATA));
    await site.guest.start(site.#program);
    await site.guest.run(`/opt/guest/rdma-up; /opt/guest/cifs-rdma; mkdir -p ${DATA} ${STATE}`);
    await site.startEngine();
    await site.startHelper();
    return site;
  }

  async startEngine(): Promise<void> {
    await this.guest.run(`
      cd /opt/larder
      export LARDER_STATE=${STATE} LARDER_SMB_HOST=0.0.0.0 LARDER_SMB_PORT=445 LARDER_LOG_LEVEL=debug
      rm -f ${SOCKET}
      setsid ./node ${NODE_OPTIONS.join(" ")} engine/host/main.mjs </dev/null >>${ENGINE_LOG} 2>&1 & echo $! > /root/engine.pid
      for try in $(seq 600); do [ -S ${SOCKET} ] && break; sleep 0.2; done
      socat -,ignoreeof UNIX-CONNECT:${SOCKET} < snapshot.jsonl | grep -m 1 -q '"applied"'`);
  }

  async startHelper(): Promise<void> {
    await this.spawnHelper();
    await this.guest.run(`
      for try in $(seq 100); do rdma resource show cm_id 2>/dev/null | grep -q LISTEN && exit 0; sleep 0.2; done
      exit 1`);
  }

  /**
   * Takes the guest's address away once `name` is being written, gives it back when the server has no channel left, and
   * waits for that. It is the one way into the guest as well: what happens meanwhile happens without being asked.
   */
  async cutLink(name: string): Promise<void> {
    await this.guest.run(`cat > /root/cut <<'SH'
until [ -s ${DATA}/${name} ]; do sleep 0.1; done
sleep 1
ip addr del ${ADDRESS}/24 dev eth0
for try in $(seq 120); do
  (${REPORT}
  ) | grep -q '"channels":\\[\\],"counters"' && break
  sleep 1
done
ip addr add ${ADDRESS}/24 dev eth0
echo > /root/cut.done
SH
rm -f /root/cut.done; setsid bash /root/cut </dev/null >/root/cut.log 2>&1 & sleep 1`);
    await this.guest.run("until [ -e /root/cut.done ]; do sleep 0.2; done", CUT_MS_MAX);
  }

  /** `under`: the program that it runs under, with its options. */
  async spawnHelper(under = ""): Promise<void> {
    await this.guest.run(`
      setsid ${under} /opt/larder/rdma-helper ${STATE} </dev/null >>${HELPER_LOG} 2>&1 & echo $! > /root/helper.pid`);
  }

  async stopHelper(): Promise<void> {
    await this.guest.run("kill $(cat /root/helper.pid)");
    await this.reportWith((report) => report.rdma === null);
  }

  /** Engine and helper end; their ports are free for another server. */
  async stop(): Promise<void> {
    await this.guest.run(`
      kill $(cat /root/helper.pid /root/engine.pid)
      for try in $(seq 100); do kill -0 $(cat /root/engine.pid) 2>/dev/null || exit 0; sleep 0.2; done; exit 1`);
  }

  async mount(place: string, share: string, options: string): Promise<void> {
    const given = `vers=3.1.1,username=alice,password=pass1234,nosharesock,${options}`;
    await this.guest.run(
      `mkdir -p ${place}; mount -t cifs //${ADDRESS}/${share} ${place} -o ${given}`,
    );
  }

  async report(): Promise<RdmaReport> {
    const said = await this.guest.run(REPORT);
    return (JSON.parse(said) as { engine: RdmaReport }).engine;
  }

  /** The report once it is as wanted, however long a loaded machine takes for it. */
  async reportWith(isWanted: (report: RdmaReport) => boolean): Promise<RdmaReport> {
    const deadline = Date.now() + WANTED_MS_MAX;
    for (;;) {
      const report = await this.report();
      if (isWanted(report)) return report;
      if (Date.now() > deadline)
        throw new Error(`It stays so: ${JSON.stringify(report)}\n${await this.logs()}`);
      await new Promise((wake) => setTimeout(wake, 500));
    }
  }

  /** What went which way while `work` was done. */
  async counted(work: () => Promise<unknown>): Promise<(counter: string) => number> {
    const before = await this.settled();
    await work();
    const after = await this.settled();
    return (counter) => Number(after[counter] ?? 0) - Number(before[counter] ?? 0);
  }

  /** The counters once they rest: the helper tells once a second of the guest's, which is not always one of ours. */
  async settled(): Promise<Readonly<Record<string, unknown>>> {
    for (;;) {
      await this.guest.run("sleep 1.2");
      const { rdma } = await this.report();
      const now = JSON.stringify(rdma?.counters ?? {});
      if (now === this.#lastCounters) return rdma?.counters ?? {};
      this.#lastCounters = now;
    }
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
