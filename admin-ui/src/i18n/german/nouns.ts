import type { Forms } from "../catalogue.ts";

/** What is counted. */
export const germanNouns = {
  share: { one: "Freigabe", other: "Freigaben" },
} as const satisfies Record<string, Forms>;
