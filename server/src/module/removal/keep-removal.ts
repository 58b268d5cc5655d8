import { randomUUID } from "node:crypto";
import { REMOVAL_KEPT_MINUTES } from "../../contract/removal.ts";
import type { Transaction } from "../../db/database.ts";
import type { RequestCx } from "../../http/request-cx.ts";
import type { Sealer } from "../../secret/sealer.ts";
import { collectRows, type RemovalKind } from "./kept-rows.ts";

/**
 * Keeps what is about to be deleted, so that it can be brought back for a while. Only inside `Changes.revise`, before
 * the deletion. null: too large to be kept.
 */
export async function keepRemoval(
  tx: Transaction,
  sealer: Sealer,
  cx: RequestCx,
  { kind, items }: { kind: RemovalKind; items: readonly { id: string; name: string }[] },
  limits = REMOVAL_LIMITS,
): Promise<string | null> {
  const ids = items.map((item) => item.id);
  const text = Buffer.from(JSON.stringify(await collectRows(tx, kind, ids)), "utf8");
  if (text.length > limits.bytesMax) return null;
  const id = randomUUID();
  await tx.removal.create({
    data: {
      id,
      kind,
      names: items.map((item) => item.name),
      actor: cx.actor,
      removedAt: new Date(cx.nowMs),
      keptUntil: new Date(cx.nowMs + REMOVAL_KEPT_MINUTES * 60_000),
      sealedRows: Uint8Array.from(sealer.seal(text, id)),
    },
  });
  await tx.$executeRaw`
    DELETE FROM removals WHERE kept_until <= ${new Date(cx.nowMs)} OR id IN (
      SELECT id FROM (
        SELECT id, row_number() OVER newest AS number,
          sum(octet_length(sealed_rows)) OVER newest AS bytes
        FROM removals WINDOW newest AS (ORDER BY removed_at DESC, id = ${id}::uuid DESC, id)
      ) ranked WHERE number > ${limits.countMax} OR bytes > ${limits.totalBytesMax})`;
  return id;
}

/** A group of 100,000 members is 12 MB. The oldest give way. */
export const REMOVAL_LIMITS = {
  bytesMax: 16_777_216,
  totalBytesMax: 67_108_864,
  countMax: 200,
};
