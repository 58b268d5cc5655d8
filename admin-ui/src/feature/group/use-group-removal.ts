import { type GroupSummary, routes } from "@larder/server/contract";
import { t } from "../../i18n/t.ts";
import { counted } from "../../lib/counted.ts";
import { ask } from "../../ui/ask.ts";
import { keptWords } from "../../ui/kept-words.ts";
import { undoStep, useChange } from "../../ui/use-change.tsx";

/** Asks, naming the group and what follows, then deletes. */
export function useGroupRemoval(
  onDone?: () => void,
): (group: Pick<GroupSummary, "id" | "name" | "memberCount">) => Promise<void> {
  const remove = useChange(routes.group.remove, {
    done: () => t("Group deleted"),
    undoBy: ({ removalId }) =>
      removalId === null
        ? null
        : undoStep(routes.removal.undoGroups, { params: { id: removalId } }),
    failed: t("The group could not be deleted"),
    ...(onDone && { onDone }),
  });
  return async (group) => {
    const isSure = await ask({
      title: t("Delete the group “{name}”?", { name: group.name }),
      consequences: [
        group.memberCount === 0
          ? t("It has no members.")
          : t("{members} will lose what only this group allows.", {
              members: counted(group.memberCount, "member"),
            }),
        t("Users and files stay."),
        keptWords(),
      ],
      verb: t("Delete {name}", { name: group.name }),
    });
    if (isSure) remove.mutate({ params: { id: group.id } });
  };
}
