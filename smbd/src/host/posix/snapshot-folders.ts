import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { VfsSnapshot } from "../../port/vfs.ts";
import { snapshotSeconds } from "./snapshot-name.ts";

/**
 * The snapshots of a folder where the usual programs keep them: ZFS in .zfs/snapshot of the dataset's root; snapper,
 * btrbk and bcachefs in .snapshots (as a folder "snapshot" each, or by themselves). Looked for in the folder and then
 * in each above, since a share need not be the root of its file system; the nearest that has any is it.
 */
export function snapshotFolders(root: string, folder: string | null): readonly VfsSnapshot[] {
  if (folder !== null) return listed(join(root, folder), relativePlace(root, join(root, folder)));
  for (let above = root; ; above = dirname(above)) {
    for (const name of PLACES) {
      const found = listed(join(above, name), relative(above, root));
      if (found.length > 0) return found;
    }
    if (above === "/" || above === dirname(above)) return [];
  }
}

const PLACES = [".zfs/snapshot", ".snapshots", ".snapshot"];

/** A named folder that holds snapshots of the share itself, or of what is above where it stands above. */
function relativePlace(root: string, folder: string): string {
  const above = dirname(folder);
  const inside = relative(above, root);
  return inside.startsWith("..") ? "" : inside;
}

function listed(folder: string, inside: string): VfsSnapshot[] {
  const found: VfsSnapshot[] = [];
  for (const entry of entriesOf(folder)) {
    if (!entry.isDirectory()) continue;
    const place = join(folder, entry.name);
    const snapper = join(place, "snapshot");
    const isSnapper = /^\d+$/.test(entry.name) && isFolder(snapper);
    const unixSeconds = isSnapper ? snapperSeconds(place) : ownSeconds(place, entry.name);
    if (unixSeconds === null) continue;
    found.push({ unixSeconds, name: entry.name, root: join(isSnapper ? snapper : place, inside) });
  }
  return found;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // Not there, no folder, or not for us: no snapshots that anybody could open.
    return [];
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** <date>2026-11-22 20:30:00</date>, in UTC. */
function snapperSeconds(place: string): number | null {
  try {
    const text = readFileSync(join(place, "info.xml"), "utf8").slice(0, INFO_CHARACTERS_MAX);
    const date = /<date>(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})<\/date>/.exec(text);
    if (date !== null) return Date.parse(`${date[1]}T${date[2]}Z`) / 1000;
  } catch {
    // Without its description it has the time of its folder.
  }
  return madeSeconds(join(place, "snapshot"));
}

const INFO_CHARACTERS_MAX = 65_536;

function ownSeconds(place: string, name: string): number | null {
  return snapshotSeconds(name) ?? madeSeconds(place);
}

function madeSeconds(place: string): number | null {
  const stat = statSync(place, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  return Math.floor((stat.birthtimeMs > 0 ? stat.birthtimeMs : stat.ctimeMs) / 1000);
}
