/** What the helper tells of itself once a second while it changes: devices, connections, counters. */
import { z } from "zod";

const count = z.number().int().nonnegative();
const text = z.string().max(1_024);

export const rdmaDeviceSchema = z.strictObject({
  name: text,
  kind: z.enum(["roce", "infiniband", "iwarp"]),
  /** As the kernel says it: "ACTIVE", "DOWN". */
  state: text,
  rate: text,
  networkDevice: text,
  port: count,
  /** What it sent again since it is there: after a loss, and because a receiver was not ready. */
  retries: count,
  notReady: count,
  /** Why nothing listens there; empty where it does. */
  problem: text,
});

export const rdmaCountersSchema = z.strictObject({
  connectionsAccepted: count,
  connectionsRefused: count,
  messagesIn: count,
  messagesOut: count,
  messageBytesIn: count,
  messageBytesOut: count,
  sends: count,
  receives: count,
  writes: count,
  writeBytes: count,
  reads: count,
  readBytes: count,
  invalidations: count,
  errors: z.record(text, count),
});

export const rdmaStatusSchema = z.strictObject({
  /** Why it does not listen at all; empty while it does. */
  problem: text,
  devices: z.array(rdmaDeviceSchema).max(256),
  channels: z
    .array(
      z.strictObject({
        channel: count,
        sendCredits: count,
        receivesGranted: count,
        queuedBytes: count,
        jobs: count,
      }),
    )
    .max(1_024),
  counters: rdmaCountersSchema,
});

export type RdmaStatus = z.infer<typeof rdmaStatusSchema>;
