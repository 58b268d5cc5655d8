import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Smbclient } from "../peer/smbclient.ts";
import type { Product } from "../product/product.ts";

/** The moment that the share's one snapshot stands for. */
const MOMENT = "@GMT-2020.02.29-12.30.00";
const STREAM = "stream";

export const SNAPSHOT_OPTIONS = [
  `--option=torture:twrp_snapshot=${MOMENT}`,
  "--option=torture:twrp_file=file",
  `--option=torture:twrp_stream=${STREAM}`,
  "--option=torture:twrp_stream_size=4",
] as const;

/** Files of a share, one with a stream, and a copy of them where snapper and btrbk have snapshots. */
export async function makeSnapshot(product: Product, share: string): Promise<void> {
  const folder = join(product.data, share);
  mkdirSync(join(folder, "subdir"));
  for (const path of ["file", "subdir/hardlink"]) {
    writeFileSync(join(folder, path), path);
    chmodSync(join(folder, path), 0o666);
  }
  const client = await Smbclient.for(product);
  try {
    writeFileSync(join(client.work.outside, "data"), "text");
    const { code, stdout, stderr } = await client.run([`put data file:${STREAM}`], { share });
    if (code !== 0) throw new Error(`the stream cannot be made: ${stdout}${stderr}`);
  } finally {
    client.remove();
  }
  const snapshot = join(folder, ".snapshots", MOMENT);
  mkdirSync(snapshot, { recursive: true });
  // With the extended attributes, in which the stream lies.
  execFileSync("cp", ["-a", join(folder, "file"), join(folder, "subdir"), snapshot]);
}
