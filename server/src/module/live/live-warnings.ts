import type { SessionStatus } from "@larder/smbd/control";
import type { LiveWarning } from "../../contract/live.ts";
import type { Database } from "../../db/database.ts";

/** More are not looked at one by one: a setting is needed. */
export const SESSION_WARNINGS_MAX = 200;

const OLD_DIALECTS = new Set<string>(["2.0.2", "2.1"]);

/** Who should not stay connected as they are. */
export function sessionWarnings(session: SessionStatus): LiveWarning[] {
  const { address, user, dialect } = session;
  const seen = { address, user, count: 1, lastAtMs: session.lastActiveAtMs };
  const warnings: LiveWarning[] = [];
  if (!session.isSigned && !session.isEncrypted) {
    warnings.push({
      kind: "unprotected",
      ...seen,
      detail: `SMB ${dialect}, neither signed nor encrypted`,
      advice:
        "Whoever sits on the way may read and change what goes over it. Turn signing on in the client, or ask for it in the settings.",
    });
  }
  if (OLD_DIALECTS.has(dialect)) {
    warnings.push({
      kind: "old-dialect",
      ...seen,
      detail: `SMB ${dialect}`,
      advice:
        "This dialect cannot encrypt. Update the client; when all are new, raise the oldest dialect in the settings.",
    });
  }
  return warnings;
}

const DAY_MS = 86_400_000;
const WARNINGS_MAX = 50;
/** Everybody mistypes. */
const FAILURES_MIN = 3;

/** By address and name, within a day. */
export async function failedLogons(db: Database, nowMs: number): Promise<LiveWarning[]> {
  const rows = await db.$queryRaw<
    { address: string; user: string; status: string; count: bigint; last: Date }[]
  >`
    SELECT address, "user", max(status) AS status, count(*) AS count, max(time) AS last
    FROM (
      SELECT address, "user", status, time FROM audit_entries
      WHERE kind = 'logonFailed' AND time >= ${new Date(nowMs - DAY_MS)}
      ORDER BY time DESC, id DESC LIMIT ${LOOKED_AT_MAX}) AS recent
    GROUP BY address, "user" HAVING count(*) >= ${FAILURES_MIN}
    ORDER BY count(*) DESC, max(time) DESC LIMIT ${WARNINGS_MAX}`;
  return rows.map(({ address, user, status, count, last }) => ({
    kind: "failed-logons" as const,
    address,
    user,
    detail: status,
    count: Number(count),
    lastAtMs: last.getTime(),
    advice:
      "Somebody guesses, or a device has an old password. Find the device by its address and enter the password anew, or keep the address out of the shares.",
  }));
}

/** A storm of guesses must not make the page slow. */
const LOOKED_AT_MAX = 50_000;
