/** CHANGE_NOTIFY. [MS-SMB2] 3.3.5.19. What is watched, and what is kept, is state/notify-table.ts. */
import { wholePathOf } from "../state/change.ts";
import { encodeNotifyList, type NotifyInformation } from "../wire/fscc/notify.ts";
import {
  beginChangeNotifyResponse,
  decodeChangeNotifyRequest,
  endChangeNotifyResponse,
  WATCH_TREE,
} from "../wire/message/change-notify.ts";
import {
  isError,
  type NtStatus,
  STATUS_CANCELLED,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INTERNAL_ERROR,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_IMPLEMENTED,
  STATUS_NOTIFY_CLEANUP,
} from "../wire/status.ts";
import { type CommandContext, type NotifyWaiter, type Outcome, PENDING } from "./context.ts";

export function handleChangeNotify(cx: CommandContext): Outcome {
  const { flags, outputBufferLength, completionFilter } = decodeChangeNotifyRequest(cx.message);
  const { open, engine } = cx;
  // The administrator's will, for folders where watching costs too much; Samba answers the same.
  if (cx.tree.share?.changeNotify === false) return STATUS_NOT_IMPLEMENTED;
  if (outputBufferLength > cx.connection.transactBytesMax) return STATUS_INVALID_PARAMETER;
  if (!open.isDirectory) return STATUS_INVALID_PARAMETER;
  const waiter: NotifyWaiter = {
    settle: (status, entries) => cx.resume(() => respond(cx, status, entries)),
  };
  const answer = engine.watch(open, {
    request: waiter,
    directory: wholePathOf(open),
    filter: completionFilter,
    isTree: (flags & WATCH_TREE) !== 0,
    outputBytesMax: outputBufferLength,
  });
  if (answer !== null) return respond(cx, answer.status, answer.entries);
  // [MS-SMB2] 3.3.5.2.7, as Windows does it: what may wait for ever holds up nothing that comes after it.
  if (cx.header.nextCommand !== 0) {
    engine.cancelWatch(open, waiter);
    return STATUS_INTERNAL_ERROR;
  }
  const isWaiting = cx.goAsync((status) => {
    if (!engine.cancelWatch(open, waiter)) return;
    // [MS-SMB2] 3.3.5.10: whatever else ends the open cleans its watch up.
    const isCancelled = status === STATUS_CANCELLED;
    waiter.settle(isCancelled ? STATUS_CANCELLED : STATUS_NOTIFY_CLEANUP, []);
  });
  if (isWaiting) return PENDING;
  engine.cancelWatch(open, waiter);
  return STATUS_INSUFFICIENT_RESOURCES;
}

/** STATUS_NOTIFY_ENUM_DIR and STATUS_NOTIFY_CLEANUP are no errors: their body is a list of nothing. */
function respond(
  cx: CommandContext,
  status: NtStatus,
  entries: readonly NotifyInformation[],
): NtStatus {
  if (isError(status)) return status;
  const at = beginChangeNotifyResponse(cx.reply);
  encodeNotifyList(cx.reply, entries);
  endChangeNotifyResponse(cx.reply, at);
  return status;
}
