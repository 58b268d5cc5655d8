import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ADMIN_PASSWORD, type Product, USER_PASSWORD } from "../product/product.ts";
import type { ShareKind } from "./case-table.ts";
import { makeSnapshot } from "./torture-snapshot.ts";

const OPTIONS: Readonly<Record<ShareKind, readonly string[]>> = {
  plain: [],
  quiet: ["--no-change-notify"],
  available: ["--continuously-available"],
  flat: [],
  past: ["--previous-versions"],
};

/** Users, and shares as the suite wants them: one of each kind a lane, and those that cases ask for by name. */
export async function makeTortureShares(product: Product, laneCount: number): Promise<void> {
  await product.larder(["setup", "--admin-password-stdin"], ADMIN_PASSWORD);
  // The second user is who things are denied to, and who binds what is another's.
  for (const user of ["alice", "bob"]) {
    await product.larder(["user", "add", user, "--password-stdin"], USER_PASSWORD);
  }
  const carol = ["user", "add", "carol", "--administrator", "--password-stdin"];
  await product.larder(carol, USER_PASSWORD);
  // Whoever has no name may look shares up, as a good part of the cases of sessions wants it.
  await product.larder(["setting", "set", "anonymousIpc=true"]);
  for (let lane = 0; lane < laneCount; lane++) {
    for (const [kind, options] of Object.entries(OPTIONS)) {
      const name = `${kind}${lane}`;
      await addShare(product, name, options);
      const file = join(product.data, name, "set-sparse");
      writeFileSync(file, Buffer.alloc(16_384, 1));
      chmodSync(file, 0o666);
    }
    await makeSnapshot(product, `past${lane}`);
  }
  await addShare(product, "hideunread", ["--access-based-enumeration"]);
  // One may connect to it, and open nothing in it.
  mkdirSync(join(product.data, "noperm"));
  await addShare(product, "noperm");
  chmodSync(join(product.data, "noperm"), 0);
}

async function addShare(
  product: Product,
  name: string,
  options: readonly string[] = [],
): Promise<void> {
  const folder = join(product.data, name);
  await product.larder([
    ...["share", "add", name, folder, "--create", "--everyone", "full"],
    ...options,
  ]);
}
