import { packContents } from "../../backup/backup-contents.ts";
import { sealBackup } from "../../backup/backup-file.ts";
import { BackupRefused } from "../../backup/backup-refused.ts";
import { collectBackup } from "../../backup/collect-backup.ts";
import type { backupRoutes } from "../../contract/backup.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import type { RequestCx } from "../../http/request-cx.ts";
import { counted } from "../counted.ts";
import type { Services } from "../services.ts";
import { provenSetup } from "../setup/proven-setup.ts";
import { type ReadBackup, readBackup } from "./read-backup.ts";
import { restoreBackup } from "./restore-backup.ts";

interface Given {
  readonly content: string;
  readonly passphrase: string;
}

export function backupHandlers(services: Services): Handlers<typeof backupRoutes> {
  const { db, live, roots, sealer, version } = services;
  const read = ({ content, passphrase }: Given) =>
    refusing(() => readBackup(db, roots, content, passphrase));

  /** Whoever holds the setup code of a box that has no administrator, or a problem. */
  async function forSetup(cx: RequestCx, body: Given & { code?: string | undefined }) {
    return (await provenSetup(services, cx, body.code)) ?? read(body);
  }

  return {
    make: async (cx, { body }) => {
      const { contents, migrations, unopenedCount } = await collectBackup(db, sealer);
      const facts = { madeAtMs: cx.nowMs, version, migrations };
      const file = await sealBackup(await packContents(contents), body.passphrase, facts);
      const { serverName } = await db.setting.findUniqueOrThrow({ where: { id: 1 } });
      cx.note({ detail: `${file.length} bytes` });
      return {
        fileName: `${serverName.toLowerCase()}-${dayOf(cx.nowMs)}.larder-backup`,
        content: file.toString("base64"),
        sizeBytes: file.length,
        unopenedCount,
      };
    },

    preview: async (_cx, { body }) => {
      const opened = await read(body);
      return opened instanceof ProblemAnswer ? opened : opened.summary;
    },

    restore: async (cx, { body }) => {
      const opened = await read(body);
      if (opened instanceof ProblemAnswer) return opened;
      const sessions = live.sessions.length;
      cx.requireConfirmation([
        "Everything that is configured now is replaced: users, groups, shares, settings, administrators.",
        ...opened.summary.warnings,
        ...(sessions > 0
          ? [`${counted(sessions, "session")} of clients may be disconnected.`]
          : []),
        "Everybody is signed out of these pages, you too.",
      ]);
      return applied(cx, opened, async () => {});
    },

    setupPreview: async (cx, { body }) => {
      const opened = await forSetup(cx, body);
      return opened instanceof ProblemAnswer ? opened : opened.summary;
    },

    setupRestore: async (cx, { body }) => {
      const opened = await forSetup(cx, body);
      if (opened instanceof ProblemAnswer) return opened;
      cx.note({ user: "setup" });
      const answer = await applied(cx, opened, async () => {
        if ((await db.administrator.count()) > 0) throw alreadyComplete();
      });
      await services.setupCompleted();
      return answer;
    },
  };

  function applied(cx: RequestCx, opened: ReadBackup, mayGoOn: () => Promise<void>) {
    return refusing(async () => ({
      item: opened.summary,
      revision: await restoreBackup(services, cx, opened, mayGoOn),
    }));
  }
}

function alreadyComplete(): ProblemAnswer {
  return new ProblemAnswer("setup-complete", "There is an administrator already; sign in.");
}

async function refusing<T>(work: () => Promise<T>): Promise<T | ProblemAnswer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BackupRefused)) throw error;
    return new ProblemAnswer("backup-refused", error.message);
  }
}

function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}
