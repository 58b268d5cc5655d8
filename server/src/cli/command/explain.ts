import { permissionRoutes } from "../../contract/permission.ts";
import type { Command } from "../command.ts";
import { ExitCode } from "../exit-code.ts";
import { userByName } from "../principal-lookup.ts";
import { table } from "../table.ts";
import { shareIdByName, sharePath } from "./acl.ts";

export const explainCommands: readonly Command[] = [
  {
    name: "explain",
    synopsis: "USER SHARE [PATH]",
    summary: "Say what a user may do with a file or folder, right by right, and why",
    options: {},
    argumentsMin: 2,
    argumentsMax: 3,
    async run(cx) {
      const [userName, shareName, path] = cx.arguments;
      const { id: userId } = await userByName(cx.client, userName!);
      const shareId = await shareIdByName(cx, shareName!);
      const explained = await cx.client.call(permissionRoutes.explain, {
        params: { shareId },
        query: { path: sharePath(path), userId },
      });
      const { verdict, obstacles, share, way, rights, notes } = explained;
      const [first, ...others] = obstacles;
      cx.terminal.answer(explained, [
        verdict,
        ...(first === undefined ? [] : others.map(({ text }) => text)),
        share.text,
        ...notes,
        ...way.filter(({ mayList }) => !mayList).map(({ text }) => `On the way: ${text}.`),
        ...(rights.length === 0
          ? []
          : table(
              ["RIGHT", "MAY", "BECAUSE"],
              rights.map(({ label, isGranted, reason }) => [
                ...[label, isGranted ? "yes" : "no", reason.text],
              ]),
            )),
      ]);
      return ExitCode.done;
    },
  },
];
