import { type Group, groupRoutes } from "../contract/group.ts";
import { type User, userRoutes } from "../contract/user.ts";
import type { Client } from "./client.ts";
import { CliError, ExitCode } from "./exit-code.ts";

/** Names differ by more than case, or they are the same name. */
export async function userByName(client: Client, name: string): Promise<User> {
  const { items } = await client.call(userRoutes.list);
  return byName(items, name, "user");
}

export async function groupByName(client: Client, name: string): Promise<Group> {
  const { items } = await client.call(groupRoutes.list);
  return byName(items, name, "group");
}

export function byName<Item extends { readonly name: string }>(
  items: readonly Item[],
  name: string,
  what: string,
): Item {
  const wanted = name.normalize("NFC").toLowerCase();
  const found = items.find((item) => item.name.toLowerCase() === wanted);
  if (found === undefined) throw new CliError(`There is no ${what} "${name}".`, ExitCode.refused);
  return found;
}
