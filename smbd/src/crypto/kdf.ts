/** Key derivation. [MS-SMB2] 3.1.4.2: SP800-108 in counter mode with HMAC-SHA256, r = 32. */
import type { CryptoProvider } from "./provider.ts";
import { Secret } from "./secret.ts";

/** `label` and `context` are given with the trailing zero byte that the specification counts in. */
export function deriveKey(
  provider: CryptoProvider,
  key: Uint8Array,
  label: Uint8Array,
  context: Uint8Array,
  bits: 128 | 256,
): Secret {
  const derived = new Uint8Array(bits / 8);
  const hmac = provider.hmacSha256(key);
  // One block of HMAC-SHA256 is 256 bits, so the counter never goes past 1.
  hmac.mac([COUNTER_ONE, label, SEPARATOR, context, LENGTHS[bits]], derived);
  hmac.dispose();
  return new Secret(derived);
}

const COUNTER_ONE = Uint8Array.of(0, 0, 0, 1);
const SEPARATOR = Uint8Array.of(0);
const LENGTHS = {
  128: Uint8Array.of(0, 0, 0, 128),
  256: Uint8Array.of(0, 0, 1, 0),
} as const;
