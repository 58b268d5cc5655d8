import type { Problem } from "@larder/server/contract";
import type { FieldDifference } from "../lib/edit-conflict.ts";
import type { FieldWord } from "../lib/field-words.ts";

export interface EditConflict {
  /** "photos"; of what there is one of on the box: empty. */
  readonly name: string;
  /** Who was faster, where the server knows. */
  readonly changed: Problem["changed"];
  readonly differences: readonly FieldDifference[];
  readonly words: Readonly<Record<string, FieldWord | undefined>>;
}

/** Save mine over it, fill the form with theirs, or think about it: null. */
export type Settlement = "mine" | "theirs" | null;

export interface PendingConflict extends EditConflict {
  readonly answer: (settlement: Settlement) => void;
}

let pending: PendingConflict | undefined;
const listeners = new Set<() => void>();

/** Asks what becomes of edits where somebody else has saved the same thing meanwhile. */
export function settleConflict(conflict: EditConflict): Promise<Settlement> {
  // Nobody saves two forms at once; a question that was left open is answered by the next.
  pending?.answer(null);
  return new Promise((resolve) => {
    keep({
      ...conflict,
      answer: (settlement) => {
        keep(undefined);
        resolve(settlement);
      },
    });
  });
}

export const conflicts = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  current: () => pending,
};

function keep(next: PendingConflict | undefined): void {
  pending = next;
  for (const listener of listeners) listener();
}
