import { PASSPHRASE_SEAL } from "../../backup/passphrase-seal.ts";
import type { backupScheduleRoutes } from "../../contract/backup-schedule.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { changedFields } from "../changed-fields.ts";
import { refuseStale } from "../refuse-stale.ts";
import type { Services } from "../services.ts";
import { readSchedule } from "./read-schedule.ts";

export function backupScheduleHandlers({
  changes,
  db,
  roots,
  sealer,
  scheduledBackup,
}: Services): Handlers<typeof backupScheduleRoutes> {
  return {
    read: () => readSchedule(db),

    update: async (cx, { query, body }) => {
      if (body.folder !== undefined && body.folder !== "") {
        const { isInside, touchesState, isFolder } = await roots.resolve(body.folder);
        if (!isInside || touchesState) throw badFolder("This is not in a data folder of this box");
        if (!isFolder) throw badFolder("There is no such folder");
      }
      const item = await changes.apply(cx, ["backup"], async (tx) => {
        await tx.$queryRaw`SELECT id FROM backup_schedule WHERE id = 1 FOR UPDATE`;
        const before = await readSchedule(tx);
        await refuseStale(tx, before, query.ifVersion);
        const { passphrase, ...rest } = body;
        const isOn = body.enabled ?? before.enabled;
        if (isOn && passphrase === undefined && !before.hasPassphrase) {
          throw new ProblemAnswer("invalid", "A backup needs a passphrase.", {
            fields: [{ path: "passphrase", message: "Choose a passphrase" }],
          });
        }
        const sealed = passphrase && sealer.seal(Buffer.from(passphrase, "utf8"), PASSPHRASE_SEAL);
        const given = Object.entries(rest).filter(([, value]) => value !== undefined);
        await tx.backupSchedule.update({
          where: { id: 1 },
          data: {
            ...Object.fromEntries(given),
            ...(sealed ? { sealedPassphrase: Uint8Array.from(sealed) } : {}),
            // What was wrong may be mended, and is tried at once.
            lastError: "",
            ...(before.lastError === "" ? {} : { lastTriedAt: null }),
          },
        });
        cx.note({ detail: changedFields(body) });
        return readSchedule(tx);
      });
      return { item };
    },

    run: async (cx) => {
      const reason = await scheduledBackup.run();
      if (reason !== null) return new ProblemAnswer("backup-failed", reason);
      const item = await readSchedule(db);
      cx.note({ path: item.lastFile, detail: `${item.lastBytes} bytes` });
      return { item };
    },
  };
}

function badFolder(message: string): ProblemAnswer {
  return new ProblemAnswer("invalid", `${message}.`, { fields: [{ path: "folder", message }] });
}
