/** Everybody's access to one file or folder, some users at a time. */
import { principalOf } from "../../state/accounts.ts";
import { effectiveDescriptor } from "../create/effective-descriptor.ts";
import { type AccountProblem, accountProblem } from "./account-problem.ts";
import { accessOf, askerOf } from "./asker.ts";
import { type PermissionHost, type Place, type Refusal, refuse } from "./place.ts";

export interface PersonAccess {
  readonly userId: string;
  readonly access: number;
  readonly accountProblem: AccountProblem;
}

export interface PeopleReport {
  readonly people: readonly PersonAccess[];
  readonly isDirectory: boolean;
}

/** `userIds`: each takes some reading of descriptors; the contract bounds them. Who is not there is left out. */
export function peopleAt(
  host: PermissionHost,
  place: Place,
  userIds: readonly string[],
): PeopleReport | Refusal {
  const { volume, found, node } = place;
  const effective = effectiveDescriptor(host.catalog, volume, found.path, node, found.parent);
  if (typeof effective === "number") return refuse("failed", found.path, effective);
  const people: PersonAccess[] = [];
  for (const userId of userIds) {
    const user = host.catalog.userById(userId);
    if (user === null) continue;
    const asker = askerOf(host, place.share, principalOf(host.catalog, user));
    const judged = accessOf(asker, place, null, effective.descriptor);
    if (typeof judged === "number") return refuse("failed", found.path, judged);
    const problem = accountProblem(user, host.nowMs());
    people.push({ userId, access: judged.maximal >>> 0, accountProblem: problem });
  }
  return { people, isDirectory: node.isDirectory };
}
