import { lazy, Suspense, useSyncExternalStore } from "react";
import { signInAgain } from "../lib/sign-in-again.ts";

const Dialog = lazy(async () => ({
  default: (await import("../feature/logon/sign-in-again-dialog.tsx")).SignInAgainDialog,
}));

/** The dialog is fetched when a session has ended over a form, which is seldom. */
export function SignInAgainHost() {
  const isNeeded = useSyncExternalStore(signInAgain.subscribe, signInAgain.isNeeded);
  if (!isNeeded) return null;
  return (
    <Suspense>
      <Dialog />
    </Suspense>
  );
}
