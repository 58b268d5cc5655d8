import type { Problem } from "@larder/server/contract";
import { t } from "../i18n/t.ts";
import { ApiError } from "../lib/api-error.ts";

interface Dated {
  readonly name: string;
  readonly version: string;
}

/**
 * What undoing a change sends: those of the former values that the change was about, and the version that the thing
 * must be of. Throws "conflict" where one of them is no longer what the change made of it.
 */
export function formerParts<Values extends object, Item extends Dated & Partial<Values>>(
  before: Values,
  saved: Item,
  now: Item,
  changedNames: readonly (keyof Values)[],
): { readonly body: Partial<Values>; readonly query: { readonly ifVersion: string } } {
  const isSame = changedNames.every(
    (name) => JSON.stringify(now[name]) === JSON.stringify(saved[name]),
  );
  if (!isSame) throw new ApiError(changedMeanwhile(now.name));
  const body = Object.fromEntries(
    changedNames.map((name) => [name, before[name]]),
  ) as Partial<Values>;
  return { body, query: { ifVersion: now.version } };
}

function changedMeanwhile(name: string): Problem {
  return {
    type: "urn:larder:problem:conflict",
    code: "conflict",
    status: 409,
    title: "Somebody else changed this at the same time",
    detail: t("Somebody has changed {name} since then.", { name }),
  };
}
