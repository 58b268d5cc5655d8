import { routes, type User } from "@larder/server/contract";
import { t } from "../../i18n/t.ts";
import { counted } from "../../lib/counted.ts";
import { ask } from "../../ui/ask.ts";
import { keptWords } from "../../ui/kept-words.ts";
import { undoStep, useChange } from "../../ui/use-change.tsx";

/** Asks, naming the user and what follows, then deletes. */
export function useUserRemoval(onDone?: () => void): (user: User) => Promise<void> {
  const remove = useChange(routes.user.remove, {
    done: () => t("User deleted"),
    undoBy: ({ removalId }) =>
      removalId === null ? null : undoStep(routes.removal.undoUsers, { params: { id: removalId } }),
    failed: t("The user could not be deleted"),
    ...(onDone && { onDone }),
  });
  return async (user) => {
    const isSure = await ask({
      title: t("Delete the user “{name}”?", { name: user.name }),
      consequences: [
        t("Their files stay on the box."),
        t("Their rights on every share and their place in groups go with them."),
        user.sessionCount === 0
          ? t("They are not connected now.")
          : t("{sessions} will end and {files} will be closed.", {
              sessions: counted(user.sessionCount, "session"),
              files: counted(user.openCount, "open file"),
            }),
        keptWords(),
      ],
      verb: t("Delete {name}", { name: user.name }),
    });
    if (isSure) remove.mutate({ params: { id: user.id } });
  };
}
