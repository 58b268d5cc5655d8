/** What the next catalog differs in, as the server tells it. */
import type { CatalogInput } from "../state/catalog.ts";
import type { CatalogChanges } from "../state/catalog-change.ts";

export function changesBetween(before: CatalogInput, now: CatalogInput): CatalogChanges {
  const groupIdsOf = (input: CatalogInput, userId: string) =>
    input.groups.filter(({ memberIds }) => memberIds.includes(userId)).map(({ id }) => id);
  const told = new Set([...before.users, ...now.users].map(({ id }) => id));
  const bare = (input: CatalogInput) => input.groups.map(({ memberIds: _, ...group }) => group);
  return {
    from: before.revision,
    ...{ revision: now.revision, server: now.server, settings: now.settings },
    users: differing(before.users, now.users),
    groups: differing(bare(before), bare(now)),
    shares: differing(before.shares, now.shares),
    memberships: [...told]
      .map((userId) => ({ userId, groupIds: groupIdsOf(now, userId) }))
      .filter(
        ({ userId, groupIds }) =>
          now.users.some(({ id }) => id === userId) &&
          JSON.stringify(groupIds) !== JSON.stringify(groupIdsOf(before, userId)),
      ),
  };
}

function differing<Entry extends { id: string }>(before: readonly Entry[], now: readonly Entry[]) {
  const known = new Map(before.map((entry) => [entry.id, JSON.stringify(entry)]));
  const wanted = new Set(now.map(({ id }) => id));
  return {
    put: now.filter((entry) => known.get(entry.id) !== JSON.stringify(entry)),
    removedIds: before.filter(({ id }) => !wanted.has(id)).map(({ id }) => id),
  };
}
