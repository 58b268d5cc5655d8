/** A snapshot that comes in parts, as far as it has come. */
import type { CatalogGroup, CatalogInput, CatalogShare, CatalogUser } from "../../state/catalog.ts";
import type { Snapshot, SnapshotPart } from "./contract.ts";

export class PartialSnapshot {
  readonly #first: Snapshot;
  readonly #users: CatalogUser[] = [];
  readonly #groups: (CatalogGroup & { readonly memberIds: string[] })[] = [];
  readonly #groupsById = new Map<string, { readonly memberIds: string[] }>();
  readonly #shares: CatalogShare[] = [];

  constructor(first: Snapshot) {
    this.#first = first;
    this.#take(first);
  }

  /** The whole, once the last part is there. A part of another snapshot is none of this. */
  add(part: SnapshotPart): CatalogInput | null {
    if (part.revision !== this.#first.revision) return null;
    this.#take(part);
    for (const { groupId, memberIds } of part.members) {
      const group = this.#groupsById.get(groupId);
      for (const memberId of memberIds) group?.memberIds.push(memberId);
    }
    if (!part.isLast) return null;
    const { revision, server, settings } = this.#first;
    const tables = { users: this.#users, groups: this.#groups, shares: this.#shares };
    return { revision, server, settings, ...tables };
  }

  #take({ users, groups, shares }: Pick<Snapshot, "users" | "groups" | "shares">): void {
    for (const user of users) this.#users.push(user);
    for (const group of groups) {
      this.#groups.push(group);
      this.#groupsById.set(group.id, group);
    }
    for (const share of shares) this.#shares.push(share);
  }
}
