import { createHash, randomBytes } from "node:crypto";
import { base32 } from "./totp.ts";

export const RECOVERY_CODE_COUNT = 10;
const CODE_BYTES = 10;

/** 80 random bits in letters and digits that nobody mistakes, in fours. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODE_COUNT }, () =>
    (base32(randomBytes(CODE_BYTES)).toLowerCase().match(/.{4}/g) ?? []).join("-"),
  );
}

/** However somebody typed it. */
export function recoveryCodeHash(code: string): Uint8Array<ArrayBuffer> {
  const plain = code.toLowerCase().replaceAll(/[^a-z2-7]/g, "");
  return Uint8Array.from(createHash("sha256").update(plain).digest());
}
