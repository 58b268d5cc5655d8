import { rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PeerRoot, WorkFolder } from "../peer/peer-root.ts";
import { runCommand } from "../product/product.ts";

const IMAGE_BYTES = 4 * 1024 ** 3;

/** A file system with reflinks and compression in a file, mounted over the folder of the shares. */
export class DataVolume {
  readonly #mounted: string[] = [];

  /** Null, and a sentence on the console, where this machine mounts no images. */
  static async mount(
    peers: PeerRoot,
    work: WorkFolder,
    folder: string,
  ): Promise<DataVolume | null> {
    const volume = new DataVolume();
    const image = join(work.outside, "data.img");
    writeFileSync(image, "");
    // Sparse: it takes what the cases write, a few hundred megabytes.
    truncateSync(image, IMAGE_BYTES);
    try {
      // mkfs looks there whether the image is in use.
      await volume.showAt("/proc", join(peers.folder, "proc"));
      await run(...peers.command("mkfs.btrfs", ["--quiet", join(work.inside, "data.img")]));
      await run("mount", ["-o", "loop,noatime", image, folder]);
      volume.#mounted.push(folder);
    } catch (problem) {
      console.log(`No image can be mounted here, so cases of reflinks are not judged: ${problem}`);
      await volume.unmount();
      return null;
    } finally {
      // The mount keeps it, and nothing is left once that has ended, however it ends.
      rmSync(image);
    }
    return volume;
  }

  /** Shows a folder at another place too. */
  async showAt(folder: string, place: string): Promise<void> {
    await run("mount", ["--bind", folder, place]);
    this.#mounted.push(place);
  }

  /** A file system in memory, which neither compresses nor shares blocks. */
  async mountMemory(folder: string): Promise<void> {
    await run("mount", ["-t", "tmpfs", "-o", "mode=0777,size=256m", "larder-flat", folder]);
    this.#mounted.push(folder);
  }

  async unmount(): Promise<void> {
    for (const place of this.#mounted.splice(0).reverse()) await run("umount", ["--lazy", place]);
  }
}

async function run(program: string, given: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await runCommand(program, given);
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${stdout}${stderr}`.trim());
}
