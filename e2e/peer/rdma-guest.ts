import { join } from "node:path";
import { ROOT } from "../product/product.ts";
import { GuestShell } from "./guest-shell.ts";

/** A Linux with soft-RoCE, a client and a peer built with SMB Direct; rdma-guest.sh says how it is made. */
export function rdmaGuest(): GuestShell {
  return new GuestShell(
    join(ROOT, "e2e/peer/rdma-guest.sh"),
    (digest) => process.env.LARDER_RDMA_GUEST ?? `/var/tmp/larder-rdma-guest-${digest}`,
  );
}
