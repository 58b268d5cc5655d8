import { sessionRoutes } from "../../contract/session.ts";
import type { Command } from "../command.ts";
import { ExitCode } from "../exit-code.ts";
import { table } from "../table.ts";

export const sessionCommands: readonly Command[] = [
  {
    name: "session list",
    synopsis: "",
    summary: "List who is connected over SMB",
    options: {},
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, terminal }) {
      const list = await client.call(sessionRoutes.list);
      const rows = list.items.map((session) => [
        session.id,
        session.user || "(anonymous)",
        session.address,
        session.dialect,
        session.isEncrypted ? "encrypted" : session.isSigned ? "signed" : "plain",
        session.shares.join(", "),
        String(session.openCount),
      ]);
      const heading = ["ID", "USER", "ADDRESS", "DIALECT", "PROTECTION", "SHARES", "OPEN"];
      terminal.answer(list, table(heading, rows));
      if (!list.isCurrent)
        terminal.remark("The engine cannot be asked now; this is what it said last.");
      return ExitCode.done;
    },
  },
  {
    name: "session close",
    synopsis: "ID",
    summary: "End a session and close its files",
    options: {},
    argumentsMin: 1,
    argumentsMax: 1,
    async run(cx) {
      const id = cx.arguments[0]!;
      await cx.client.call(sessionRoutes.close, { params: { id } });
      cx.terminal.answer({ closed: id }, [`The session ${id} is closed.`]);
      return ExitCode.done;
    },
  },
];
