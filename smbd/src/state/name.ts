/**
 * The name of a CREATE, parsed. [MS-FSCC] 2.1.5 (names), [MS-FSA] 2.1.5.1 (phase "parse path name"),
 * [MS-SMB2] 2.2.13 (relative to the share, no leading backslash).
 */
import { PATH_COMPONENT_COUNT_MAX, PATH_UNITS_MAX } from "../limits.ts";
import type { NtStatus } from "../wire/status.ts";
import {
  STATUS_INVALID_PARAMETER,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_OBJECT_PATH_SYNTAX_BAD,
} from "../wire/status.ts";

export interface ParsedName {
  /** Components from the share root down; empty for the root itself. */
  readonly path: readonly string[];
  /** Empty for the unnamed data stream. */
  readonly streamName: string;
  /** The name said `::$INDEX_ALLOCATION` or ended in a backslash: only a directory will do. */
  readonly mustBeDirectory: boolean;
  /** The name said `:$DATA`, or gave a stream name: a directory's own contents will not do. */
  readonly mustBeData: boolean;
}

/** In UTF-16 code units, as NTFS counts. */
export const NAME_COMPONENT_UNITS_MAX = 255;

export function parseName(given: string): ParsedName | NtStatus {
  if (given.length > PATH_UNITS_MAX) return STATUS_OBJECT_NAME_INVALID;
  // No name can have a slash in it: what some clients send means a backslash, to Samba as well.
  const name = given.includes("/") ? given.replaceAll("/", "\\") : given;
  // [MS-SMB2] 3.3.5.9: a leading backslash is an error of the client and not of the name.
  if (name.startsWith("\\")) return STATUS_INVALID_PARAMETER;
  const hasTrailingBackslash = name.endsWith("\\");
  const trimmed = hasTrailingBackslash ? name.slice(0, -1) : name;
  const components = trimmed === "" ? [] : trimmed.split("\\");
  if (components.length > PATH_COMPONENT_COUNT_MAX) return STATUS_OBJECT_NAME_INVALID;
  const last = components.pop();
  for (const component of components) {
    const status = checkComponent(component);
    if (status !== null) return status;
  }
  if (last === undefined) return root(hasTrailingBackslash);
  const parsed = parseLast(last);
  if (typeof parsed === "number") return parsed;
  // [MS-FSA] 2.1.5.1: a trailing backslash can only name a directory, a data stream never is one.
  if (hasTrailingBackslash && parsed.mustBeData) return STATUS_OBJECT_NAME_INVALID;
  if (parsed.base !== "") {
    const status = checkComponent(parsed.base);
    if (status !== null) return status;
    components.push(parsed.base);
  } else if (components.length > 0) {
    return STATUS_OBJECT_NAME_INVALID;
  }
  return {
    path: components,
    streamName: parsed.streamName,
    mustBeDirectory: hasTrailingBackslash || parsed.mustBeDirectory,
    mustBeData: parsed.mustBeData,
  };
}

/** Null when the component may be the name of a file or directory. */
export function checkComponent(component: string): NtStatus | null {
  if (component === "" || component === ".") return STATUS_OBJECT_NAME_INVALID;
  if (component === "..") return STATUS_OBJECT_PATH_SYNTAX_BAD;
  if (component.length > NAME_COMPONENT_UNITS_MAX) return STATUS_OBJECT_NAME_INVALID;
  return FORBIDDEN_IN_NAME.test(component) ? STATUS_OBJECT_NAME_INVALID : null;
}

/** Null when it may name a stream. Control characters and wildcards may. [MS-FSCC] 2.1.5.3 */
export function checkStreamName(name: string): NtStatus | null {
  if (name === "" || name.length > NAME_COMPONENT_UNITS_MAX) return STATUS_OBJECT_NAME_INVALID;
  return FORBIDDEN_IN_STREAM.test(name) ? STATUS_OBJECT_NAME_INVALID : null;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is forbidden.
const FORBIDDEN_IN_NAME = /[\u0000-\u001f"*/:<>?\\|]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what is forbidden.
const FORBIDDEN_IN_STREAM = /[\u0000/:\\]/;

interface LastComponent {
  readonly base: string;
  readonly streamName: string;
  readonly mustBeDirectory: boolean;
  readonly mustBeData: boolean;
}

function root(hasTrailingBackslash: boolean): ParsedName {
  return {
    path: [],
    streamName: "",
    mustBeDirectory: hasTrailingBackslash,
    mustBeData: false,
  };
}

/** "base", "base:stream", "base:stream:type", "base::type". */
function parseLast(last: string): LastComponent | NtStatus {
  if (!last.includes(":")) {
    return { base: last, streamName: "", mustBeDirectory: false, mustBeData: false };
  }
  const [base = "", streamName = "", type, ...more] = last.split(":");
  if (more.length > 0) return STATUS_OBJECT_NAME_INVALID;
  if (streamName !== "") {
    const status = checkStreamName(streamName);
    if (status !== null) return status;
  }
  if (type === undefined) {
    if (streamName === "") return STATUS_OBJECT_NAME_INVALID;
    return { base, streamName, mustBeDirectory: false, mustBeData: true };
  }
  const kind = type.toUpperCase();
  if (kind === "$DATA") return { base, streamName, mustBeDirectory: false, mustBeData: true };
  // The one stream of type index that a client may name is the directory itself.
  if (kind === "$INDEX_ALLOCATION") {
    if (streamName !== "" && streamName.toUpperCase() !== "$I30") return STATUS_INVALID_PARAMETER;
    return { base, streamName: "", mustBeDirectory: true, mustBeData: false };
  }
  return STATUS_OBJECT_NAME_INVALID;
}
