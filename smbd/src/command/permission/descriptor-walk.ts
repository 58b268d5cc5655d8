/**
 * Everything below a folder, some entries at a time: counted, given what the folder hands down, or brought up to
 * date with it. Links are not followed. Nothing of it waits in the engine by itself: whoever began it asks for each
 * step, and stops by not asking any more.
 */
import { DESCRIPTOR_WALK_FOLDER_COUNT_MAX } from "../../limits.ts";
import type { VfsDirectory, VfsEntry, VfsPath } from "../../port/vfs.ts";
import { isInRecycleBin } from "../../state/recycle-path.ts";
import { INHERITED_ACE } from "../../wire/security/ace.ts";
import {
  SE_DACL_AUTO_INHERITED,
  SE_DACL_PRESENT,
  SE_DACL_PROTECTED,
  type SecurityDescriptor,
} from "../../wire/security/descriptor.ts";
import { parseSid, type Sid } from "../../wire/security/sid.ts";
import { isError, type NtStatus, STATUS_SUCCESS, statusName } from "../../wire/status.ts";
import { effectiveDescriptor } from "../create/effective-descriptor.ts";
import { differs, store, strippedDescriptor } from "./descriptor-change.ts";
import { handedDownTo } from "./descriptor-report.ts";
import {
  atPlace,
  isRefusal,
  type PermissionHost,
  type Place,
  type Refusal,
  securityChanged,
  textOf,
  type Where,
} from "./place.ts";

export type WalkMode =
  | "count"
  /** Entries of their own are taken away: all have what the folder hands down. */
  | "replace"
  /** Entries of their own stay; what they inherit is what is handed down now. */
  | "refresh";

export interface WalkStep {
  /** Files and folders that were looked at in this step. */
  readonly looked: number;
  readonly changed: number;
  readonly failures: readonly WalkFailure[];
  readonly isFinished: boolean;
}

export interface WalkFailure {
  readonly path: string;
  readonly status: string;
}

export class DescriptorWalk {
  readonly #host: PermissionHost;
  readonly #where: Where;
  readonly #mode: WalkMode;
  readonly #owner: Sid | null;
  /** The folder that the share is, as the walk began. */
  readonly #sharePath: string | null;
  readonly #folders: VfsPath[];
  readonly #foldersMax: number;
  #current: { readonly path: VfsPath; readonly directory: VfsDirectory } | null = null;
  #isStepping = false;
  #isClosed = false;

  /** `owner`: whom all of it belongs to from now on; null: whom it belonged to. */
  constructor(
    host: PermissionHost,
    where: Where,
    mode: WalkMode,
    owner: string | null,
    foldersMax = DESCRIPTOR_WALK_FOLDER_COUNT_MAX,
  ) {
    this.#foldersMax = foldersMax;
    this.#host = host;
    this.#where = where;
    this.#mode = mode;
    this.#owner = owner === null ? null : parseSid(owner);
    this.#sharePath = sharePathOf(host, where);
    this.#folders = [where.path];
  }

  /** Looks at up to `countMax` entries. `done` is told once, perhaps before this returns; null: a step is under way. */
  step(countMax: number, done: (step: WalkStep | null) => void): void {
    if (this.#isStepping || this.#isClosed) {
      done(null);
      return;
    }
    this.#isStepping = true;
    const found = { looked: 0, changed: 0, failures: [] as WalkFailure[] };
    if (sharePathOf(this.#host, this.#where) !== this.#sharePath) {
      // Nobody asked for anything to be changed in another folder.
      found.failures.push({ path: textOf(this.#where.path), status: "share-unknown" });
      this.#isStepping = false;
      done({ ...found, isFinished: true });
      return;
    }
    this.#goOn(countMax, found, (isFinished) => {
      this.#isStepping = false;
      if (this.#isClosed) this.#release();
      done({ ...found, isFinished });
    });
  }

  close(): void {
    this.#isClosed = true;
    if (!this.#isStepping) this.#release();
  }

  #release(): void {
    this.#current?.directory.close();
    this.#current = null;
    this.#folders.length = 0;
  }

  #goOn(countMax: number, found: Found, done: (isFinished: boolean) => void): void {
    const untilMs = this.#host.nowMs() + STEP_MS_MAX;
    while (found.looked < countMax && found.failures.length < FAILURES_PER_STEP_MAX) {
      if (found.looked > 0 && this.#host.nowMs() > untilMs) break;
      if (this.#isClosed) {
        done(true);
        return;
      }
      if (this.#current === null) {
        const next = this.#folders.pop();
        if (next === undefined) {
          done(true);
          return;
        }
        if (!this.#open(next, found)) continue;
        let isLate = false;
        let isLoaded = false;
        this.#load(found, () => {
          isLoaded = true;
          if (isLate) this.#goOn(countMax, found, done);
        });
        isLate = true;
        if (!isLoaded) return;
        continue;
      }
      const { directory, path } = this.#current;
      const entries = directory.next(Math.min(BATCH, countMax - found.looked), null);
      if (typeof entries === "number") fail(found, path, entries);
      if (typeof entries === "number" || entries.length === 0) {
        directory.close();
        this.#current = null;
        continue;
      }
      for (const entry of entries) this.#look(path, entry, found);
    }
    done(this.#current === null && this.#folders.length === 0);
  }

  #open(path: VfsPath, found: Found): boolean {
    const opened = atPlace(this.#host, { ...this.#where, path }, ({ node }) => {
      const directory = node.openDirectory();
      return typeof directory === "number" ? { problem: directory } : { directory };
    });
    if ("directory" in opened) {
      this.#current = { path, directory: opened.directory };
      return true;
    }
    if ("problem" in opened) fail(found, path, opened.problem);
    else failAs(found, path, opened);
    return false;
  }

  #load(found: Found, done: () => void): void {
    const current = this.#current;
    if (current === null) {
      done();
      return;
    }
    current.directory.load(false, (status) =>
      this.#host.guardUnasked(() => {
        if (isError(status)) {
          // One that was closed meanwhile is nobody's failure.
          if (!this.#isClosed) fail(found, current.path, status);
          current.directory.close();
          if (this.#current === current) this.#current = null;
        }
        done();
      }),
    );
  }

