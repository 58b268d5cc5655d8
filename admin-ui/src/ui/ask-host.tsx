import { lazy, Suspense, useSyncExternalStore } from "react";
import { questions } from "./ask.ts";

const AskDialog = lazy(async () => ({ default: (await import("./ask-dialog.tsx")).AskDialog }));

/** Shows what `ask` asks; the dialog is fetched with the first question. */
export function AskHost() {
  const question = useSyncExternalStore(questions.subscribe, questions.first);
  if (!question) return null;
  return (
    <Suspense>
      <AskDialog question={question} />
    </Suspense>
  );
}
