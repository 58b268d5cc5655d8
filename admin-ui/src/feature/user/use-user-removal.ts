import { routes, type User } from "@larder/server/contract";
import { counted } from "../../lib/counted.ts";
import { ask } from "../../ui/ask.ts";
import { useChange } from "../../ui/use-change.tsx";

/** Asks, naming the user and what follows, then deletes. */
export function useUserRemoval(onDone?: () => void): (user: User) => Promise<void> {
  const remove = useChange(routes.user.remove, {
    done: () => "User deleted",
    failed: "The user could not be deleted",
    ...(onDone && { onDone }),
  });
  return async (user) => {
    const isSure = await ask({
      title: `Delete the user “${user.name}”?`,
      consequences: [
        "Their files stay on the box.",
        "Their rights on every share and their place in groups are gone for good.",
        user.sessionCount === 0
          ? "They are not connected now."
          : `${counted(user.sessionCount, "session")} will end and ${counted(user.openCount, "open file")} will be closed.`,
      ],
      verb: `Delete ${user.name}`,
    });
    if (isSure) remove.mutate({ params: { id: user.id } });
  };
}
