import { useBlocker } from "@tanstack/react-router";
import { type RefObject, useEffect, useRef } from "react";
import { t } from "../i18n/t.ts";
import { unsavedWork } from "../lib/unsaved-work.ts";
import { ask } from "./ask.ts";

/** Asks before edits are lost. Set the returned reference while they are being saved. */
export function useUnsavedGuard(isDirty: boolean): RefObject<boolean> {
  const isSaved = useRef(false);
  useEffect(() => {
    if (!isDirty) isSaved.current = false;
  }, [isDirty]);
  useEffect(() => (isDirty ? unsavedWork.hold() : undefined), [isDirty]);
  useBlocker({
    shouldBlockFn: async ({ current, next }) => {
      if (!isDirty || isSaved.current || current.pathname === next.pathname) return false;
      const mayLeave = await ask({
        title: t("Leave without saving?"),
        consequences: [t("What you changed on this page will be lost.")],
        verb: t("Leave"),
      });
      return !mayLeave;
    },
    enableBeforeUnload: () => isDirty && !isSaved.current,
  });
  return isSaved;
}
