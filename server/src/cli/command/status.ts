import { connectRoutes } from "../../contract/connect.ts";
import { engineRoutes } from "../../contract/engine.ts";
import { setupRoutes } from "../../contract/setup.ts";
import { shareRoutes } from "../../contract/share.ts";
import type { Command } from "../command.ts";
import { ExitCode } from "../exit-code.ts";

export const statusCommands: readonly Command[] = [
  {
    name: "status",
    synopsis: "",
    summary: "Say whether all is well; the exit code is 4 where it is not",
    options: {},
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, terminal }) {
      const setup = await client.call(setupRoutes.status);
      const engine = await client.call(engineRoutes.read);
      const { items: shares } = await client.call(shareRoutes.list);
      const { smbPort } = await client.call(connectRoutes.read);
      const isLive = engine.state === "live";
      const value = {
        setupComplete: setup.complete,
        serverName: setup.serverName,
        state: engine.state,
        reason: engine.reason,
        desiredRevision: engine.desiredRevision,
        appliedRevision: engine.appliedRevision,
        smbPort,
        listening: engine.status?.listening ?? [],
        sessionCount: engine.status?.sessionCount ?? 0,
        openCount: engine.status?.openCount ?? 0,
        problem: engine.status?.problem ?? "",
        shares: shares.map(({ name, live }) => ({ name, state: live.state, reason: live.reason })),
      };
      const unwell = shares.filter((share) => !["live", "disabled"].includes(share.live.state));
      terminal.answer(value, [
        `${setup.serverName}: ${isLive ? "live" : `${engine.state}, ${engine.reason}`} ` +
          `(revision ${engine.appliedRevision} of ${engine.desiredRevision})`,
        ...(setup.complete
          ? []
          : ["It has no administrator yet: open the pages or run `larder setup`."]),
        `SMB listens on ${value.listening.join(", ") || "nothing"}`,
        [
          counted(value.sessionCount, "session"),
          counted(value.openCount, "open file"),
          counted(shares.length, "share"),
        ].join(", "),
        ...(value.problem === "" ? [] : [value.problem]),
        ...unwell.map(({ name, live }) => `Share "${name}" is ${live.state}: ${live.reason}`),
      ]);
      return isLive && value.problem === "" ? ExitCode.done : ExitCode.notLive;
    },
  },
];

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
