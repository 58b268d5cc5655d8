import { accountNameSchema } from "../../contract/account-name.ts";
import type { SectionValues } from "./section-values.ts";

export type WantedRight = "none" | "read" | "change" | "full";

export interface WantedGrant {
  readonly principal: "user" | "group" | "everyone";
  /** Empty for everyone. */
  readonly name: string;
  readonly right: WantedRight;
}

/** Names that the file puts before an account of this box. */
export interface OwnDomains {
  readonly names: ReadonlySet<string>;
}

/**
 * Who may do what, out of Samba's five lists. It never gives more than they do: the strongest of a person's rights
 * counts here, so that where Samba takes writing away from one of many, all of them get reading and a warning says so.
 */
export function wantedGrants(
  section: string,
  values: SectionValues,
  domains: OwnDomains,
  warnings: string[],
): WantedGrant[] {
  const isReadOnly = values.yes("readonly", true);
  const read = (key: string) => holdersOf(section, values, key, domains);
  const [valid, invalid] = [read("validusers"), read("invalidusers")];
  const [readers, writers, admins] = [read("readlist"), read("writelist"), read("adminusers")];
  const grants = new Map<string, WantedGrant>();
  const put = (holder: Holder, right: WantedRight) =>
    grants.set(`${holder.principal} ${holder.name.toLowerCase()}`, { ...holder, right });

  const isForAll = values.text("validusers") === "";
  if (isForAll) put(EVERYONE, isReadOnly ? "read" : "change");
  for (const holder of valid) put(holder, isReadOnly ? "read" : "change");
  const mayCome = (holder: Holder) => isForAll || valid.some((other) => isSame(holder, other));
  for (const [holders, right] of [
    [readers, "read"],
    [writers, "change"],
    [admins, "full"],
  ] as const) {
    for (const holder of holders) {
      if (mayCome(holder)) put(holder, right);
      else warnings.push(`${holder.name} is on a list, but no valid user: no right was given.`);
    }
  }
  const restricted = readers.filter(
    (holder) => ![...writers, ...admins].some((other) => isSame(holder, other)),
  );
  if (restricted.length > 0) {
    const named = new Set([...writers, ...admins].map((holder) => holder.name.toLowerCase()));
    for (const grant of [...grants.values()]) {
      const isMany = grant.principal !== "user" && !named.has(grant.name.toLowerCase());
      if (!isMany || grant.right !== "change") continue;
      put(grant, "read");
      const who = grant.name === "" ? "Everyone" : `The group ${grant.name}`;
      const names = restricted.map(({ name }) => name).join(", ");
      warnings.push(
        `${who} gets “read” in place of “change”: the file keeps ${names} from writing, ` +
          "and the strongest right counts here. Give “change” to those who need it.",
      );
    }
  }
  // Last: “none” beats every other right, as in Samba.
  for (const holder of invalid) put(holder, "none");
  return [...grants.values()];
}

interface Holder {
  readonly principal: "user" | "group" | "everyone";
  readonly name: string;
}

const EVERYONE: Holder = { principal: "everyone", name: "" };

/** %S is the share's name, which in [homes] is the user's. */
function isWhoComes(item: string, section: string): boolean {
  return (
    /^(?:[^\\]*\\)?(?:%[Uu]|%S)$/.test(item) && (!item.endsWith("%S") || /^homes$/i.test(section))
  );
}

function isSame(left: Holder, right: Holder): boolean {
  return left.principal === right.principal && left.name.toLowerCase() === right.name.toLowerCase();
}

function holdersOf(
  section: string,
  values: SectionValues,
  key: string,
  domains: OwnDomains,
): Holder[] {
  const refused: string[] = [];
  const holders = values.list(key).flatMap((item): Holder[] => {
    // Whoever comes: in a share of homes each user finds the user's own.
    if (isWhoComes(item, section)) return [EVERYONE];
    const [, marks = "", named = ""] = /^([@+&]*)(.*)$/.exec(item.replace(/%S$/, section)) ?? [];
    const [, domain, name = ""] = /^(?:([^\\]*)\\)?(.*)$/.exec(named) ?? [];
    const isOurs = domain === undefined || domains.names.has(domain.toLowerCase());
    const parsed = accountNameSchema.safeParse(name);
    if (isOurs && parsed.success && !name.includes("%")) {
      return [{ principal: marks === "" ? "user" : "group", name: parsed.data }];
    }
    refused.push(item);
    return [];
  });
  if (refused.length > 0) {
    values.leave(key, `No account of this box: ${refused.join(", ")}. The others were taken over.`);
  }
  return holders;
}
