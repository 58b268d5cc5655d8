/** What the engine tells of how it is found on the network. A part of the control contract. */
import { z } from "zod";

/** Name of an interface as the system has it, such as "eth0" or "bond0.100". */
export const interfaceNameSchema = z
  .string()
  .min(1)
  .max(15)
  .regex(/^[^\s/]+$/);

export const discoveryStatusSchema = z.strictObject({
  interfaces: z.array(
    z.strictObject({
      name: z.string(),
      /** A bridge, tunnel or the like, which is used only where it is chosen. */
      isVirtual: z.boolean(),
      isUsed: z.boolean(),
      addresses: z.array(z.string()),
      mdns: z.enum(["off", "probing", "told", "failed"]),
      /** As it is told, after a conflict another than the one that was wanted: "attic-2.local". */
      hostName: z.string(),
      wsDiscovery: z.enum(["off", "told", "failed"]),
      /** In words; empty when all is well. */
      problem: z.string(),
    }),
  ),
});

export type DiscoveryStatus = z.infer<typeof discoveryStatusSchema>;
