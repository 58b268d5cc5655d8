/** More than anything that is sent or stored has; what walks a value by calling itself would run out of stack. */
export const NESTING_MAX = 64;

/** Whether lists and objects lie in each other deeper than `max`. Looked at level by level, without recursion. */
export function isNestedDeeper(value: unknown, max: number): boolean {
  let level = [value].filter(isContainer);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= max) return true;
    level = level.flatMap((each) => Object.values(each).filter(isContainer));
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
