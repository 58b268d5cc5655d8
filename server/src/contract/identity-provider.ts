import { z } from "zod";
import { unchangedQuerySchema } from "./identifier.ts";
import { meSchema } from "./logon.ts";
import { roleSchema } from "./role.ts";
import { defineRoute } from "./route.ts";
import { versionSchema } from "./version.ts";

const originSchema = z
  .union([z.literal(""), z.url({ protocol: /^https?$/ }).max(512)])
  .refine(
    // Asked of what is no address as well.
    (text) => text === "" || (URL.canParse(text) && new URL(text).origin === text),
    "As https://box.example:8443, no more",
  )
  .describe("Where browsers reach these pages; the provider has to allow this with /logon/oidc");

const issuerSchema = z
  .union([z.literal(""), z.url({ protocol: /^https?$/ }).max(512)])
  .refine(isSafe, "With https; http only for an address of this machine")
  .describe("The provider's issuer URL, which leads to .well-known/openid-configuration");

export const identityProviderSchema = z.strictObject({
  enabled: z.boolean(),
  label: z.string().trim().max(64).describe("What the button says"),
  issuer: issuerSchema,
  clientId: z.string().trim().max(256),
  hasClientSecret: z.boolean(),
  origin: originSchema,
  scopes: z
    .array(z.string().regex(/^[!#-[\]-~]{1,64}$/))
    .max(16)
    .describe("Besides openid"),
  nameClaim: z.string().trim().min(1).max(64).describe("Claim with the account's name"),
  roleClaim: z
    .string()
    .trim()
    .min(1)
    .max(64)
    .describe("Claim with roles or groups; dots lead inside"),
  roles: z
    .array(z.strictObject({ value: z.string().trim().min(1).max(256), role: roleSchema }))
    .max(100)
    .describe("Which value of the claim gives which role; the first that fits counts"),
  version: versionSchema,
});

export const identityProviderUpdateSchema = identityProviderSchema
  .omit({ hasClientSecret: true, version: true })
  .partial()
  .extend({
    clientSecret: z
      .string()
      .min(1)
      .max(512)
      .nullable()
      .optional()
      .describe("Left out: stays; null: none, with PKCE alone"),
  });

export const identityProviderRoutes = {
  read: defineRoute({
    method: "GET",
    path: "/api/identity-provider",
    params: null,
    query: null,
    body: null,
    reply: identityProviderSchema,
    errors: [],
    role: "admin",
    audit: null,
    summary: "Read where administrators may sign in besides here",
  }),
  update: defineRoute({
    method: "PATCH",
    path: "/api/identity-provider",
    params: null,
    query: unchangedQuerySchema,
    body: identityProviderUpdateSchema,
    reply: z.strictObject({ item: identityProviderSchema }),
    errors: ["conflict"],
    role: "admin",
    audit: "identity-provider.update",
    summary: "Change the identity provider; fields left out stay as they are",
  }),
  check: defineRoute({
    method: "POST",
    path: "/api/identity-provider/check",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({ issuer: z.string(), authorizationEndpoint: z.string() }),
    errors: ["identity-provider-failed"],
    role: "admin",
    audit: null,
    summary: "Ask the provider whether it is there",
  }),
  offer: defineRoute({
    method: "GET",
    path: "/api/logon/oidc",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({ enabled: z.boolean(), label: z.string(), origin: z.string() }),
    errors: [],
    role: "public",
    audit: null,
    summary: "Whether administrators may sign in at an identity provider",
  }),
  begin: defineRoute({
    method: "POST",
    path: "/api/logon/oidc",
    params: null,
    query: null,
    body: null,
    reply: z.strictObject({
      url: z.string().describe("Where the browser goes"),
      ticket: z.string().describe("The browser keeps it and brings it back with the answer"),
    }),
    errors: ["identity-provider-failed", "not-found"],
    role: "public",
    audit: "administrator.oidc-begin",
    summary: "Begin to sign in at the identity provider",
  }),
  finish: defineRoute({
    method: "POST",
    path: "/api/logon/oidc/finish",
    params: null,
    query: null,
    body: z.strictObject({
      ticket: z.string().min(1).max(64),
      answer: z
        .string()
        .max(8_192)
        .describe("The query that the provider sent the browser back with"),
    }),
    reply: meSchema,
    errors: ["logon-failed", "identity-provider-failed", "not-found"],
    role: "public",
    audit: "administrator.logon",
    summary: "Sign in with the identity provider's answer; sets the session cookie",
  }),
} as const;

export type IdentityProvider = z.infer<typeof identityProviderSchema>;
export type IdentityProviderUpdate = z.input<typeof identityProviderUpdateSchema>;

/** What travels there is as good as a password. */
function isSafe(text: string): boolean {
  if (text === "") return true;
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}
