import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import { BackupRefused } from "../../backup/backup-refused.ts";
import { accountNameSchema } from "../../contract/account-name.ts";
import { posixIdSchema } from "../../contract/posix-id.ts";
import { shareUpdateSchema } from "../../contract/share.ts";
import { TIME_MS_MAX } from "../../contract/time-max.ts";
import type { Transaction } from "../../db/database.ts";
import { nameKey } from "../principal/name-key.ts";
import { policyOf } from "../share/share-policy-row.ts";

/**
 * Holds accounts and shares that came out of a backup against what the API would have taken: the columns allow more,
 * and whoever has the passphrase can write a backup by hand. Throws BackupRefused.
 */
export async function refuseUnfit(tx: Transaction): Promise<void> {
  const { nextRid } = await tx.appliance.findUniqueOrThrow({ where: { id: 1 } });
  const isGivenRid = ({ rid }: { rid: number }) => rid >= RID_MIN && rid < nextRid;
  for await (const users of usersOf(tx)) {
    for (const { principal, ...user } of users) {
      const isFit = principal.kind === "user" && isGivenRid(principal);
      const isNamed = isAccountName(user.name, principal.nameKey);
      if (!isFit || !isNamed || !userSchema.safeParse(user).success) throw unfit("user", user.name);
    }
  }
  for (const { principal, ...group } of await tx.group.findMany({ include: { principal: true } })) {
    const isFit = principal.kind === "group" && isGivenRid(principal);
    const isNamed = isAccountName(group.name, principal.nameKey);
    if (!isFit || !isNamed || !groupSchema.safeParse(group).success)
      throw unfit("group", group.name);
  }
  await refuseCircles(tx);
  for (const row of await tx.administrator.findMany()) {
    const isHashed = row.passwordHash === null || row.passwordHash.startsWith("$argon2id$");
    if (!isHashed || !isAccountName(row.name, row.nameKey)) throw unfit("administrator", row.name);
  }
  for (const row of await tx.share.findMany()) {
    const isFit = row.nameKey === nameKey(row.name) && isShare(row);
    if (!isFit) throw unfit("share", row.name);
  }
}

const RID_MIN = 1_000;
const ROWS_AT_ONCE = 1_000;

/** A hundred thousand take a while, in which others want answers. */
async function* usersOf(tx: Transaction) {
  let after: string | undefined;
  for (;;) {
    const rows = await tx.user.findMany({
      include: { principal: true },
      orderBy: { id: "asc" },
      take: ROWS_AT_ONCE,
      ...(after === undefined ? {} : { where: { id: { gt: after } } }),
    });
    yield rows;
    after = rows.at(-1)?.id;
    if (rows.length < ROWS_AT_ONCE) return;
    await setImmediate();
  }
}

const bigPosixIdSchema = z.bigint().transform(Number).pipe(posixIdSchema);

const userSchema = z.object({
  fullName: z.string().max(256),
  uid: bigPosixIdSchema,
  gid: bigPosixIdSchema,
  expiresAt: z.date().min(new Date(0)).max(new Date(TIME_MS_MAX)).nullable(),
});

const groupSchema = z.object({ comment: z.string().max(256), gid: bigPosixIdSchema });

/** As the API stores it, which trims and composes what was typed. */
function isAccountName(name: string, key: string): boolean {
  const { data } = accountNameSchema.safeParse(name);
  return data === name && key === nameKey(name);
}

type ShareRow = Awaited<ReturnType<Transaction["share"]["findFirstOrThrow"]>>;

function isShare(row: ShareRow): boolean {
  const { data } = shareUpdateSchema.safeParse({
    name: row.name,
    path: row.path,
    comment: row.comment,
    forceUid: row.forceUid === null ? null : Number(row.forceUid),
    forceGid: row.forceGid === null ? null : Number(row.forceGid),
    fileMode: row.fileMode,
    directoryMode: row.directoryMode,
    ...policyOf(row),
  });
  return data?.name === row.name && data.path === row.path;
}

async function refuseCircles(tx: Transaction): Promise<void> {
  const [found] = await tx.$queryRaw<{ name: string }[]>`
    WITH RECURSIVE below(outer_id, id) AS (
      SELECT outer_id, inner_id FROM group_nestings
      UNION
      SELECT below.outer_id, nesting.inner_id
      FROM below JOIN group_nestings nesting ON nesting.outer_id = below.id
    )
    SELECT groups.name FROM below JOIN groups USING (id) WHERE below.outer_id = below.id LIMIT 1`;
  if (found !== undefined) throw unfit("group", found.name);
}

function unfit(what: string, name: string): BackupRefused {
  const shown = name.slice(0, NAME_LENGTH_MAX).replaceAll(/\p{Cc}/gu, "?");
  return new BackupRefused(
    `The backup has ${what === "administrator" ? "an" : "a"} ${what} that no Larder box writes: ${shown}.`,
  );
}

const NAME_LENGTH_MAX = 80;
