/** Whether the one who is signed in has to prove it once more before anything can be saved. */
let isNeeded = false;
const listeners = new Set<() => void>();

export const signInAgain = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  isNeeded: () => isNeeded,
  keep: (next: boolean) => {
    isNeeded = next;
    for (const listener of listeners) listener();
  },
};
