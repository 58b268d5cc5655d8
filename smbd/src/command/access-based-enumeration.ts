/**
 * Access-based enumeration: directories of the share list what whoever lists them may read, and nothing else.
 * [MS-SMB2] 2.2.10, SMB2_SHAREFLAG_ACCESS_BASED_DIRECTORY_ENUM.
 */
import { ENUMERATION_CHECK_COUNT_MAX } from "../limits.ts";
import type { VfsEntry, VfsLookup, VfsNode, VfsShare } from "../port/vfs.ts";
import { maximalAccess, privilegesOf } from "../state/access-check.ts";
import type { CatalogShare } from "../state/catalog.ts";
import type { Open } from "../state/open.ts";
import { isInRecycleBin } from "../state/recycle-path.ts";
import { FILE_OPEN_FOR_BACKUP_INTENT } from "../wire/message/create.ts";
import {
  FILE_READ_ATTRIBUTES,
  FILE_READ_DATA,
  FILE_READ_EA,
  READ_CONTROL,
} from "../wire/security/access-mask.ts";
import type { CommandContext } from "./context.ts";
import { effectiveDescriptor } from "./create/effective-descriptor.ts";
import { ruleRights } from "./rule-rights.ts";

/** Who lacks one of these does not see the entry. Windows hides what cannot be opened for GENERIC_READ. */
const TO_BE_SEEN = FILE_READ_DATA | FILE_READ_EA | FILE_READ_ATTRIBUTES | READ_CONTROL;

/** Null: everything is shown. */
export function sightOf(cx: CommandContext): Sight | null {
  const { open, tree } = cx;
  const { share } = tree;
  const { volume } = open;
  if (share === null || volume === null || !hidesSome(share, open)) return null;
  const isBackup = (open.createOptions & FILE_OPEN_FOR_BACKUP_INTENT) !== 0;
  // Whoever may read all of it for a backup has to find it first.
  if (isBackup && privilegesOf(cx.principal).backup) return null;
  return new Sight(cx, volume);
}

/** A bin is cut to one's own even where everything else is shown. */
function hidesSome(share: CatalogShare, open: Open): boolean {
  if (share.accessBasedEnumeration || share.ownFilesOnly) return true;
  return share.recycleBin && open.path.length === 1 && isInRecycleBin(open.path);
}

/** What one request sees of a directory. */
export class Sight {
  readonly #cx: CommandContext;
  readonly #volume: VfsShare;
  readonly #open: Open;
  /** Entries that say nothing themselves have what the directory hands down: one answer for all alike. */
  readonly #inherited = new Map<string, boolean>();
  #checksLeft: number;

  constructor(cx: CommandContext, volume: VfsShare) {
    this.#cx = cx;
    this.#volume = volume;
    this.#open = cx.open;
    this.#checksLeft = ENUMERATION_CHECK_COUNT_MAX;
  }

  /** It looked at enough entries for one turn on the thread that serves everybody. */
  get isTired(): boolean {
    return this.#checksLeft <= 0;
  }

  rest(): void {
    this.#checksLeft = ENUMERATION_CHECK_COUNT_MAX;
  }

  visible(entries: readonly VfsEntry[]): VfsEntry[] {
    this.#checksLeft -= entries.length;
    return entries.filter((entry) => this.#isVisible(entry));
  }

  #isVisible({ name, stat }: VfsEntry): boolean {
    if (name === "." || name === "..") return true;
    const path = [...this.#open.path, name];
    // A link that is listed as one is opened as one; of any other, what it leads to counts.
    const options = { reparsePoint: stat.isSymlink, caseSensitive: true, forNow: true };
    const found = this.#volume.lookup(path, options);
    if (typeof found === "number") return false;
    try {
      return this.#mayRead(found);
    } finally {
      found.parent.close();
      found.node?.close();
    }
  }

  #mayRead({ node, parent, path }: VfsLookup): boolean {
    // It went away since the directory was read.
    if (node === null) return false;
    const { principal, tree, engine } = this.#cx;
    const stat = node.stat();
    if (typeof stat === "number") return false;
    const key =
      !tree.hasRules && saysNothing(node) ? `${stat.isDirectory} ${stat.uid} ${stat.gid}` : null;
    const known = key === null ? undefined : this.#inherited.get(key);
    if (known !== undefined) return known;
    const effective = effectiveDescriptor(engine.catalog, this.#volume, path, node, parent);
    // A descriptor that cannot be read lets nobody in, and so shows the file to nobody.
    if (typeof effective === "number") return false;
    const { descriptor } = effective;
    const byRule = ruleRights(this.#cx, path, stat, descriptor);
    const maximal = maximalAccess(descriptor, principal, privilegesOf(principal)) & byRule;
    const sees = (maximal & tree.maximalAccess & TO_BE_SEEN) === TO_BE_SEEN;
    if (key !== null) this.#inherited.set(key, sees);
    return sees;
  }
}

/** Neither by a descriptor nor by a POSIX ACL. One that cannot be read is looked into as any other. */
function saysNothing(node: VfsNode): boolean {
  if (node.descriptor() !== null) return false;
  const acls = node.posixAcls();
  return typeof acls !== "number" && acls.access === null;
}
