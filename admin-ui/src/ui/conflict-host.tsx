import { lazy, Suspense, useSyncExternalStore } from "react";
import { conflicts } from "./settle-conflict.ts";

const Dialog = lazy(async () => ({
  default: (await import("./conflict-dialog.tsx")).ConflictDialog,
}));

/** Shows what `settleConflict` asks; the dialog is fetched with the first conflict, which is seldom. */
export function ConflictHost() {
  const conflict = useSyncExternalStore(conflicts.subscribe, conflicts.current);
  if (!conflict) return null;
  return (
    <Suspense>
      <Dialog conflict={conflict} />
    </Suspense>
  );
}
