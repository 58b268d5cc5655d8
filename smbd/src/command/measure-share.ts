/** Adds up what the files of a share take, a directory at a time with others served in between. */
import type { VfsPath, VfsShare } from "../port/vfs.ts";
import { isError } from "../wire/status.ts";
import type { BinKeeper, Pause } from "./bin-sweep.ts";

/** `done` gets null where the share went away meanwhile. */
export function measureShare(
  engine: Pick<BinKeeper, "volumes">,
  volume: VfsShare,
  pause: Pause,
  done: (bytes: number | null) => void,
): void {
  const waiting: VfsPath[] = [[]];
  let total = 0;
  const next = (): void => {
    const path = waiting.pop();
    if (!engine.volumes.isStillOpen(volume)) done(null);
    else if (path === undefined) done(Math.round(total));
    else look(path);
  };
  const look = (path: VfsPath): void => {
    const directory = openDirectory(volume, path);
    if (directory === null) {
      pause(next);
      return;
    }
    directory.load(true, (status) => {
      if (!isError(status) && engine.volumes.isStillOpen(volume)) {
        for (;;) {
          const entries = directory.next(BATCH, null);
          if (typeof entries === "number" || entries.length === 0) break;
          for (const { name, stat } of entries) {
            if (name === "." || name === "..") continue;
            if (stat.isDirectory && stat.reparseTag === 0) waiting.push([...path, name]);
            // A file of several names is met as often.
            else total += stat.allocationSize / Math.max(1, stat.linkCount);
          }
        }
      }
      directory.close();
      pause(next);
    });
  };
  next();
}

const BATCH = 128;

function openDirectory(volume: VfsShare, path: VfsPath) {
  const found = volume.lookup(path, { reparsePoint: true, caseSensitive: true });
  if (typeof found === "number") return null;
  const directory = found.node?.isDirectory === true ? found.node.openDirectory() : null;
  found.parent.close();
  found.node?.close();
  return typeof directory === "number" ? null : directory;
}
