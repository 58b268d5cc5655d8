import { z } from "zod";
import { defineRoute } from "./route.ts";

/** A DNS name, also with a star in front, or an address. */
const hostNameSchema = z
  .string()
  .trim()
  .toLowerCase()
  .min(1)
  .max(253)
  .regex(
    /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$|^[0-9a-f:.]+$/,
    "A name such as nas.example.org, or an address",
  );

export const certificateNamesSchema = z
  .array(hostNameSchema)
  .min(1, "At least one name")
  .max(50)
  .describe("What browsers call this box: names and addresses");

const pemSchema = z.string().trim().max(200_000);

export const certificateSchema = z.strictObject({
  kind: z
    .enum(["self-signed", "uploaded", "own-authority"])
    .describe("own-authority: issued by the authority that this box keeps"),
  subject: z.string(),
  issuer: z.string(),
  names: z.array(z.string()),
  validFromMs: z.int(),
  validToMs: z.int(),
  fingerprint: z.string().describe("SHA-256, as browsers show it"),
  boxNames: z.array(z.string()).describe("What this box calls itself, to begin with"),
  request: z
    .strictObject({ pem: z.string(), names: z.array(z.string()), madeAtMs: z.int() })
    .nullable()
    .describe("A request whose key waits here for its certificate"),
  authority: z
    .strictObject({ subject: z.string(), validToMs: z.int(), fingerprint: z.string() })
    .nullable(),
});

export const certificateUploadSchema = z.strictObject({
  chain: pemSchema
    .min(1, "The certificate is needed")
    .describe("PEM: the certificate, and those between it and a root"),
  key: pemSchema
    .nullable()
    .default(null)
    .describe("PEM, without a password; null: the key of the request that was made here"),
});

export const certificateRequestSchema = z.strictObject({
  names: certificateNamesSchema,
  organization: z.string().trim().max(64).default(""),
});

const itemReply = z.strictObject({ item: certificateSchema });

export const certificateRoutes = {
  read: defineRoute({
    method: "GET",
    path: "/api/certificate",
    params: null,
    query: null,
    body: null,
    reply: certificateSchema,
    errors: [],
    role: "viewer",
    audit: null,
    summary: "Read which certificate these pages are served with",
  }),
  upload: defineRoute({
    method: "PUT",
    path: "/api/certificate",
    params: null,
    query: null,
    body: certificateUploadSchema,
    reply: itemReply,
    errors: ["certificate-refused"],
    role: "admin",
    audit: "certificate.upload",
    summary: "Serve these pages with another certificate, from the next connection on",
  }),
  selfSign: defineRoute({
    method: "DELETE",
    path: "/api/certificate",
    params: null,
    query: null,
    body: null,
    reply: itemReply,
    status: 200,
    errors: [],
    role: "admin",
    audit: "certificate.self-sign",
    summary: "Go back to a certificate that the box signs itself",
  }),
  /** Replaces a request that waits. */
  request: defineRoute({
    method: "POST",
    path: "/api/certificate/request",
    params: null,
    query: null,
    body: certificateRequestSchema,
    reply: itemReply,
    status: 201,
    errors: [],
    role: "admin",
    audit: "certificate.request",
    summary: "Make a key, which stays here, and a request that an authority signs",
  }),
  removeRequest: defineRoute({
    method: "DELETE",
    path: "/api/certificate/request",
    params: null,
    query: null,
    body: null,
    reply: null,
    errors: [],
    role: "admin",
    audit: "certificate.request-remove",
    summary: "Forget a request and its key",
  }),
  /** Makes the authority with the first one. */
  issue: defineRoute({
    method: "POST",
    path: "/api/certificate/issue",
    params: null,
    query: null,
    body: z.strictObject({ names: certificateNamesSchema }),
    reply: itemReply,
    errors: [],
    role: "admin",
    audit: "certificate.issue",
    summary: "Issue a certificate with an authority that this box keeps",
  }),
  authority: defineRoute({
    method: "GET",
    path: "/api/certificate/authority.pem",
    params: null,
    query: null,
    body: null,
    reply: z.string(),
    replyType: "text/plain",
    errors: ["not-found"],
    role: "viewer",
    audit: null,
    summary: "The authority's own certificate, for browsers to trust",
  }),
} as const;

export type CertificateState = z.infer<typeof certificateSchema>;
