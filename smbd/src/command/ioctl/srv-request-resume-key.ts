/** FSCTL_SRV_REQUEST_RESUME_KEY: a name for this open, for copies from it. [MS-SMB2] 3.3.5.15.5. */
import {
  encodeSrvRequestResumeKeyResponse,
  RESUME_KEY_BYTES,
} from "../../wire/fsctl/srv-request-resume-key.ts";
import { hexOf } from "../../wire/hex.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { type NtStatus, STATUS_INVALID_PARAMETER, STATUS_SUCCESS } from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { answerIoctl } from "./answer.ts";

const RESPONSE_BYTES = 32;

export function handleRequestResumeKey(cx: CommandContext, request: IoctlRequest): NtStatus {
  if (request.maxOutputResponse < RESPONSE_BYTES) return STATUS_INVALID_PARAMETER;
  const { open } = cx;
  open.resumeKey ??= newKey(cx);
  const { resumeKey } = open;
  return answerIoctl(cx, request, STATUS_SUCCESS, (writer) =>
    encodeSrvRequestResumeKeyResponse(writer, { resumeKey }),
  );
}

/** Random, so that a key cannot be guessed from another one. */
function newKey(cx: CommandContext): string {
  const bytes = new Uint8Array(RESUME_KEY_BYTES);
  cx.engine.random(bytes);
  return hexOf(bytes);
}
