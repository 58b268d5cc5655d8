import { type Algorithm, hash, verify } from "@node-rs/argon2";

/** OWASP's first choice for argon2id: 19 MiB, two passes; about 20 ms here. */
const OPTIONS = {
  // The package exports a const enum; with isolated modules its value has to be written out.
  algorithm: 2 as Algorithm,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFKC"), OPTIONS);
}

/** With null (no such account) it works as long and says no, so that time tells nobody which names exist. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const isRight = await verify(stored ?? DECOY, password.normalize("NFKC"));
  return isRight && stored !== null;
}

/** The hash of a random value nobody kept. */
const DECOY = await hash(crypto.randomUUID(), OPTIONS);
