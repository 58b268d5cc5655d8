import * as oidc from "openid-client";
import { z } from "zod";
import type { IdentityProvider } from "../../contract/identity-provider.ts";
import { roleSchema } from "../../contract/role.ts";
import type { Database, Transaction } from "../../db/database.ts";
import type { Sealer } from "../../secret/sealer.ts";
import { versioned } from "../versioned.ts";

/** The seal of the client's secret. */
export const CLIENT_SECRET_SEAL = "identity-provider client-secret";

const rolesSchema = z.array(z.strictObject({ value: z.string(), role: roleSchema }));

export async function readProvider(db: Database | Transaction): Promise<IdentityProvider> {
  const row = await db.identityProvider.findUniqueOrThrow({ where: { id: 1 } });
  const { id: _, sealedClientSecret, roles, ...plain } = row;
  const provider = {
    ...plain,
    hasClientSecret: sealedClientSecret !== null,
    roles: rolesSchema.parse(roles),
  };
  // Sealed anew, a secret looks different each time.
  const secret = sealedClientSecret && Buffer.from(sealedClientSecret).toString("hex");
  return versioned("identity-provider", provider, [provider, secret]);
}

/** Asks the provider how it wants to be talked to. Throws what openid-client throws. */
export async function discover(db: Database, sealer: Sealer): Promise<oidc.Configuration> {
  const row = await db.identityProvider.findUniqueOrThrow({ where: { id: 1 } });
  const sealed = row.sealedClientSecret;
  const secret = sealed === null ? null : sealer.open(sealed, CLIENT_SECRET_SEAL);
  const issuer = new URL(row.issuer);
  const config = await oidc.discovery(
    issuer,
    row.clientId,
    undefined,
    secret === null ? oidc.None() : oidc.ClientSecretPost(secret.toString("utf8")),
    {
      timeout: TIMEOUT_S,
      // The contract takes http for addresses of this machine only.
      ...(issuer.protocol === "http:" ? { execute: [oidc.allowInsecureRequests] } : {}),
    },
  );
  config.timeout = TIMEOUT_S;
  return config;
}

const TIMEOUT_S = 8;
