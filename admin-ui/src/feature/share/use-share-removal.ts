import { routes, type Share } from "@larder/server/contract";
import { t } from "../../i18n/t.ts";
import { counted } from "../../lib/counted.ts";
import { ask } from "../../ui/ask.ts";
import { keptWords } from "../../ui/kept-words.ts";
import { undoStep, useChange } from "../../ui/use-change.tsx";

/** Asks, naming the share and what follows, then stops sharing. */
export function useShareRemoval(onDone?: () => void): (share: Share) => Promise<void> {
  const remove = useChange(routes.share.remove, {
    done: () => t("Share deleted"),
    undoBy: ({ removalId }) =>
      removalId === null ? null : undoStep(routes.removal.undoShare, { params: { id: removalId } }),
    failed: t("The share could not be deleted"),
    ...(onDone && { onDone }),
  });
  return async (share) => {
    const isSure = await ask({
      title: t("Delete the share “{name}”?", { name: share.name }),
      consequences: removalConsequences(share),
      verb: t("Delete {name}", { name: share.name }),
    });
    if (isSure) remove.mutate({ params: { id: share.id } });
  };
}

export function removalConsequences(share: Pick<Share, "path" | "live">): string[] {
  const { sessionCount, openCount } = share.live;
  const connected =
    sessionCount === 0
      ? t("Nobody is connected to it now.")
      : t("{sessions} will be disconnected from it and {files} closed.", {
          sessions: counted(sessionCount, "session"),
          files: counted(openCount, "open file"),
        });
  return [
    t("The folder {path} and its files stay on the box.", { path: share.path }),
    t("Its permissions and settings go with it."),
    connected,
    keptWords(),
  ];
}
