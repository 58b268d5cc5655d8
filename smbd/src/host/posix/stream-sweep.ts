import { native, STAT_SLOTS, Stat } from "../native.ts";
import { isStreamFolder } from "../stream-folder.ts";
import { ENOENT, ENOTDIR } from "./errno.ts";
import { readOwner } from "./stream-owner.ts";
import { isStreamToken } from "./stream-pointer.ts";
import { openToken, type StreamStore } from "./stream-store.ts";

/**
 * Removes what nobody owns any more from a store: the streams of files that local programs deleted, and files
 * that a crash left before anything pointed to them.
 *
 * Whether an owner is still there is found out by walking all that is shared and looking for its inode number; a
 * number that was given out again only keeps a stream for longer. What was not found is marked, and goes when a
 * sweep a month or more later does not find it either: a file that was moved from a folder not yet walked to
 * one that was, or out of the shares for a while, keeps its streams. A walk that met an error marks nothing and
 * removes nothing.
 */
export interface SweepClock {
  readonly nowMs: number;
  /** Lets others work; false ends the sweep. */
  pause(): Promise<boolean>;
}

export interface SweepResult {
  readonly isComplete: boolean;
  readonly markedCount: number;
  readonly removedCount: number;
}

/** `roots` are descriptors of all folders where an owner may be; they may be closed while the sweep runs. */
export async function sweepStreams(
  store: StreamStore,
  roots: readonly number[],
  clock: SweepClock,
): Promise<SweepResult> {
  const folder = store.openFolder();
  if (folder < 0) return { ...NOTHING_DONE, isComplete: folder === ENOENT };
  const own = roots.map((root) => native.duplicate(root));
  try {
    const suspects = await streamsByInode(folder, clock);
    if (suspects === null) return NOTHING_DONE;
    const found: Suspect[] = [];
    let isComplete = true;
    for (const root of own) isComplete = isComplete && (await walk(root, suspects, found, clock));
    for (const { token, isMarked } of found) if (isMarked) unmark(folder, token);
    if (!isComplete) return NOTHING_DONE;
    return { isComplete, ...(await settle(folder, [...suspects.values()].flat(), clock)) };
  } finally {
    for (const fd of [folder, ...own]) if (fd >= 0) native.close(fd);
  }
}

interface Suspect {
  readonly token: string;
  readonly isMarked: boolean;
}

/** Those without an owner that can be read stand under "". Null when the sweep is to end. */
async function streamsByInode(
  folder: number,
  clock: SweepClock,
): Promise<Map<string, Suspect[]> | null> {
  const listed: DirectoryRecord[] = [];
  const result = await eachRecord(folder, clock, (record) => {
    const isStream = isStreamToken(record.name.toString("latin1"));
    if (isStream && listed.length < STREAMS_MAX) listed.push(record);
  });
  if (result < 0) return null;
  const found = new Map<string, Suspect[]>();
  for (const [index, { name, inode: listedInode }] of listed.entries()) {
    const token = name.toString("latin1");
    const fd = openToken(folder, token, native.O_RDONLY);
    if (fd < 0) continue;
    const isSame = native.statx(fd, NOTHING, slots) >= 0 && String(inodeOf(slots)) === listedInode;
    const inode = readOwner(fd)?.inode ?? "";
    const isMarked = markOf(fd) !== null;
    native.close(fd);
    // A file system whose listings have other numbers than its files (overlays) tells us nothing.
    if (!isSame) return null;
    found.set(inode, [...(found.get(inode) ?? []), { token, isMarked }]);
    if (index % 64 === 63 && !(await clock.pause())) return null;
  }
  return found;
}

