import { randomFillSync } from "node:crypto";
import type { Random } from "../port/random.ts";

export const systemRandom: Random = {
  fill(bytes: Uint8Array): void {
    randomFillSync(bytes);
  },
};
