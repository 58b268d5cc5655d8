/**
 * OPLOCK_BREAK acknowledgements. [MS-SMB2] 3.3.5.22. No oplock or lease is granted yet, so that every
 * acknowledgement is one for a break that was never sent.
 */
import { STATUS_INVALID_OPLOCK_PROTOCOL, STATUS_OBJECT_NAME_NOT_FOUND } from "../wire/status.ts";
import type { CommandContext, Outcome } from "./context.ts";

const LEASE_ACKNOWLEDGEMENT_BYTES = 36;

export function handleOplockBreak(cx: CommandContext): Outcome {
  const isLease = cx.message.u16() === LEASE_ACKNOWLEDGEMENT_BYTES;
  // [MS-SMB2] 3.3.5.22.2: a lease that is not in the table.
  return isLease ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_INVALID_OPLOCK_PROTOCOL;
}
