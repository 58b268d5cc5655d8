/** FSCTL_SRV_ENUMERATE_SNAPSHOTS. Where there are none, that is an answer and no error. [MS-SMB2] 3.3.5.15.1. */
import { snapshotToken } from "../../state/snapshot-token.ts";
import { encodeSnapshotArray, snapshotArrayBytes } from "../../wire/fsctl/enumerate-snapshots.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { type NtStatus, STATUS_INVALID_PARAMETER, STATUS_SUCCESS } from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { answerIoctl } from "./answer.ts";

/** The counts and the mark of an empty list. */
const RESPONSE_BYTES = 16;
const COUNTS_BYTES = 12;

export function handleEnumerateSnapshots(cx: CommandContext, request: IoctlRequest): NtStatus {
  if (request.maxOutputResponse < RESPONSE_BYTES) return STATUS_INVALID_PARAMETER;
  const { share } = cx.tree;
  const all = share === null ? [] : cx.engine.pastVolumes.list(share);
  const tokens = all.map(({ unixSeconds }) => snapshotToken(unixSeconds));
  const snapshotArraySize = snapshotArrayBytes(tokens);
  // Either all of them or the size that they need, which clients ask for first.
  const fits = COUNTS_BYTES + snapshotArraySize <= request.maxOutputResponse;
  const numberOfSnapshots = tokens.length;
  const snapshots = fits ? tokens : [];
  return answerIoctl(cx, request, STATUS_SUCCESS, (writer) =>
    encodeSnapshotArray(writer, { numberOfSnapshots, snapshots, snapshotArraySize }),
  );
}
