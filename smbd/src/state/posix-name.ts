/**
 * The name of a CREATE that came with the POSIX create context: components between slashes, case counts, every
 * character but NUL and slash may stand in one, and there are no streams. [POSIX-FSA] 2.1.5.1
 */
import { PATH_COMPONENT_COUNT_MAX, PATH_UNITS_MAX } from "../limits.ts";
import type { NtStatus } from "../wire/status.ts";
import { STATUS_OBJECT_NAME_INVALID, STATUS_OBJECT_PATH_SYNTAX_BAD } from "../wire/status.ts";
import { mapName } from "./mapped-name.ts";
import { NAME_COMPONENT_UNITS_MAX, type ParsedName } from "./name.ts";

export function parsePosixName(name: string): ParsedName | NtStatus {
  if (name.length > PATH_UNITS_MAX) return STATUS_OBJECT_NAME_INVALID;
  const path: string[] = [];
  // Slashes at the ends and several in a row mean what one means, as in every path of Linux.
  for (const component of name.split("/")) {
    if (component === "") continue;
    // The client resolves these itself; here they could only lead somewhere else than it thinks.
    if (component === "..") return STATUS_OBJECT_PATH_SYNTAX_BAD;
    if (component === "." || component.includes("\0")) return STATUS_OBJECT_NAME_INVALID;
    if (component.length > NAME_COMPONENT_UNITS_MAX) return STATUS_OBJECT_NAME_INVALID;
    if (path.length === PATH_COMPONENT_COUNT_MAX) return STATUS_OBJECT_NAME_INVALID;
    path.push(mapName(component));
  }
  return { path, streamName: "", mustBeDirectory: false, mustBeData: false };
}
