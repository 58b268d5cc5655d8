/** FSCTL_LMR_REQUEST_RESILIENCY: the open is to outlive its connection. [MS-SMB2] 3.3.5.15.9. */
import { grantResilient } from "../../state/durable-grant.ts";
import { decodeNetworkResiliency } from "../../wire/fsctl/network-resiliency.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { DIALECT_2_1 } from "../../wire/message/negotiate.ts";
import { Reader } from "../../wire/reader.ts";
import { type NtStatus, STATUS_INVALID_DEVICE_REQUEST, STATUS_SUCCESS } from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { durableIdentity } from "../create/durable.ts";
import { answerIoctl } from "./answer.ts";

export function handleRequestResiliency(cx: CommandContext, request: IoctlRequest): NtStatus {
  if (cx.connection.dialect < DIALECT_2_1) return STATUS_INVALID_DEVICE_REQUEST;
  const { timeoutMs } = decodeNetworkResiliency(new Reader(request.inputView));
  const grant = grantResilient(timeoutMs);
  if (typeof grant === "number") return grant;
  // A durable open is known by its own identity already, which it keeps.
  cx.engine.durables.table.add(cx.open, durableIdentity(cx, cx.open, null), grant);
  return answerIoctl(cx, request, STATUS_SUCCESS, () => {});
}
