import { newRecoveryCodes, recoveryCodeHash } from "../../auth/recovery-code.ts";
import { matchingStep } from "../../auth/totp.ts";
import type { Database, Transaction } from "../../db/database.ts";
import type { Sealer } from "../../secret/sealer.ts";

interface Bearer {
  readonly id: string;
  readonly sealedTotpSecret: Uint8Array | null;
}

/**
 * Whether this is a code of the app or a recovery code that was not used before; uses it up. The row itself
 * decides between two logons with the same code.
 */
export async function spendCode(
  db: Database | Transaction,
  sealer: Sealer,
  bearer: Bearer,
  code: string,
  nowMs: number,
): Promise<boolean> {
  const digits = code.replaceAll(/\s/g, "");
  if (!/^\d{6}$/.test(digits)) {
    const where = { administratorId: bearer.id, codeHash: recoveryCodeHash(code) };
    return (await db.recoveryCode.deleteMany({ where })).count === 1;
  }
  const secret =
    bearer.sealedTotpSecret === null
      ? null
      : sealer.open(bearer.sealedTotpSecret, totpSealId(bearer.id));
  const step = secret === null ? null : matchingStep(secret, digits, nowMs, 0);
  if (step === null) return false;
  // RFC 6238, section 5.2: a code that was taken is not taken again.
  const spent = await db.administrator.updateMany({
    where: { id: bearer.id, totpLastStep: { lt: step } },
    data: { totpLastStep: step },
  });
  return spent.count === 1;
}

/** A secret of this kind opens as no other. */
export function totpSealId(administratorId: string): string {
  return `${administratorId} totp`;
}

/** Puts new recovery codes in the place of all that there were. */
export async function replaceRecoveryCodes(
  tx: Transaction,
  administratorId: string,
): Promise<string[]> {
  const codes = newRecoveryCodes();
  await tx.recoveryCode.deleteMany({ where: { administratorId } });
  await tx.recoveryCode.createMany({
    data: codes.map((code) => ({ administratorId, codeHash: recoveryCodeHash(code) })),
  });
  return codes;
}

export async function removeSecondFactor(tx: Transaction, administratorId: string): Promise<void> {
  await tx.recoveryCode.deleteMany({ where: { administratorId } });
  await tx.administrator.update({
    where: { id: administratorId },
    data: { sealedTotpSecret: null, sealedTotpOffer: null, totpLastStep: 0 },
  });
}
