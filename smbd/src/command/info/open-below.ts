/** What is open below a folder, by whatever share. */
import type { StreamObject } from "../../state/file.ts";
import type { Open } from "../../state/open.ts";
import type { CommandContext } from "../context.ts";

/** [MS-FSA] 2.1.5.15.11: no folder moves away from under what somebody has open in it. */
export function hasOpenBelow(cx: CommandContext, folder: Open): boolean {
  for (const _ of streamsBelow(cx, folder)) return true;
  return false;
}

/** Each stream with an open below the folder, once an open; of those alone whose id is below `before`. */
export function* streamsBelow(
  cx: CommandContext,
  folder: Open,
  before = Number.POSITIVE_INFINITY,
): Iterable<StreamObject> {
  const whole = [...folder.tree.rootPath, ...folder.path];
  for (const file of cx.engine.files.values()) {
    for (const open of file.opens()) {
      const { rootPath } = open.tree;
      if (open.stream === null || open.past !== null || open.volatileId >= before) continue;
      if (rootPath.length + open.path.length <= whole.length) continue;
      const isBelow = whole.every(
        (part, index) => part === (rootPath[index] ?? open.path[index - rootPath.length]),
      );
      if (isBelow) yield open.stream;
    }
  }
}
