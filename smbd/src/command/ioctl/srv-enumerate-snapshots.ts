/** FSCTL_SRV_ENUMERATE_SNAPSHOTS: there are none, which is an answer and no error. [MS-SMB2] 3.3.5.15.1. */
import { encodeSnapshotArray, snapshotArrayBytes } from "../../wire/fsctl/enumerate-snapshots.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { type NtStatus, STATUS_INVALID_PARAMETER, STATUS_SUCCESS } from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { answerIoctl } from "./answer.ts";

/** The counts and the mark of an empty list. */
const RESPONSE_BYTES = 16;

export function handleEnumerateSnapshots(cx: CommandContext, request: IoctlRequest): NtStatus {
  if (request.maxOutputResponse < RESPONSE_BYTES) return STATUS_INVALID_PARAMETER;
  const snapshotArraySize = snapshotArrayBytes([]);
  return answerIoctl(cx, request, STATUS_SUCCESS, (writer) =>
    encodeSnapshotArray(writer, { numberOfSnapshots: 0, snapshots: [], snapshotArraySize }),
  );
}
