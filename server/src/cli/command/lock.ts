import { type FileLock, lockRoutes } from "../../contract/lock.ts";
import type { Command } from "../command.ts";
import { ExitCode } from "../exit-code.ts";
import { table } from "../table.ts";

export const lockCommands: readonly Command[] = [
  {
    name: "lock list",
    synopsis: "[--share NAME] [--user NAME] [--page N]",
    summary: "List locked ranges of open files, and who waits for one",
    options: {
      share: { type: "string" },
      user: { type: "string" },
      page: { type: "string" },
    },
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, given, terminal }) {
      const share = given.text("share");
      const user = given.text("user");
      const page = given.text("page");
      const found = await client.call(lockRoutes.list, {
        query: {
          ...(share === undefined ? {} : { share }),
          ...(user === undefined ? {} : { user }),
          ...(page === undefined ? {} : { page }),
          limit: PAGE_ROWS,
        },
      });
      const heading = ["SHARE", "FILE", "USER", "ADDRESS", "FROM", "LENGTH", "KIND", "SINCE"];
      terminal.answer(found, table(heading, found.items.map(row)));
      if (found.total > found.items.length) {
        terminal.remark(`${found.total} in all, ${PAGE_ROWS} to a page: --page 2 and on.`);
      }
      return ExitCode.done;
    },
  },
];

const PAGE_ROWS = 100;

function row(lock: FileLock): string[] {
  const { share, path, user, address, offset, length, isExclusive, isWaiting, sinceMs } = lock;
  const kind = isExclusive ? "exclusive" : "shared";
  const since = sinceMs === null ? "" : new Date(sinceMs).toISOString().slice(0, 19);
  const state = isWaiting ? `${kind}, waits` : kind;
  return [share, path, user, address, offset, length, state, since];
}
