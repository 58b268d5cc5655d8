import { useBlocker } from "@tanstack/react-router";
import { type RefObject, useEffect, useRef } from "react";
import { ask } from "./ask.ts";

/** Asks before edits are lost. Set the returned reference while they are being saved. */
export function useUnsavedGuard(isDirty: boolean): RefObject<boolean> {
  const isSaved = useRef(false);
  useEffect(() => {
    if (!isDirty) isSaved.current = false;
  }, [isDirty]);
  useBlocker({
    shouldBlockFn: async ({ current, next }) => {
      if (!isDirty || isSaved.current || current.pathname === next.pathname) return false;
      const mayLeave = await ask({
        title: "Leave without saving?",
        consequences: ["What you changed on this page will be lost."],
        verb: "Leave",
      });
      return !mayLeave;
    },
    enableBeforeUnload: () => isDirty && !isSaved.current,
  });
  return isSaved;
}
