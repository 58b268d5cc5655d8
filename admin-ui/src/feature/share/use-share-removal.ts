import { routes, type Share } from "@larder/server/contract";
import { counted } from "../../lib/counted.ts";
import { ask } from "../../ui/ask.ts";
import { useChange } from "../../ui/use-change.tsx";

/** Asks, naming the share and what follows, then stops sharing. */
export function useShareRemoval(onDone?: () => void): (share: Share) => Promise<void> {
  const remove = useChange(routes.share.remove, {
    done: () => "Share deleted",
    failed: "The share could not be deleted",
    ...(onDone && { onDone }),
  });
  return async (share) => {
    const isSure = await ask({
      title: `Delete the share “${share.name}”?`,
      consequences: removalConsequences(share),
      verb: `Delete ${share.name}`,
    });
    if (isSure) remove.mutate({ params: { id: share.id } });
  };
}

export function removalConsequences(share: Pick<Share, "path" | "live">): string[] {
  const { sessionCount, openCount } = share.live;
  const connected =
    sessionCount === 0
      ? "Nobody is connected to it now."
      : `${counted(sessionCount, "session")} will be disconnected from it and ${counted(openCount, "open file")} closed.`;
  return [
    `The folder ${share.path} and its files stay on the box.`,
    "Its permissions and settings are gone for good.",
    connected,
  ];
}
