import { native, STAT_SLOTS, Stat } from "../native.ts";
import { isStreamFolder } from "../stream-folder.ts";
import { decodeName } from "./stored-name.ts";

/**
 * Other names of a file below a root, found by its inode number in the folders' own records. The walk ends when
 * all names are found, or after so many records, a folder counting as several: what lies beyond is not told.
 */
export function linkNames(
  rootFd: number,
  fileFd: number,
  known: readonly string[],
  recordsMax: number,
): string[][] {
  if (native.statx(fileFd, NOTHING, slots) < 0) return [[...known]];
  const inode = inodeOf(slots);
  const device = deviceOf(slots);
  const wanted = slots[Stat.links]!;
  const found: string[][] = [];
  const waiting: Folder[] = [{ path: DOT, names: [] }];
  let left = recordsMax;
  // Level by level: most links are not far from the top.
  for (let folder = waiting.shift(); folder; folder = waiting.shift()) {
    if (left <= 0 || found.length >= wanted) break;
    left -= RECORDS_OF_FOLDER;
    const fd = openFolder(rootFd, folder.path);
    if (fd < 0) continue;
    const isSameDevice = native.statx(fd, NOTHING, slots) >= 0 && deviceOf(slots) === device;
    const { names, path } = folder;
    left -= eachRecord(fd, left, (record) => {
      const name = decodeName(record.name);
      if (isStreamFolder(name)) return;
      if (isSameDevice && record.inode === inode) found.push([...names, name]);
      if (record.type === DT_DIR) {
        waiting.push({ path: Buffer.concat([path, SLASH, record.name]), names: [...names, name] });
      }
    });
    native.close(fd);
  }
  const isListed = found.some((path) => path.join("/") === known.join("/"));
  return isListed ? found : [[...known], ...found];
}

interface Folder {
  /** As stored, from the root. */
  readonly path: Uint8Array;
  readonly names: readonly string[];
}

function openFolder(rootFd: number, path: Uint8Array): number {
  const flags = native.O_RDONLY | native.O_DIRECTORY | native.O_NOFOLLOW;
  return native.openBeneath(rootFd, path, flags, 0, native.RESOLVE_NO_SYMLINKS);
}

/** How many there were, at most `max` of which were shown. */
function eachRecord(
  fd: number,
  max: number,
  visit: (record: { inode: bigint; type: number; name: Uint8Array }) => void,
): number {
  let count = 0;
  while (count < max) {
    const length = native.readDirectory(fd, records);
    if (length <= 0) return count;
    for (let at = 0; at < length; at += view.getUint16(at + 16, true)) {
      const start = at + NAME_OFFSET;
      const name = records.slice(start, records.indexOf(0, start));
      const isDots =
        name[0] === PERIOD && (name.length === 1 || (name.length === 2 && name[1] === PERIOD));
      if (isDots || count++ >= max) continue;
      visit({ inode: view.getBigUint64(at, true), type: records[at + 18]!, name });
    }
  }
  return count;
}

function inodeOf(numbers: Float64Array): bigint {
  return (BigInt(numbers[Stat.inodeHigh]!) << 32n) | BigInt(numbers[Stat.inodeLow]!);
}

function deviceOf(numbers: Float64Array): string {
  return `${numbers[Stat.deviceMajor]}.${numbers[Stat.deviceMinor]}`;
}

/** What it costs to open one, beside its records. */
const RECORDS_OF_FOLDER = 20;
const DOT = Buffer.from(".");
const SLASH = Buffer.from("/");
const PERIOD = 0x2e;
/** struct linux_dirent64: inode u64, offset i64, length u16, type u8, name. */
const NAME_OFFSET = 19;
const DT_DIR = 4;
const NOTHING = new Uint8Array(0);
const slots = new Float64Array(STAT_SLOTS);
const records = new Uint8Array(64 * 1024);
const view = new DataView(records.buffer);
