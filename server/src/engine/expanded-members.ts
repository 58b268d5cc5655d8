interface GroupRow {
  readonly id: string;
  readonly members: readonly { readonly userId: string }[];
}

interface NestingRow {
  readonly outerId: string;
  readonly innerId: string;
}

/** Each group's members with those of the groups inside it, however deep. */
export function expandedMembers(
  groups: readonly GroupRow[],
  nestings: readonly NestingRow[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const innerOf = new Map<string, string[]>();
  for (const { outerId, innerId } of nestings) {
    const inner = innerOf.get(outerId);
    if (inner === undefined) innerOf.set(outerId, [innerId]);
    else inner.push(innerId);
  }
  const own = new Map(groups.map((group) => [group.id, group.members]));
  const expanded = new Map<string, ReadonlySet<string>>();
  for (const { id } of groups) {
    const members = new Set<string>();
    // Each group once: even a cycle, which nobody can make, would end.
    const seen = new Set([id]);
    for (const group of seen) {
      for (const { userId } of own.get(group) ?? []) members.add(userId);
      for (const inner of innerOf.get(group) ?? []) seen.add(inner);
    }
    expanded.set(id, members);
  }
  return expanded;
}
