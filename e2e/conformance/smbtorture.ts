import type { PeerRoot } from "../peer/peer-root.ts";
import { runCommand, USER_PASSWORD } from "../product/product.ts";
import type { TortureCase } from "./case-list.ts";
import { rowOf, type ShareKind } from "./case-table.ts";
import { reasonOf, type Verdict, verdictOf } from "./verdict.ts";

export interface Outcome {
  readonly name: string;
  readonly verdict: Verdict;
  readonly seconds: number;
  readonly reason: string;
  /** All that smbtorture wrote. */
  readonly said: string;
}

export interface TortureTarget {
  readonly port: number;
  readonly share: (kind: ShareKind) => string;
  /** The folder of the lane's plain share as local programs in smbtorture's system see it. */
  readonly localFolder: string;
}

/** Runs smbtorture of Samba 4.22, one case at a time. */
export class Smbtorture {
  readonly #peers: PeerRoot;

  constructor(peers: PeerRoot) {
    this.#peers = peers;
  }

  async list(): Promise<string> {
    const { code, stdout, stderr } = await runCommand(
      ...this.#peers.command("smbtorture", ["--list"]),
    );
    if (code !== 0) throw new Error(`smbtorture --list ended with ${code}: ${stderr}`);
    return stdout;
  }

  async run({ name, tests }: TortureCase, target: TortureTarget): Promise<Outcome> {
    const row = rowOf(name);
    const options = [
      "--option=torture:user2name=bob",
      `--option=torture:user2password=${USER_PASSWORD}`,
      ...(row.needs.includes("local") ? [`--option=torture:localdir=${target.localFolder}`] : []),
      ...row.options,
    ];
    const began = Date.now();
    const { code, stdout, stderr } = await runCommand(
      ...this.#peers.command("smbtorture", [
        `//127.0.0.1/${target.share(row.share)}`,
        ...["-p", String(target.port), "-U", `${row.user}%${USER_PASSWORD}`],
        ...options,
        ...tests,
      ]),
      { timeoutMs: row.secondsMax * 1000 },
    );
    const said = stdout + stderr;
    const seconds = (Date.now() - began) / 1000;
    return { name, verdict: verdictOf(code, said), seconds, reason: reasonOf(said), said };
  }
}
