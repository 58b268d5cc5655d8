import { settingsSchema } from "@larder/smbd/control";
import { applyBackup } from "../../backup/apply-backup.ts";
import { BackupRefused } from "../../backup/backup-refused.ts";
import { serveStored } from "../../certificate/stored-certificates.ts";
import { resourceSchema } from "../../contract/event.ts";
import { Prisma } from "../../db/database.ts";
import type { RequestCx } from "../../http/request-cx.ts";
import { endAdminSessions } from "../admin-session/end-admin-sessions.ts";
import { forwardingPlan, readAuditPolicy } from "../audit-policy/read-audit-policy.ts";
import type { Services } from "../services.ts";
import type { ReadBackup } from "./read-backup.ts";
import { refuseUnfit } from "./refuse-unfit.ts";

/** In one transaction: a backup that does not fit changes nothing. Everybody is signed out by it. */
export async function restoreBackup(
  services: Services,
  cx: RequestCx,
  { contents, summary }: ReadBackup,
  mayGoOn: () => Promise<void>,
): Promise<number> {
  const { changes, sealer } = services;
  const outside = summary.shares.filter(({ state }) => state === "outside");
  try {
    const { revision } = await changes.revise(cx, resourceSchema.options, async (tx) => {
      await mayGoOn();
      await endAdminSessions(services, tx, {});
      await applyBackup(tx, sealer, contents);
      // What was deleted belonged to what is replaced.
      await tx.removal.deleteMany({});
      await tx.share.updateMany({
        where: { name: { in: outside.map(({ name }) => name) } },
        data: { enabled: false },
      });
      // What no column type forbids, and the engine would not take.
      const setting = await tx.setting.findUniqueOrThrow({ where: { id: 1 } });
      const { serverName: _name, workgroup: _group, comment: _comment, id: _, ...rest } = setting;
      const known = { ...rest, sessionLifetimeMs: Number(rest.sessionLifetimeMs) };
      if (!settingsSchema.safeParse(known).success) throw unfit();
      await refuseUnfit(tx);
      cx.note({ detail: `${summary.serverName}, of ${new Date(summary.madeAtMs).toISOString()}` });
    });
    // Pages whose stream ended in the middle came back while their session was still there; keys have none.
    services.hub.closeAll();
    await takeUp(services, cx.nowMs);
    return revision;
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2010") {
      // The database refused a row; its words may hold the row.
      services.log.warn({ code: error.meta?.code }, "a backup does not fit");
      throw unfit();
    }
    throw error;
  }
}

/** What is kept in memory of the tables that were replaced. */
async function takeUp(services: Services, nowMs: number): Promise<void> {
  await serveStored(services, nowMs);
  services.forwarder.configure(forwardingPlan(await readAuditPolicy(services.db)));
}

function unfit(): BackupRefused {
  return new BackupRefused("The backup does not hold what a Larder box puts into it.");
}