/** Moves those whose owner is there from `suspects` to `found`; false when not all could be walked. */
async function walk(
  root: number,
  suspects: Map<string, Suspect[]>,
  found: Suspect[],
  clock: SweepClock,
): Promise<boolean> {
  const known = (inode: string) => {
    const here = suspects.get(inode);
    if (here === undefined) return;
    found.push(...here);
    suspects.delete(inode);
  };
  const waiting: Uint8Array[] = [DOT];
  for (let path = waiting.pop(); path && suspects.size > 0; path = waiting.pop()) {
    if (path.length > PATH_BYTES_MAX) return false;
    const flags = native.O_RDONLY | native.O_DIRECTORY | native.O_NOFOLLOW;
    const fd = native.openBeneath(root, path, flags, 0, native.RESOLVE_NO_SYMLINKS);
    // Of an unknown type, and no directory.
    if (fd === ENOTDIR) continue;
    if (fd < 0) return false;
    // Where something is mounted, the record above has the number of what is hidden below.
    if (native.statx(fd, NOTHING, slots) >= 0) known(String(inodeOf(slots)));
    const above = path;
    const result = await eachRecord(fd, clock, ({ inode, type, name }) => {
      known(inode);
      const mayBeDirectory = type === DT_DIR || type === DT_UNKNOWN;
      if (!mayBeDirectory || isStreamFolder(name.toString("latin1"))) return;
      waiting.push(Buffer.concat([above, SLASH, name]));
    });
    native.close(fd);
    if (result < 0 || waiting.length > DIRECTORIES_MAX) return false;
  }
  return true;
}

async function settle(folder: number, suspects: readonly Suspect[], clock: SweepClock) {
  let markedCount = 0;
  let removedCount = 0;
  for (const { token } of suspects) {
    const fd = openToken(folder, token, native.O_RDWR);
    if (fd < 0) continue;
    const markedAtMs = markOf(fd);
    if (markedAtMs === null || markedAtMs > clock.nowMs) {
      const value = Buffer.from(String(clock.nowMs));
      if (native.setAttribute(fd, MARK_ATTRIBUTE, value, 0) >= 0) markedCount++;
    } else if (clock.nowMs - markedAtMs >= ORPHAN_MS_MIN) {
      if (native.unlink(folder, Buffer.from(token), false) >= 0) removedCount++;
    }
    native.close(fd);
    if (!(await clock.pause())) break;
  }
  return { markedCount, removedCount };
}

function unmark(folder: number, token: string): void {
  const fd = openToken(folder, token, native.O_RDWR);
  if (fd < 0) return;
  native.removeAttribute(fd, MARK_ATTRIBUTE);
  native.close(fd);
}

function markOf(fd: number): number | null {
  const length = native.getAttribute(fd, MARK_ATTRIBUTE, markScratch);
  if (length <= 0) return null;
  const value = Number(Buffer.from(markScratch.subarray(0, length)).toString("latin1"));
  return Number.isSafeInteger(value) ? value : null;
}

interface DirectoryRecord {
  readonly inode: string;
  readonly type: number;
  readonly name: Buffer;
}

/** Each record of an open directory but the dots; 0, or below it when it could not be read to its end. */
async function eachRecord(
  fd: number,
  clock: SweepClock,
  visit: (record: DirectoryRecord) => void,
): Promise<number> {
  // Its own: others read directories while this one waits.
  const records = new Uint8Array(32 * 1024);
  const view = new DataView(records.buffer);
  for (;;) {
    const length = native.readDirectory(fd, records);
    if (length <= 0) return length;
    for (let at = 0; at < length; at += view.getUint16(at + 16, true)) {
      const start = at + NAME_OFFSET;
      const name = Buffer.from(records.slice(start, records.indexOf(0, start)));
      if (name.equals(DOT) || name.equals(DOT_DOT)) continue;
      visit({ inode: String(view.getBigUint64(at, true)), type: records[at + 18]!, name });
    }
    if (!(await clock.pause())) return -1;
  }
}

function inodeOf(numbers: Float64Array): bigint {
  return (BigInt(numbers[Stat.inodeHigh]!) << 32n) | BigInt(numbers[Stat.inodeLow]!);
}

const ORPHAN_MS_MIN = 30 * 24 * 3600 * 1000;
/** About 200 bytes each while a sweep runs; what is beyond them waits until there are fewer. */
const STREAMS_MAX = 500_000;
const DIRECTORIES_MAX = 1_000_000;
const NOTHING_DONE: SweepResult = { isComplete: false, markedCount: 0, removedCount: 0 };
const MARK_ATTRIBUTE = Buffer.from("user.larder.orphan");
/** PATH_MAX without its NUL. */
const PATH_BYTES_MAX = 4095;
const SLASH = Buffer.from("/");
const DOT = Buffer.from(".");
const DOT_DOT = Buffer.from("..");
/** struct linux_dirent64: inode u64, offset i64, length u16, type u8, name. */
const NAME_OFFSET = 19;
const DT_UNKNOWN = 0;
const DT_DIR = 4;
const NOTHING = new Uint8Array(0);
const slots = new Float64Array(STAT_SLOTS);
const markScratch = new Uint8Array(64);
