import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** RFC 6238 with what every authenticator app assumes: SHA-1, six digits, a code for each half minute. */
const STEP_MS = 30_000;
const DIGITS = 6;
/** One step back and one ahead: clocks differ, and people type. */
const STEPS_ASIDE = 1;
/** RFC 4226, section 4: 160 bits are recommended. */
const SECRET_BYTES = 20;

export function newTotpSecret(): Buffer {
  return randomBytes(SECRET_BYTES);
}

export function totpCode(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", secret).update(counter).digest();
  // RFC 4226, section 5.3: the low four bits of the last byte say where the number is taken from.
  const offset = (mac[mac.length - 1] ?? 0) & 0xf;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, "0");
}

export function totpStep(nowMs: number): number {
  return Math.floor(nowMs / STEP_MS);
}

/** The step whose code this is, or null. A step at or before `lastStep` was used: its code is refused. */
export function matchingStep(
  secret: Uint8Array,
  code: string,
  nowMs: number,
  lastStep: number,
): number | null {
  const now = totpStep(nowMs);
  let found: number | null = null;
  for (let step = now - STEPS_ASIDE; step <= now + STEPS_ASIDE; step += 1) {
    const isSame = timingSafeEqual(digits(totpCode(secret, step)), digits(code));
    if (isSame && step > lastStep && code.length === DIGITS) found = step;
  }
  return found;
}

/** What a QR code for authenticator apps holds. */
export function totpUri(secret: Uint8Array, box: string, account: string): string {
  const label = `${encodeURIComponent(`Larder ${box}`)}:${encodeURIComponent(account)}`;
  const query = new URLSearchParams({
    secret: base32(secret),
    issuer: `Larder ${box}`,
    algorithm: "SHA1",
    digits: String(DIGITS),
    period: String(STEP_MS / 1000),
  });
  // Apps take a plus for a plus.
  return `otpauth://totp/${label}?${query.toString().replaceAll("+", "%20")}`;
}

/** RFC 4648, section 6, without padding. */
export function base32(bytes: Uint8Array): string {
  let text = "";
  let held = 0;
  let heldBits = 0;
  for (const byte of bytes) {
    held = held * 256 + byte;
    heldBits += 8;
    while (heldBits >= 5) {
      const unit = 2 ** (heldBits - 5);
      const index = Math.floor(held / unit);
      text += ALPHABET[index] ?? "";
      held -= index * unit;
      heldBits -= 5;
    }
  }
  return heldBits === 0 ? text : text + (ALPHABET[held * 2 ** (5 - heldBits)] ?? "");
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function digits(code: string): Buffer {
  const bytes = Buffer.alloc(DIGITS);
  bytes.write(code, "latin1");
  return bytes;
}
