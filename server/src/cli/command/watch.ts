import { alertRoutes } from "../../contract/alert.ts";
import { liveRoutes } from "../../contract/live.ts";
import { massChangeRoutes } from "../../contract/mass-change.ts";
import type { Command } from "../command.ts";
import { ExitCode } from "../exit-code.ts";
import { table } from "../table.ts";

export const watchCommands: readonly Command[] = [
  {
    name: "live",
    synopsis: "",
    summary: "Show what each share and client moves now",
    options: {},
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, terminal }) {
      const live = await client.call(liveRoutes.read);
      const rows = [
        ...live.shares.map((one) => ["share", one.share, ...figures(one)]),
        ...live.clients.map((one) => ["client", `${one.user} ${one.address}`, ...figures(one)]),
      ];
      terminal.answer(live, table(["", "WHO", "READ/S", "WRITTEN/S", "REQUESTS/S", "TIME"], rows));
      return ExitCode.done;
    },
  },
  {
    name: "alert list",
    synopsis: "[--active]",
    summary: "List alerts, newest first",
    options: { active: { type: "boolean" } },
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, given, terminal }) {
      const query = given.has("active") ? ({ state: "active" } as const) : {};
      const list = await client.call(alertRoutes.list, { query });
      const rows = list.items.map((alert) => [
        alert.endedAtMs === null ? "now" : "over",
        new Date(alert.raisedAtMs).toISOString(),
        alert.title,
        alert.detail,
      ]);
      terminal.answer(list, table(["STATE", "SINCE", "WHAT", "DETAILS"], rows));
      return ExitCode.done;
    },
  },
  {
    name: "alert channels",
    synopsis: "",
    summary: "List where alerts go, and whether they arrive",
    options: {},
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, terminal }) {
      const list = await client.call(alertRoutes.channels);
      const rows = list.items.map(({ id, name, enabled, target, lastError }) => [
        id,
        name,
        target.kind,
        enabled ? "on" : "paused",
        lastError,
      ]);
      terminal.answer(list, table(["ID", "NAME", "HOW", "STATE", "LAST ERROR"], rows));
      return ExitCode.done;
    },
  },
  {
    name: "alert test",
    synopsis: "ID",
    summary: "Send a test message by a channel",
    options: {},
    argumentsMin: 1,
    argumentsMax: 1,
    async run(cx) {
      const id = cx.arguments[0]!;
      await cx.client.call(alertRoutes.testChannel, { params: { id } });
      cx.terminal.answer({ tested: id }, ["The test message was taken."]);
      return ExitCode.done;
    },
  },
  {
    name: "mass-change list",
    synopsis: "",
    summary: "List who changed too much at once",
    options: {},
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, terminal }) {
      const list = await client.call(massChangeRoutes.list);
      const rows = list.items.map((one) => [
        one.id,
        one.user,
        one.address,
        one.share,
        one.state,
        String(one.deletedCount),
        String(one.renamedCount),
        String(one.scrambledCount),
      ]);
      const heading = [
        "ID",
        "USER",
        "ADDRESS",
        "SHARE",
        "STATE",
        "DELETED",
        "RENAMED",
        "SCRAMBLED",
      ];
      terminal.answer(list, table(heading, rows));
      return ExitCode.done;
    },
  },
  {
    name: "mass-change touched",
    synopsis: "ID",
    summary: "List what was changed, the newest first",
    options: {},
    argumentsMin: 1,
    argumentsMax: 1,
    async run(cx) {
      const params = { id: cx.arguments[0]! };
      const list = await cx.client.call(massChangeRoutes.touched, { params });
      const rows = list.items.map(({ timeMs, kind, path }) => [
        new Date(timeMs).toISOString(),
        kind,
        path,
      ]);
      cx.terminal.answer(list, table(["TIME", "WHAT", "PATH"], rows));
      return ExitCode.done;
    },
  },
  {
    name: "mass-change release",
    synopsis: "ID",
    summary: "Settle a mass change; a user who was cut off may come again",
    options: {},
    argumentsMin: 1,
    argumentsMax: 1,
    async run(cx) {
      const id = cx.arguments[0]!;
      await cx.client.call(massChangeRoutes.release, { params: { id } });
      cx.terminal.answer({ released: id }, ["It is settled."]);
      return ExitCode.done;
    },
  },
];

function figures(one: {
  readonly readBytesPerSecond: number;
  readonly writtenBytesPerSecond: number;
  readonly requestsPerSecond: number;
  readonly latencyUs: number | null;
}): string[] {
  return [
    String(Math.round(one.readBytesPerSecond)),
    String(Math.round(one.writtenBytesPerSecond)),
    one.requestsPerSecond.toFixed(1),
    one.latencyUs === null ? "-" : `${Math.round(one.latencyUs)} us`,
  ];
}
