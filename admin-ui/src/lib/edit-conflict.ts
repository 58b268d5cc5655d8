/** A field of which two say different things, or of which only one has said something. */
export interface FieldDifference {
  readonly name: string;
  readonly mine: unknown;
  readonly theirs: unknown;
  /** Who has changed it since the form was filled. */
  readonly changedBy: "both" | "me" | "them";
}

/** What differs between what I typed and what is there now, by what was there when the form was filled. */
export function editConflict<Values extends object>(
  before: Values,
  mine: Values,
  theirs: Values,
): FieldDifference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(mine)])] as (keyof Values &
    string)[];
  return names.flatMap((name): FieldDifference[] => {
    if (isSame(mine[name], theirs[name])) return [];
    const isMine = !isSame(before[name], mine[name]);
    const isTheirs = !isSame(before[name], theirs[name]);
    const changedBy = isMine && isTheirs ? "both" : isMine ? "me" : "them";
    return [{ name, mine: mine[name], theirs: theirs[name], changedBy }];
  });
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
