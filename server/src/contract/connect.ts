import { z } from "zod";
import { defineRoute } from "./route.ts";

export const connectSchema = z.strictObject({
  serverName: z.string(),
  hostName: z.string().describe("The machine's own name"),
  /** Best first: private IPv4, then other IPv4, then IPv6; link-local and loopback last. */
  addresses: z.array(
    z.strictObject({
      address: z.string(),
      family: z.enum(["IPv4", "IPv6"]),
      interfaceName: z.string(),
      scope: z.enum(["network", "link-local", "loopback"]),
      isListening: z.boolean().describe("Whether SMB listens on it"),
    }),
  ),
  /** Windows Explorer knows 445 only. null while the engine does not listen. */
  smbPort: z.int().nullable(),
  shares: z.array(
    z.strictObject({ name: z.string(), encryptionRequired: z.boolean(), isLive: z.boolean() }),
  ),
});

export const connectRoutes = {
  read: defineRoute({
    method: "GET",
    path: "/api/connect",
    params: null,
    query: null,
    body: null,
    reply: connectSchema,
    errors: [],
    role: "viewer",
    audit: null,
    summary: "Addresses, port and shares for connecting clients",
  }),
} as const;

export type Connect = z.infer<typeof connectSchema>;
