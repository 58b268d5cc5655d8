/**
 * A program that moved to another client takes its files over at once, without waiting for the first client's opens
 * to end: SMB2_CREATE_APP_INSTANCE_ID. [MS-SMB2] 3.3.5.9.13.
 */
import type { VfsNode } from "../../port/vfs.ts";
import { mayTakeOver } from "../../state/app-instance.ts";
import { FILE_GENERIC_READ } from "../../wire/security/access-mask.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_FILE_FORCED_CLOSED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { CreateWait, type Plan } from "./plan.ts";

/** Closes what the program has open through other clients; then the CREATE is decided anew. */
export function takeOver(
  cx: CommandContext,
  plan: Plan,
  node: VfsNode,
  maximalAccess: number,
): CreateWait | NtStatus {
  const { appInstanceId, appInstanceVersion } = plan.extras;
  const file = cx.engine.files.get(node.identity);
  if (appInstanceId === null || file === undefined) return STATUS_SUCCESS;
  for (const open of file.opens()) {
    const { appInstance, stream } = open;
    const isElsewhere =
      appInstance !== null &&
      appInstance.id === appInstanceId &&
      appInstance.clientGuid !== cx.connection.clientGuid;
    if (!isElsewhere || stream === null || open.tree.name !== cx.tree.name) continue;
    if (!mayTakeOver(appInstance.version, appInstanceVersion)) return STATUS_FILE_FORCED_CLOSED;
    // Who may not even read the file has no business with the program's opens.
    if ((maximalAccess & FILE_GENERIC_READ) !== FILE_GENERIC_READ) return STATUS_ACCESS_DENIED;
    cx.engine.closeOpen(open);
    return new CreateWait(stream.caching, { breaks: [], waitFor: [], isForHandles: false });
  }
  return STATUS_SUCCESS;
}
