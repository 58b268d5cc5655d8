import { groupRoutes } from "../../contract/group.ts";
import { userRoutes } from "../../contract/user.ts";
import type { Command, CommandContext } from "../command.ts";
import { CliError, ExitCode } from "../exit-code.ts";
import { groupByName, userByName } from "../principal-lookup.ts";
import { table } from "../table.ts";
import { CHANGE_OPTIONS, untilLive } from "../until-live.ts";

export const groupCommands: readonly Command[] = [
  {
    name: "group add",
    synopsis: "NAME [--comment TEXT] [--member USER …]",
    summary: "Add a group",
    options: {
      ...CHANGE_OPTIONS,
      comment: { type: "string" },
      member: { type: "string", multiple: true },
    },
    argumentsMin: 1,
    argumentsMax: 1,
    async run(cx) {
      const memberIds: string[] = [];
      for (const name of cx.given.texts("member")) {
        memberIds.push((await userByName(cx.client, name)).id);
      }
      const { item, revision } = await cx.client.call(groupRoutes.create, {
        body: { name: cx.arguments[0]!, comment: cx.given.text("comment") ?? "", memberIds },
      });
      const code = await untilLive(cx, revision);
      cx.terminal.answer(item, [`The group "${item.name}" is there.`]);
      return code;
    },
  },
  {
    name: "group rm",
    synopsis: "NAME",
    summary: "Delete a group; its members stay",
    options: { ...CHANGE_OPTIONS },
    argumentsMin: 1,
    argumentsMax: 1,
    async run(cx) {
      const group = await groupByName(cx.client, cx.arguments[0]!);
      const { revision } = await cx.client.call(groupRoutes.remove, { params: { id: group.id } });
      const code = await untilLive(cx, revision);
      cx.terminal.answer({ removed: group.name }, [`The group "${group.name}" is gone.`]);
      return code;
    },
  },
  {
    name: "group list",
    synopsis: "",
    summary: "List groups and their members",
    options: {},
    argumentsMin: 0,
    argumentsMax: 0,
    async run({ client, terminal }) {
      const { items } = await client.call(groupRoutes.list);
      const users = (await client.call(userRoutes.list)).items;
      const nameOf = new Map(users.map((user) => [user.id, user.name]));
      const rows = items.map((group) => [
        group.name,
        String(group.gid),
        group.memberIds.map((id) => nameOf.get(id) ?? id).join(", "),
      ]);
      terminal.answer(items, table(["NAME", "GID", "MEMBERS"], rows));
      return ExitCode.done;
    },
  },
  {
    name: "group member",
    synopsis: "add|rm GROUP USER",
    summary: "Put a user into a group, or take one out",
    options: { ...CHANGE_OPTIONS },
    argumentsMin: 3,
    argumentsMax: 3,
    run: changeMember,
  },
];

async function changeMember(cx: CommandContext): Promise<number> {
  const [word, groupName, userName] = cx.arguments;
  if (word !== "add" && word !== "rm") {
    throw new CliError("It is `group member add GROUP USER` or `… rm …`.", ExitCode.usage);
  }
  const group = await groupByName(cx.client, groupName!);
  const user = await userByName(cx.client, userName!);
  const { item, revision } = await cx.client.call(
    word === "add" ? groupRoutes.addMember : groupRoutes.removeMember,
    { params: { id: group.id, userId: user.id } },
  );
  const code = await untilLive(cx, revision);
  const verb = word === "add" ? "is in" : "is not in";
  cx.terminal.answer(item, [`"${user.name}" ${verb} the group "${group.name}".`]);
  return code;
}
