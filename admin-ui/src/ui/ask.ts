import type { PendingQuestion, Question } from "../lib/question.ts";

/** Questions that wait for an answer, oldest first; AskHost shows them one at a time. */
let waiting: readonly PendingQuestion[] = [];
const listeners = new Set<() => void>();

/** The dialog's own way back comes first. */
const RETURN_FOCUS_MS = 250;

/** Asks before something that others feel; resolves to whether to go on. */
export function ask(question: Question): Promise<boolean> {
  const origin = originOf(document.activeElement);
  return new Promise((resolve) => {
    const pending: PendingQuestion = {
      ...question,
      answer: (isSure) => {
        keep(waiting.filter((other) => other !== pending));
        resolve(isSure);
        setTimeout(() => {
          // Whoever has put the focus somewhere meanwhile knows better.
          if (document.activeElement === document.body) origin?.focus();
        }, RETURN_FOCUS_MS);
      },
    };
    keep([...waiting, pending]);
  });
}

export const questions = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  first: () => waiting[0],
};

/** A menu's item is gone once it has been chosen; the button that opened the menu is still there. */
function originOf(element: Element | null): HTMLElement | null {
  const buttonId = element?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const origin = buttonId ? document.getElementById(buttonId) : element;
  return origin instanceof HTMLElement ? origin : null;
}

function keep(next: readonly PendingQuestion[]): void {
  waiting = next;
  for (const listener of listeners) listener();
}
