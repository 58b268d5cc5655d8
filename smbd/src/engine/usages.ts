/** How full the shares with a limit are, by their folder: a home of private homes has the limit for itself. */
import type { CatalogShare } from "../state/catalog.ts";
import { ShareUsage } from "../state/share-usage.ts";

export interface MeasuredShare {
  readonly share: CatalogShare;
  readonly usage: ShareUsage;
}

export class Usages {
  readonly #byPath = new Map<string, MeasuredShare>();

  /** Null: the share has no limit. */
  of(share: CatalogShare): ShareUsage | null {
    if (share.sizeLimitBytes === null) return null;
    const usage = this.#byPath.get(share.path)?.usage ?? new ShareUsage(share.sizeLimitBytes);
    usage.limitBytes = share.sizeLimitBytes;
    const known = this.#byPath.get(share.path);
    if (known === undefined) this.#byPath.set(share.path, { share, usage });
    return usage;
  }

  /** As many as folders that somebody has connected to since the last change of the catalog. */
  inUse(): MeasuredShare[] {
    return [...this.#byPath.values()];
  }

  keepOnly(isUsed: (usage: ShareUsage) => boolean): void {
    for (const [path, { usage }] of this.#byPath) if (!isUsed(usage)) this.#byPath.delete(path);
  }
}
