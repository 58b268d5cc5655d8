import { join } from "node:path";
import { type Product, ROOT, USER_PASSWORD } from "../product/product.ts";
import { GuestShell } from "./guest-shell.ts";

const SCRIPT = join(ROOT, "e2e/peer/linux-guest.sh");
/** Where the emulator shows the guest this machine's loopback interface. */
const HOST = "10.0.2.2";

/** A Linux with a kernel of its own, whose SMB client mounts our shares; linux-guest.sh says how it is made. */
export class LinuxGuest extends GuestShell {
  static async start(): Promise<LinuxGuest> {
    const guest = new LinuxGuest();
    await guest.start();
    return guest;
  }

  private constructor() {
    super(
      SCRIPT,
      (digest) => process.env.LARDER_LINUX_GUEST ?? `/var/tmp/larder-linux-guest-${digest}`,
    );
  }

  /** Mounts a share of the product, waiting until the guest takes commands. */
  async mount(product: Product, share: string, place: string, options: string): Promise<void> {
    const given = `port=${product.smbPort},username=alice,password=${USER_PASSWORD},${options}`;
    const mount = `mount -t cifs //${HOST}/${share} ${place} -o ${given}`;
    // On a busy machine the emulated one may need longer to log on than the server gives it.
    await this.run(`mkdir -p ${place}; ${mount} || { sleep 2; ${mount}; }`);
  }
}
