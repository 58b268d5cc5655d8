import { type Group, groupRoutes } from "../../contract/group.ts";
import type { Command, CommandContext } from "../command.ts";
import { CliError, ExitCode } from "../exit-code.ts";
import { everyPage, groupByName, namesOf, userByName } from "../principal-lookup.ts";
import { removalHint } from "../removal-hint.ts";
import { table } from "../table.ts";
import { CHANGE_OPTIONS, untilLive } from "../until-live.ts";

export const groupCommands: readonly Command[] = [
  {
    name: "group add",
    synopsis: "NAME [--comment TEXT] [--member USER …] [--member-group GROUP …]",
    summary: "Add a group",
    options: {
      ...CHANGE_OPTIONS,
      comment: { type: "string" },
      member: { type: "string", multiple: true },
      "member-group": { type: "string", multiple: true },
    },
    argumentsMin: 1,
    argumentsMax: 1,
    async run(cx) {
      const memberIds: string[] = [];
      for (const name of cx.given.texts("member")) {
        memberIds.push((await userByName(cx.client, name)).id);
      }
      const memberGroupIds: string[] = [];
      for (const name of cx.given.texts("member-group")) {
        memberGroupIds.push((await groupByName(cx.client, name)).id);
      }
      const comment = cx.given.text("comment") ?? "";
      const { item, revision } = await cx.client.call(groupRoutes.create, {
        body: { name: cx.arguments[0]!, comment, memberIds, memberGroupIds },
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
      const { revision, removalId } = await cx.client.call(groupRoutes.remove, {
        params: { id: group.id },
      });
      const code = await untilLive(cx, revision);
      cx.terminal.answer({ removed: group.name, removalId }, [
        `The group "${group.name}" is gone.`,
        ...removalHint(removalId, group.name),
      ]);
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
      const summaries = await everyPage((page) =>
        client.call(groupRoutes.list, { query: { page, limit: 1000 } }),
      );
      const items: Group[] = [];
      for (const { id } of summaries) {
        items.push(await client.call(groupRoutes.read, { params: { id } }));
      }
      const ids = items.flatMap((group) => [...(group.memberIds ?? []), ...group.memberGroupIds]);
      const names = await namesOf(client, [...new Set(ids)]);
      const listed = (members: readonly string[]) =>
        members.map((id) => names.get(id)?.name ?? id).join(", ");
      const rows = items.map((group) => [
        group.name,
        String(group.gid),
        group.memberIds === null ? `${group.memberCount} users` : listed(group.memberIds),
        listed(group.memberGroupIds),
      ]);
      terminal.answer(items, table(["NAME", "GID", "MEMBERS", "GROUPS INSIDE"], rows));
      return ExitCode.done;
    },
  },
  {
    name: "group members",
    synopsis: "NAME",
    summary: "List the users put into a group itself, however many",
    options: {},
    argumentsMin: 1,
    argumentsMax: 1,
    async run({ client, terminal, arguments: [name] }) {
      const { id } = await groupByName(client, name!);
      const items = await everyPage((page) =>
        client.call(groupRoutes.members, { params: { id }, query: { page, limit: 1000 } }),
      );
      const rows = items.map((item) => [item.name, item.fullName]);
      terminal.answer(items, table(["NAME", "FULL NAME"], rows));
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
  {
    name: "group nest",
    synopsis: "add|rm OUTER INNER",
    summary: "Put a group into another, or take it out; members of INNER are members of OUTER",
    options: { ...CHANGE_OPTIONS },
    argumentsMin: 3,
    argumentsMax: 3,
    run: changeNesting,
  },
];

async function changeNesting(cx: CommandContext): Promise<number> {
  const [word, outerName, innerName] = cx.arguments;
  if (word !== "add" && word !== "rm") {
    throw new CliError("It is `group nest add OUTER INNER` or `… rm …`.", ExitCode.usage);
  }
  const { id } = await groupByName(cx.client, outerName!);
  const outer = await cx.client.call(groupRoutes.read, { params: { id } });
  const inner = await groupByName(cx.client, innerName!);
  const others = outer.memberGroupIds.filter((id) => id !== inner.id);
  const memberGroupIds = word === "add" ? [...others, inner.id] : others;
  const { item, revision } = await cx.client.call(groupRoutes.update, {
    params: { id: outer.id },
    query: { ifVersion: outer.version },
    body: { memberGroupIds },
  });
  const code = await untilLive(cx, revision);
  const verb = word === "add" ? "is in" : "is not in";
  cx.terminal.answer(item, [`The group "${inner.name}" ${verb} the group "${outer.name}".`]);
  return code;
}

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
