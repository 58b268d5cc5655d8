/**
 * Lets go of what has been in a share's bin for long enough, or of all of it. A directory is looked through at a
 * time, with others served in between, and one call removes so much and no more: who wants the rest asks again.
 */
import { RECYCLE_REMOVAL_COUNT_MAX } from "../limits.ts";
import type { VfsDirectory, VfsEntry, VfsPath, VfsShare } from "../port/vfs.ts";
import type { CatalogShare } from "../state/catalog.ts";
import { removed } from "../state/change.ts";
import { RECYCLE_FOLDER } from "../state/recycle-path.ts";
import {
  isError,
  type NtStatus,
  STATUS_DIRECTORY_NOT_EMPTY,
  STATUS_SHARING_VIOLATION,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import type { EngineServices } from "./context.ts";

export interface SweepRule {
  /** Only this user's part; null: everybody's. */
  readonly userFolder: string | null;
  /** What came before goes; a FILETIME. */
  readonly before: bigint;
  /** Of what is left, the oldest goes until it is no more than this; null: all may stay. */
  readonly bytesMax: number | null;
}

export interface SweepReport {
  removedCount: number;
  removedBytes: number;
  keptCount: number;
  keptBytes: number;
  readonly failed: { readonly path: string; readonly status: NtStatus }[];
  /** False: there is more to do, and it is to be asked for again. */
  isComplete: boolean;
}

export interface BinKeeper extends Pick<EngineServices, "files" | "changed" | "volume"> {
  readonly volumes: { isStillOpen(volume: VfsShare): boolean };
}

/** Lets others work, then goes on. */
export type Pause = (next: () => void) => void;

export function sweepBin(
  engine: BinKeeper,
  share: CatalogShare,
  rule: SweepRule,
  pause: Pause,
  done: (report: SweepReport) => void,
): void {
  const volume = engine.volume(share);
  if (typeof volume === "number") {
    done(nothingDone());
    return;
  }
  const top = rule.userFolder === null ? [RECYCLE_FOLDER] : [RECYCLE_FOLDER, rule.userFolder];
  new Sweep(engine, share, volume, rule, pause, done).start(top);
}

function nothingDone(): SweepReport {
  return {
    removedCount: 0,
    removedBytes: 0,
    keptCount: 0,
    keptBytes: 0,
    failed: [],
    isComplete: true,
  };
}

/** A folder to look through, or one that was and may be empty by now. */
interface Step {
  readonly path: VfsPath;
  readonly isLeft: boolean;
}

const FAILED_COUNT_MAX = 100;
const BATCH = 128;

class Sweep {
  readonly #engine: BinKeeper;
  readonly #share: CatalogShare;
  readonly #volume: VfsShare;
  #rule: SweepRule;
  readonly #pause: Pause;
  readonly #done: (report: SweepReport) => void;
  readonly #report = nothingDone();
  readonly #steps: Step[] = [];
  /** What is left, by the minute that it came in. */
  readonly #bytesByMinute = new Map<number, number>();

  constructor(
    engine: BinKeeper,
    share: CatalogShare,
    volume: VfsShare,
    rule: SweepRule,
    pause: Pause,
    done: (report: SweepReport) => void,
  ) {
    this.#engine = engine;
    this.#share = share;
    this.#volume = volume;
    this.#rule = rule;
    this.#pause = pause;
    this.#done = done;
  }

  start(top: VfsPath): void {
    this.#steps.push({ path: top, isLeft: false });
    this.#next();
  }

  #next(): void {
    // The administrator took the share away, or changed where it is, meanwhile.
    const isThere = this.#engine.volumes.isStillOpen(this.#volume);
    const step = isThere ? this.#steps.pop() : undefined;
    if (step === undefined) {
      this.#finish(isThere);
    } else if (this.#report.removedCount >= RECYCLE_REMOVAL_COUNT_MAX) {
      this.#report.isComplete = false;
      this.#done(this.#report);
    } else if (step.isLeft) {
      this.#removeEmpty(step.path);
    } else {
      this.#look(step.path);
    }
  }

  #look(path: VfsPath): void {
    const directory = this.#openDirectory(path);
    if (directory === null) {
      this.#pause(() => this.#next());
      return;
    }
    directory.load(true, (status) => {
      if (!isError(status) && this.#engine.volumes.isStillOpen(this.#volume))
        this.#sort(path, directory);
      directory.close();
      this.#pause(() => this.#next());
    });
  }

  #openDirectory(path: VfsPath): VfsDirectory | null {
    const found = this.#volume.lookup(path, { reparsePoint: true, caseSensitive: path.length > 2 });
    if (typeof found === "number") return null;
    const isFolder = found.node?.isDirectory === true;
    const directory = isFolder ? found.node?.openDirectory() : undefined;
    found.parent.close();
    found.node?.close();
    return directory === undefined || typeof directory === "number" ? null : directory;
  }

  #sort(path: VfsPath, directory: VfsDirectory): void {
    // The bin itself stays; a user's folder goes with the last that was in it.
    if (path.length > 1) this.#steps.push({ path, isLeft: true });
    for (;;) {
      const entries = directory.next(BATCH, null);
      if (typeof entries === "number" || entries.length === 0) return;
      for (const entry of entries) this.#entry(path, entry);
    }
  }

  #entry(above: VfsPath, { name, stat }: VfsEntry): void {
    if (name === "." || name === "..") return;
    const path = [...above, name];
    // A link to a folder is a name like any other, and nothing behind it is touched.
    if (stat.isDirectory && stat.reparseTag === 0) {
      this.#steps.push({ path, isLeft: false });
      return;
    }
    const isDue = stat.changeTime < this.#rule.before;
    const mayGo = this.#report.removedCount < RECYCLE_REMOVAL_COUNT_MAX;
    if (isDue && mayGo && this.#remove(path, stat.allocationSize)) return;
    this.#report.keptCount++;
    this.#report.keptBytes += stat.allocationSize;
    if (this.#rule.bytesMax === null) return;
    const minute = Number(stat.changeTime / MINUTE);
    const before = this.#bytesByMinute.get(minute) ?? 0;
    this.#bytesByMinute.set(minute, before + stat.allocationSize);
  }

  #remove(path: VfsPath, bytes: number): boolean {
    const status = this.#unlink(path, false);
    if (status === STATUS_SUCCESS) {
      this.#report.removedCount++;
      this.#report.removedBytes += bytes;
      return true;
    }
    const { failed } = this.#report;
    if (failed.length < FAILED_COUNT_MAX) failed.push({ path: path.slice(1).join("/"), status });
    return false;
  }

  #removeEmpty(path: VfsPath): void {
    const status = this.#unlink(path, true);
    const isFailure = isError(status) && status !== STATUS_DIRECTORY_NOT_EMPTY;
    if (isFailure && this.#report.failed.length < FAILED_COUNT_MAX) {
      this.#report.failed.push({ path: path.slice(1).join("/"), status });
    }
    this.#next();
  }

  #unlink(path: VfsPath, isDirectory: boolean): NtStatus {
    const found = this.#volume.lookup(path, { reparsePoint: true, caseSensitive: true });
    if (typeof found === "number") return found;
    const { node, parent } = found;
    parent.close();
    if (node === null) return STATUS_SUCCESS;
    // What somebody has open stays until a later sweep.
    const isOpen = this.#engine.files.get(node.identity) !== undefined;
    const status = isOpen ? STATUS_SHARING_VIOLATION : this.#volume.unlink(node, path);
    node.close();
    if (status === STATUS_SUCCESS) {
      const root = this.#share.path.split("/").filter((part) => part !== "");
      this.#engine.changed(removed([...root, ...path], isDirectory, null));
    }
    return status;
  }

  #finish(isThere: boolean): void {
    const { bytesMax, userFolder } = this.#rule;
    const report = this.#report;
    if (!isThere || bytesMax === null || report.keptBytes <= bytesMax) {
      this.#done(report);
      return;
    }
    // Once more, now for what came in before the minute up to which too much is there.
    const before = this.#minuteToKeepFrom(report.keptBytes - bytesMax);
    report.keptBytes = 0;
    report.keptCount = 0;
    this.#rule = { userFolder, before, bytesMax: null };
    this.start(userFolder === null ? [RECYCLE_FOLDER] : [RECYCLE_FOLDER, userFolder]);
  }

  #minuteToKeepFrom(excessBytes: number): bigint {
    let left = excessBytes;
    for (const [minute, bytes] of [...this.#bytesByMinute].sort(([a], [b]) => a - b)) {
      left -= bytes;
      if (left <= 0) return BigInt(minute + 1) * MINUTE;
    }
    return this.#rule.before;
  }
}

/** In the steps of a FILETIME. */
const MINUTE = 600_000_000n;
