import type { OpenList } from "@larder/server/contract";
import { t, translated } from "../i18n/t.ts";

type Open = Pick<OpenList["items"][number], "caching" | "isLease" | "kept" | "isWaiting">;

const KEPT: Readonly<Record<Exclude<Open["kept"], "no">, string>> = {
  durable: t("Kept for a while when the connection is lost"),
  resilient: t("Kept when the connection is lost"),
  persistent: t("Kept over a restart"),
};

/** What the client may keep to itself, then what happens to the file when it is gone. */
export function cachingInWords({ caching, isLease, kept, isWaiting }: Open): string[] {
  const held = caching.length === 0 ? t("None") : caching.map(translated).join(", ");
  const how = isLease ? `${held} (lease)` : `${held} (oplock)`;
  return [
    caching.length === 0 ? held : how,
    ...(kept === "no" ? [] : [KEPT[kept]]),
    ...(isWaiting ? [t("Its client is gone, and may come back")] : []),
  ];
}
