import { type Removal, removalRoutes } from "../../contract/removal.ts";
import type { Command } from "../command.ts";
import { CliError, ExitCode } from "../exit-code.ts";
import { table } from "../table.ts";
import { CHANGE_OPTIONS, untilLive } from "../until-live.ts";

export const removalCommands: readonly Command[] = [
  {
    name: "removal list",
    synopsis: "",
    summary: "List what was deleted within the last hour and can be brought back",
    options: {},
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, terminal }) {
      const { items } = await client.call(removalRoutes.list);
      const heading = ["ID", "WHAT", "NAMES", "DELETED", "BY", "KEPT UNTIL"];
      terminal.answer(items, table(heading, items.map(row)));
      return ExitCode.done;
    },
  },
  {
    name: "removal undo",
    synopsis: "ID|NAME",
    summary: "Bring back what was deleted, as it was; a name means the newest that has it",
    options: { ...CHANGE_OPTIONS },
    argumentsMin: 1,
    argumentsMax: 1,
    async run(cx) {
      const wanted = cx.arguments[0]!;
      const { items } = await cx.client.call(removalRoutes.list);
      const found =
        items.find(({ id }) => id === wanted) ??
        items.find(({ names }) => names.some((name) => isSame(name, wanted)));
      if (found === undefined) {
        throw new CliError(`Nothing named "${wanted}" is kept.`, ExitCode.refused);
      }
      const { item, revision } = await cx.client.call(UNDO[found.kind], {
        params: { id: found.id },
      });
      const code = await untilLive(cx, revision);
      cx.terminal.answer(item, [
        `Back again: ${item.names.join(", ")}.`,
        ...(item.leftOut === 0
          ? []
          : [`${item.leftOut} memberships or rights are gone with what they were in or on.`]),
      ]);
      return code;
    },
  },
];

const UNDO = {
  users: removalRoutes.undoUsers,
  groups: removalRoutes.undoGroups,
  share: removalRoutes.undoShare,
} as const;

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function row({ id, kind, names, count, actor, removedAtMs, keptUntilMs }: Removal): string[] {
  const more = count > names.length ? [`and ${count - names.length} more`] : [];
  const time = (ms: number) => new Date(ms).toISOString().slice(0, 16);
  return [id, kind, [...names, ...more].join(", "), time(removedAtMs), actor, time(keptUntilMs)];
}
