import { timingSafeEqual } from "node:crypto";
import type { Transaction } from "../../db/database.ts";
import { ntHash } from "../../secret/nt-hash.ts";
import type { Sealer } from "../../secret/sealer.ts";
import { readPolicy } from "../access-policy/read-policy.ts";
import { refusedPassword, refusePassword } from "../access-policy/refuse-password.ts";

interface PasswordOwner {
  readonly id: string;
  readonly name: string;
  readonly fullName: string;
}

/** What a user's row holds of a password that the rules allow. Throws "invalid" where they do not. */
export async function newPassword(
  tx: Transaction,
  sealer: Sealer,
  owner: PasswordOwner,
  text: string,
  nowMs: number,
) {
  const policy = await readPolicy(tx);
  refusePassword(policy, namesOf(owner), text);
  const hash = ntHash(text);
  await rememberFormer(tx, sealer, owner.id, hash, policy.passwordHistory, nowMs);
  return {
    sealedNtHash: Uint8Array.from(sealer.seal(hash, owner.id)),
    passwordChangedAt: new Date(nowMs),
  };
}

/** The account's name, and each longer word of the person's. */
export function namesOf({ name, fullName }: { name: string; fullName: string }): string[] {
  return [name, ...fullName.split(/\s+/).filter((word) => word.length >= FULL_NAME_WORD_MIN)];
}

const FULL_NAME_WORD_MIN = 4;

/** Refuses what was had before, and keeps the present one for the next time. */
async function rememberFormer(
  tx: Transaction,
  sealer: Sealer,
  userId: string,
  hash: Buffer,
  historyMax: number,
  nowMs: number,
): Promise<void> {
  const present = await tx.user.findUnique({
    where: { id: userId },
    select: { sealedNtHash: true },
  });
  const former = await tx.formerPassword.findMany({
    where: { userId },
    orderBy: [{ replacedAt: "desc" }, { id: "desc" }],
  });
  const sealed = present?.sealedNtHash ?? null;
  if (historyMax > 0) {
    const forbidden = [sealed, ...former.slice(0, historyMax - 1).map((row) => row.sealedNtHash)];
    for (const entry of forbidden) {
      const known = entry === null ? null : sealer.open(entry, userId);
      if (known !== null && timingSafeEqual(known, hash)) {
        throw refusedPassword(`It is one of the last ${historyMax}; take a new one`);
      }
    }
  }
  const excess = former.slice(Math.max(0, historyMax - 2));
  await tx.formerPassword.deleteMany({ where: { id: { in: excess.map((row) => row.id) } } });
  if (historyMax > 1 && sealed !== null) {
    await tx.formerPassword.create({
      data: { userId, sealedNtHash: sealed, replacedAt: new Date(nowMs) },
    });
  }
}
