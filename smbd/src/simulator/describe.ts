/** Words for the trace. */
import { LOCKFLAG_EXCLUSIVE_LOCK, LOCKFLAG_UNLOCK } from "../wire/message/lock.ts";
import type { OpenModel } from "./model/open-model.ts";
import { shown } from "./model/path.ts";
import type { CreateOperation, Operation } from "./sent-request.ts";

export function describeOperation(operation: Operation, open: OpenModel | null): string {
  const on =
    open === null ? "the open before" : `${open.name} of ${shown(open.path, open.stream.name)}`;
  switch (operation.kind) {
    case "create":
      return describeCreate(operation);
    case "read":
      return `READ ${operation.offset}+${operation.length}, ${on}`;
    case "write":
      return `WRITE ${operation.offset}+${operation.data.length}, ${on}`;
    case "lock":
      return `LOCK ${operation.locks
        .map(({ offset, length, flags }) => `${lockWord(flags)} ${offset}+${length}`)
        .join(", ")}, ${on}`;
    case "setSize":
      return `set the size to ${operation.size}, ${on}`;
    case "rename":
    case "link":
      return `${operation.kind} to ${shown(operation.path)}${operation.replace ? " and replace" : ""}, ${on}`;
    case "disposition":
      return `${operation.isDelete ? "mark for deletion" : "take the deletion back"}, ${on}`;
    case "list":
      return `QUERY_DIRECTORY${operation.isRestart ? " from the start" : ""}, ${on}`;
    case "notify":
      return `CHANGE_NOTIFY${operation.isTree ? " with all below" : ""}, ${on}`;
    case "acknowledgeLease":
      return `acknowledge lease ${operation.leaseKey.slice(0, 8)} with ${describeState(operation.state)}`;
    case "acknowledgeOplock":
      return `acknowledge level ${operation.level}, ${on}`;
    case "cancel":
      return `CANCEL of #${operation.request.messageId}`;
    case "close":
    case "flush":
      return `${operation.kind.toUpperCase()} ${on}`;
    default:
      return operation.kind;
  }
}

const DISPOSITIONS = ["SUPERSEDE", "OPEN", "CREATE", "OPEN_IF", "OVERWRITE", "OVERWRITE_IF"];

function describeCreate({
  path,
  streamName,
  request,
  lease,
  durable,
  back,
  isReplay,
}: CreateOperation): string {
  const share = ["R", "W", "D"]
    .filter((_, bit) => (request.shareAccess & (1 << bit)) !== 0)
    .join("");
  const parts = [
    `CREATE ${shown(path, streamName)} ${DISPOSITIONS[request.createDisposition]}`,
    `access ${request.desiredAccess.toString(16)}`,
    `share ${share || "-"}`,
  ];
  if ((request.createOptions & 0x1000) !== 0) parts.push("delete on close");
  if (lease !== null)
    parts.push(`lease ${lease.leaseKey.slice(0, 8)} ${describeState(lease.leaseState)}`);
  else if (request.requestedOplockLevel !== 0) parts.push(`oplock ${request.requestedOplockLevel}`);
  if (durable !== null) parts.push(`durable v${durable.version}`);
  if (back !== null) parts.push(`takes ${back.name} back`);
  if (isReplay) parts.push("replay");
  return parts.join(", ");
}

function lockWord(flags: number): string {
  if ((flags & LOCKFLAG_UNLOCK) !== 0) return "unlock";
  return (flags & LOCKFLAG_EXCLUSIVE_LOCK) !== 0 ? "exclusive" : "shared";
}

/** "RWH", "none". */
export function describeState(state: number): string {
  const letters = `${state & 1 ? "R" : ""}${state & 4 ? "W" : ""}${state & 2 ? "H" : ""}`;
  return letters || "none";
}
