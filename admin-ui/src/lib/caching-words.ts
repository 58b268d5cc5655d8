import type { OpenList } from "@larder/server/contract";

type Open = Pick<OpenList["items"][number], "caching" | "isLease" | "kept" | "isWaiting">;

const KEPT: Readonly<Record<Exclude<Open["kept"], "no">, string>> = {
  durable: "Kept for a while when the connection is lost",
  resilient: "Kept when the connection is lost",
  persistent: "Kept over a restart",
};

/** What the client may keep to itself, then what happens to the file when it is gone. */
export function cachingInWords({ caching, isLease, kept, isWaiting }: Open): string[] {
  const held = caching.length === 0 ? "None" : caching.join(", ");
  const how = isLease ? `${held} (lease)` : `${held} (oplock)`;
  return [
    caching.length === 0 ? held : how,
    ...(kept === "no" ? [] : [KEPT[kept]]),
    ...(isWaiting ? ["Its client is gone, and may come back"] : []),
  ];
}
