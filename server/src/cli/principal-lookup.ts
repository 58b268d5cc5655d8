import { type GroupSummary, groupRoutes } from "../contract/group.ts";
import { type PrincipalName, principalRoutes } from "../contract/principal.ts";
import { type User, userRoutes } from "../contract/user.ts";
import type { Client } from "./client.ts";
import { CliError, ExitCode } from "./exit-code.ts";

/** Names differ by more than case, or they are the same name. */
export async function userByName(client: Client, name: string): Promise<User> {
  const { items } = await client.call(userRoutes.list, { query: { name: bounded(name) } });
  return byName(items, name, "user");
}

export async function groupByName(client: Client, name: string): Promise<GroupSummary> {
  const { items } = await client.call(groupRoutes.list, { query: { name: bounded(name) } });
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

/** Every page of a list, one after the other. */
export async function everyPage<Item>(
  readPage: (page: number) => Promise<{ readonly items: readonly Item[]; readonly total: number }>,
): Promise<Item[]> {
  const all: Item[] = [];
  for (let page = 1; ; page += 1) {
    const { items, total } = await readPage(page);
    all.push(...items);
    if (items.length === 0 || all.length >= total) return all;
  }
}

/** Who has these ids, as far as they are there. */
export async function namesOf(
  client: Client,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PrincipalName>> {
  const names = new Map<string, PrincipalName>();
  for (let from = 0; from < ids.length; from += IDS_MAX) {
    const query = { ids: ids.slice(from, from + IDS_MAX).join(",") };
    const { items } = await client.call(principalRoutes.list, { query });
    for (const item of items) names.set(item.id, item);
  }
  return names;
}

const IDS_MAX = 200;
const NAME_LENGTH_MAX = 64;

/** A longer name is nobody's; the shortened one is not it either. */
function bounded(name: string): string {
  return name.slice(0, NAME_LENGTH_MAX);
}
