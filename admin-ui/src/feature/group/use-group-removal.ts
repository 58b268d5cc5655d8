import { type GroupSummary, routes } from "@larder/server/contract";
import { counted } from "../../lib/counted.ts";
import { ask } from "../../ui/ask.ts";
import { useChange } from "../../ui/use-change.tsx";

/** Asks, naming the group and what follows, then deletes. */
export function useGroupRemoval(
  onDone?: () => void,
): (group: Pick<GroupSummary, "id" | "name" | "memberCount">) => Promise<void> {
  const remove = useChange(routes.group.remove, {
    done: () => "Group deleted",
    failed: "The group could not be deleted",
    ...(onDone && { onDone }),
  });
  return async (group) => {
    const isSure = await ask({
      title: `Delete the group “${group.name}”?`,
      consequences: [
        group.memberCount === 0
          ? "It has no members."
          : `${counted(group.memberCount, "member")} will lose what only this group allows.`,
        "Users and files stay.",
      ],
      verb: `Delete ${group.name}`,
    });
    if (isSure) remove.mutate({ params: { id: group.id } });
  };
}
