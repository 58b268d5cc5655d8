/** Whether something on the page would be lost with it. Each form that has edits holds one token. */
const holders = new Set<symbol>();

export const unsavedWork = {
  /** Until the returned function is called. */
  hold: (): (() => void) => {
    const holder = Symbol("edits");
    holders.add(holder);
    return () => holders.delete(holder);
  },
  isThere: (): boolean => holders.size > 0,
};