  #look(folder: VfsPath, { name, stat }: VfsEntry, found: Found): void {
    const path = [...folder, name];
    if (name === "." || name === ".." || isInRecycleBin(path)) return;
    if (stat.isSymlink || stat.reparseTag !== 0) return;
    found.looked++;
    let descends = stat.isDirectory;
    if (this.#mode !== "count") {
      const applied = atPlace(this.#host, { ...this.#where, path }, (place) => this.#apply(place));
      if (isRefusal(applied)) failAs(found, path, applied);
      else if (applied.status !== STATUS_SUCCESS) fail(found, path, applied.status);
      else {
        if (applied.isChanged) found.changed++;
        descends &&= applied.descends;
      }
    }
    if (!descends) return;
    if (this.#folders.length < this.#foldersMax) this.#folders.push(path);
    else found.failures.push({ path: textOf(path), status: "STATUS_INSUFFICIENT_RESOURCES" });
  }

  #apply(place: Place): { status: NtStatus; isChanged: boolean; descends: boolean } {
    const { volume, found, node, share } = place;
    const ids = this.#host.catalog;
    const answer = (status: NtStatus, isChanged: boolean, descends = true) => ({
      ...{ status, isChanged, descends },
    });
    const effective = effectiveDescriptor(ids, volume, found.path, node, found.parent);
    if (typeof effective === "number") return answer(effective, false);
    const { descriptor: current, source } = effective;
    const handed = handedDownTo(ids, place, current);
    if (typeof handed === "number") return answer(handed, false);
    // What stands nowhere is looked up above each time, and so is up to date.
    const isOfPlace = source === "inherited" || source === "share";
    const isProtected = (current.control & SE_DACL_PROTECTED) !== 0;
    // Nothing comes down through a folder that takes nothing from above.
    if (this.#mode === "refresh" && isProtected) return answer(STATUS_SUCCESS, false, false);
    let wanted = current;
    if (!isOfPlace && handed !== null) {
      if (this.#mode === "replace") wanted = strippedDescriptor(current, handed);
      else if (source === "stored") wanted = refreshed(current, handed);
    }
    if (this.#owner !== null) wanted = { ...wanted, owner: this.#owner };
    if (!differs(current, wanted)) return answer(STATUS_SUCCESS, false);
    const status = store(ids, share, node, current, wanted);
    if (status !== STATUS_SUCCESS) return answer(status, false);
    this.#host.changed(securityChanged(share, found.path));
    return answer(STATUS_SUCCESS, true);
  }
}

function sharePathOf({ catalog }: PermissionHost, { shareId }: Where): string | null {
  return catalog.shareById(shareId)?.path ?? null;
}

function refreshed(current: SecurityDescriptor, handed: SecurityDescriptor): SecurityDescriptor {
  if (current.dacl === null) return current;
  const own = current.dacl.aces.filter((ace) => (ace.flags & INHERITED_ACE) === 0);
  const aces = [...own, ...(handed.dacl?.aces ?? [])];
  return {
    ...current,
    control: current.control | SE_DACL_PRESENT | SE_DACL_AUTO_INHERITED,
    dacl: { ...current.dacl, aces },
  };
}

interface Found {
  looked: number;
  changed: number;
  readonly failures: WalkFailure[];
}

function fail(found: Found, path: VfsPath, status: NtStatus): void {
  found.failures.push({ path: textOf(path), status: statusName(status) });
}

function failAs(found: Found, path: VfsPath, { refused, status }: Refusal): void {
  // What went away since its folder was read needs nothing any more.
  if (refused === "not-found") return;
  found.failures.push({ path: textOf(path), status: status === "" ? refused : status });
}

/** Entries that are looked at whatever the time; of a deep tree each takes milliseconds. */
const BATCH = 16;
const STEP_MS_MAX = 10;
const FAILURES_PER_STEP_MAX = 100;
