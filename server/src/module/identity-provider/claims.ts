import { accountNameSchema } from "../../contract/account-name.ts";
import type { IdentityProvider } from "../../contract/identity-provider.ts";
import type { Role } from "../../contract/role.ts";

type Claims = Readonly<Record<string, unknown>>;

/** The role that the claims give, or null: none, so no logon. */
export function roleOfClaims(provider: IdentityProvider, claims: Claims): Role | null {
  const given = new Set(textsAt(claims, provider.roleClaim));
  return provider.roles.find(({ value }) => given.has(value))?.role ?? null;
}

/** An account's name out of the claims, with what an account name may not hold left out. */
export function nameOfClaims(provider: IdentityProvider, claims: Claims, subject: string): string {
  const candidates = [...textsAt(claims, provider.nameClaim), ...textsAt(claims, "email"), subject];
  for (const candidate of candidates) {
    const plain = candidate.replaceAll(/["/\\[\]:;|=,+*?<>@\p{Cc}]/gu, ".").slice(0, 56);
    const parsed = accountNameSchema.safeParse(plain.replace(/\.+$/, ""));
    if (parsed.success) return parsed.data;
  }
  return "administrator";
}

/** A claim of that very name, else by steps: "realm_access.roles". */
export function textsAt(claims: Claims, path: string): string[] {
  let value: unknown = Object.hasOwn(claims, path) ? claims[path] : claims;
  if (value === claims) {
    for (const step of path.split(".")) {
      const isObject = typeof value === "object" && value !== null && Object.hasOwn(value, step);
      value = isObject ? (value as Claims)[step] : undefined;
    }
  }
  const values = Array.isArray(value) ? value : [value];
  return values.filter((entry): entry is string => typeof entry === "string" && entry !== "");
}
