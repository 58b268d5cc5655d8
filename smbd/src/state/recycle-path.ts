/** Where a share keeps what was deleted: a folder for each user, with the way to the file below it. */
import { foldName } from "./fold.ts";

/** In the root of the share. */
export const RECYCLE_FOLDER = ".recycle";

/** The bin itself or anything in it. */
export function isInRecycleBin(path: readonly string[]): boolean {
  return path[0] !== undefined && foldName(path[0]) === foldName(RECYCLE_FOLDER);
}

/** Null: a name that cannot be a folder's, whose files are not kept. */
export function recycleFolderOf(userName: string): string | null {
  if (userName === "" || userName === "." || userName === "..") return null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what no name can hold.
  return /[\u0000-\u001f"*/:<>?\\|]|[. ]$/.test(userName) ? null : userName;
}

/** The `number`th name for a file whose own is taken: "report (2).txt". */
export function numberedName(name: string, number: number): string {
  const dot = name.lastIndexOf(".");
  const end = dot > 0 ? dot : name.length;
  return `${name.slice(0, end)} (${number})${name.slice(end)}`;
}

/** Of programs at work, which make and delete them all the time: nobody looks for them in a bin. */
export function isPassing(name: string): boolean {
  return PASSING.test(name);
}

const PASSING =
  /^(~\$.*|\.~lock\..*#|~.*\.tmp|.*\.(tmp|temp|swp|crdownload|partial)|\.ds_store|thumbs\.db|desktop\.ini)$/i;
