/**
 * What the store really holds, asked past the engine: for the model to find its feet again where nobody can know
 * what happened (a reply was lost, the disk failed).
 */
import type { VfsData, VfsShare } from "../port/vfs.ts";
import type { World } from "../test/world.ts";
import type { Disk } from "./disk.ts";

export interface Found {
  readonly id: bigint;
  readonly isDirectory: boolean;
  /** As stored. */
  readonly name: string;
  /** In lower case. */
  readonly streamNames: readonly string[];
}

export class Truth {
  readonly #world: World;
  readonly #disk: Disk;
  readonly #root: string;

  constructor(world: World, disk: Disk, root: string) {
    this.#world = world;
    this.#disk = disk;
    this.#root = root;
  }

  lookupRoot(): bigint {
    return this.#within((share) => {
      const found = share.lookup([]);
      if (typeof found === "number") throw new Error("the share has no root");
      const stat = found.parent.stat();
      found.parent.close();
      found.node?.close();
      if (typeof stat === "number") throw new Error("the root has no id");
      return stat.fileId;
    }) as bigint;
  }

  lookup(path: string): Found | null {
    return this.#within((share) => {
      const found = share.lookup(partsOf(path));
      if (typeof found === "number") return null;
      const stat = found.node?.stat() ?? 0;
      const streams = found.node?.streams() ?? [];
      found.parent.close();
      found.node?.close();
      if (typeof stat === "number" || typeof streams === "number") return null;
      const streamNames = streams.map(({ name }) => name.toLowerCase());
      const { fileId: id, isDirectory } = stat;
      return { id, isDirectory, name: found.name, streamNames };
    });
  }

  /** Null where the name is gone. */
  content(path: string, streamName: string): Uint8Array | null {
    return this.#withData(path, streamName, false, (data) => {
      const bytes = new Uint8Array(data.size());
      data.read(0, bytes, () => {});
      return bytes;
    });
  }

  /** Of an open that the engine has, whose name may be gone. */
  contentOfOpen(sessionId: bigint, volatileId: number): Uint8Array | null {
    const { engine } = this.#world;
    const open =
      engine.sessions.get(sessionId)?.opens.get(volatileId) ?? engine.openByVolatileId(volatileId);
    if (open == null || open.node === null || open.isDirectory) return null;
    const { node, streamName } = open;
    return this.#disk.ideally(() => {
      const data =
        streamName === "" ? node.openData(false) : node.openStream(streamName, false, false);
      if (typeof data === "number") return null;
      const bytes = new Uint8Array(data.size());
      data.read(0, bytes, () => {});
      data.close();
      return bytes;
    });
  }

  #withData<T>(
    path: string,
    streamName: string,
    isWritable: boolean,
    work: (data: VfsData) => T,
  ): T | null {
    return this.#within((share) => {
      const found = share.lookup(partsOf(path));
      if (typeof found === "number") return null;
      found.parent.close();
      if (found.node === null) return null;
      const data =
        streamName === ""
          ? found.node.openData(isWritable)
          : found.node.openStream(streamName, isWritable, false);
      found.node.close();
      if (typeof data === "number") return null;
      const result = work(data);
      data.close();
      return result;
    });
  }

  #within<T>(work: (share: VfsShare) => T): T | null {
    return this.#disk.ideally(() => {
      const policy = {
        caseSensitive: false,
        symlinks: "inside",
        fileMode: 0o666,
        directoryMode: 0o777,
      } as const;
      const share = this.#world.vfs.openShare(this.#root, policy);
      if (typeof share === "number") return null;
      const result = work(share);
      share.close();
      return result;
    });
  }
}

function partsOf(path: string): string[] {
  return path === "" ? [] : path.split("\\");
}
