/** What a CREATE puts into a file that it made or emptied: EAs and reserved space. */
import type { VfsData, VfsNode } from "../../port/vfs.ts";
import { FILE_ATTRIBUTE_COMPRESSED } from "../../wire/fscc/attributes.ts";
import { FILE_NO_COMPRESSION } from "../../wire/message/create.ts";
import { type NtStatus, STATUS_INVALID_EA_NAME, STATUS_SUCCESS } from "../../wire/status.ts";
import type { Plan } from "./plan.ts";

/** [MS-FSCC] 2.4.16: characters that no EA name has. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is forbidden.
const FORBIDDEN_IN_EA_NAME = /[\u0000-\u001f"*+,/:;<=>?[\\\]|]/;

export function applyEas(plan: Plan, node: VfsNode): NtStatus {
  for (const { name, flags, valueView } of plan.extras.eas) {
    if (name === "" || FORBIDDEN_IN_EA_NAME.test(name)) return STATUS_INVALID_EA_NAME;
    // An empty value removes an EA: there is none to remove.
    if (valueView.length === 0) continue;
    const status = node.setEa(name, flags, valueView);
    if (status !== STATUS_SUCCESS) return status;
  }
  return STATUS_SUCCESS;
}

/** FILE_NO_COMPRESSION: what the folder hands down is not taken. [MS-FSA] 2.1.5.1.1 */
export function applyNoCompression(plan: Plan, node: VfsNode): NtStatus {
  if ((plan.request.createOptions & FILE_NO_COMPRESSION) === 0) return STATUS_SUCCESS;
  const stat = node.stat();
  if (typeof stat === "number") return stat;
  const isCompressed = (stat.attributes & FILE_ATTRIBUTE_COMPRESSED) !== 0;
  return isCompressed ? node.setCompressed(false) : STATUS_SUCCESS;
}

/** STATUS_DISK_FULL where the space is not there: better now than in the middle of a copy. */
export function applyAllocation(plan: Plan, data: VfsData): NtStatus {
  const size = plan.extras.allocationSize;
  return size === 0 ? STATUS_SUCCESS : data.allocate(size);
}
