/** FileLinkInformation. [MS-FSA] 2.1.5.15.7. */
import type { VfsNode } from "../../port/vfs.ts";
import { linked } from "../../state/change.ts";
import { decodeLinkInformation } from "../../wire/fscc/link.ts";
import type { Reader } from "../../wire/reader.ts";
import { FILE_WRITE_ATTRIBUTES } from "../../wire/security/access-mask.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_FILE_IS_A_DIRECTORY,
  STATUS_INVALID_PARAMETER,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { BreakWait } from "../break-first.ts";
import type { CommandContext } from "../context.ts";
import { effectiveDescriptor } from "../create/effective-descriptor.ts";
import { ruleRights } from "../rule-rights.ts";
import { keepDescriptor } from "./keep-descriptor.ts";
import { releaseTarget, targetOf } from "./target-name.ts";

export function setLink(cx: CommandContext, input: Reader): BreakWait | NtStatus {
  const { replaceIfExists, rootDirectory, fileName } = decodeLinkInformation(input);
  const { open } = cx;
  if (open.node === null || open.stream === null) return STATUS_INVALID_PARAMETER;
  if (open.node.isDirectory) return STATUS_FILE_IS_A_DIRECTORY;
  if (open.streamName !== "") return STATUS_INVALID_PARAMETER;
  if (open.stream.file.isDeletePending) return STATUS_ACCESS_DENIED;
  if (!mayLink(cx, open.node)) return STATUS_ACCESS_DENIED;
  const target = targetOf(cx, fileName, rootDirectory, replaceIfExists);
  if (typeof target === "number" || target instanceof BreakWait) return target;
  const { volume, lookup, name } = target;
  const status = target.isSame
    ? linkedToItself(replaceIfExists)
    : keepDescriptor(cx, volume, open.node, open.path, lookup, true) ||
      volume.link(open.node, lookup.parent, name, replaceIfExists, ...(open.isPosix ? [true] : []));
  releaseTarget(target);
  if (status === STATUS_SUCCESS && !target.isSame) {
    const to = [...open.tree.rootPath, ...lookup.path.slice(0, -1), name];
    cx.engine.changed(linked(open, to, lookup.node !== null));
  }
  return status;
}

/** A link sets the time of change of a file, which the share's rules may have closed. */
function mayLink(cx: CommandContext, node: VfsNode): boolean {
  if (!cx.tree.hasRules || cx.tree.volume === null) return true;
  const stat = node.stat();
  if (typeof stat === "number") return false;
  const { catalog } = cx.engine;
  const effective = effectiveDescriptor(catalog, cx.tree.volume, cx.open.path, node);
  if (typeof effective === "number") return false;
  const byRule = ruleRights(cx, cx.open.path, stat, effective.descriptor);
  return (byRule & FILE_WRITE_ATTRIBUTES) !== 0;
}

/** The link is there already: replacing it by itself changes nothing. */
function linkedToItself(replaceIfExists: boolean): NtStatus {
  return replaceIfExists ? STATUS_SUCCESS : STATUS_OBJECT_NAME_COLLISION;
}
