import type { PendingQuestion, Question } from "../lib/question.ts";

/** Questions that wait for an answer, oldest first; AskHost shows them one at a time. */
let waiting: readonly PendingQuestion[] = [];
const listeners = new Set<() => void>();

/** Asks before something that others feel; resolves to whether to go on. */
export function ask(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    const pending: PendingQuestion = {
      ...question,
      answer: (isSure) => {
        keep(waiting.filter((other) => other !== pending));
        resolve(isSure);
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

function keep(next: readonly PendingQuestion[]): void {
  waiting = next;
  for (const listener of listeners) listener();
}
