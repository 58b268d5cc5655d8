import { type Group, routes } from "@larder/server/contract";
import { useQuery } from "@tanstack/react-query";
import { call } from "./call.ts";

/** The users in each of these groups and in the groups inside them. Empty until they are known. */
export function useMembersOf(groupIds: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const wanted = [...new Set(groupIds)].sort();
  const members = useQuery<ReadonlyMap<string, readonly string[]>>({
    // Stale as soon as any group is.
    queryKey: ["groups", "members", wanted],
    queryFn: ({ signal }) => readMembers(wanted, signal),
    enabled: wanted.length > 0,
  }).data;
  return members ?? NOBODY;
}

const NOBODY: ReadonlyMap<string, readonly string[]> = new Map();
/** Of all that lie in each other; a box has few. */
const GROUPS_MAX = 50;

async function readMembers(
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const known = new Map<string, Group>();
  const queue = [...wanted];
  while (queue.length > 0 && known.size < GROUPS_MAX) {
    const id = queue.pop() ?? "";
    if (known.has(id)) continue;
    const group = await call(routes.group.read, { params: { id } }, signal);
    known.set(id, group);
    queue.push(...group.memberGroupIds);
  }
  return new Map(wanted.map((id) => [id, [...usersIn(id, known, new Set())]]));
}

function usersIn(id: string, known: ReadonlyMap<string, Group>, seen: Set<string>): Set<string> {
  const group = known.get(id);
  if (group === undefined || seen.has(id)) return new Set();
  seen.add(id);
  // Of a group with more members than are listed nobody is known.
  const users = new Set(group.memberIds ?? []);
  for (const inner of group.memberGroupIds) {
    for (const user of usersIn(inner, known, seen)) users.add(user);
  }
  return users;
}
