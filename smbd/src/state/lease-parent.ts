/**
 * Which directories a change is told to, for the sake of their leases, and whose lease is spared.
 * [MS-SMB2] 3.3.1.4 and [MS-FSA] 2.1.4.12 with PARENT_OBJECT. The caller looks up who has the directories
 * open, calls `breakForChild` on each, and waits for nobody.
 */
import type { Guid } from "../wire/guid.ts";

type Parents = "of-the-name" | "of-both-names" | "of-the-new-name";

/** Every change that a directory's list of entries shows. */
export const CHILD_CHANGES = {
  created: "of-the-name",
  /** The contents were replaced by an open. */
  replaced: "of-the-name",
  removed: "of-the-name",
  renamed: "of-both-names",
  /** A hard link: the old name's directory shows nothing new. */
  linked: "of-the-new-name",
  /** Attributes or times, also when a time is set to what it was. */
  basicInformationSet: "of-the-name",
  sizeSet: "of-the-name",
  /** Writes are told once, when an open that wrote is closed. */
  closedAfterWriting: "of-the-name",
} as const satisfies Readonly<Record<string, Parents>>;

export type ChildChange = keyof typeof CHILD_CHANGES;

/** The directories to tell; each once. `newParent` is the same where nothing was renamed or linked. */
export function parentsToTell<Directory>(
  change: ChildChange,
  parent: Directory,
  newParent: Directory,
): readonly Directory[] {
  const parents = CHILD_CHANGES[change];
  if (parents === "of-the-new-name") return [newParent];
  return parents === "of-the-name" || parent === newParent ? [parent] : [parent, newParent];
}

/**
 * The parent key that a removal is done under. It happens when the last open closes, which need not be the one
 * that asked for it: only where both name the same parent lease is that lease's client aware of it.
 */
export function parentKeyOfRemoval(asking: Guid | null, closing: Guid | null): Guid | null {
  return asking === closing ? closing : null;
}
