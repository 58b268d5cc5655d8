/** SET_INFO. [MS-SMB2] 3.3.5.21. */
import {
  INFO_FILE,
  INFO_FILESYSTEM,
  INFO_QUOTA,
  INFO_SECURITY,
} from "../wire/message/query-info.ts";
import {
  decodeSetInfoRequest,
  encodeSetInfoResponse,
  type SetInfoRequest,
} from "../wire/message/set-info.ts";
import {
  type NtStatus,
  STATUS_INVALID_INFO_CLASS,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import type { CommandContext, Outcome } from "./context.ts";
import { setFile } from "./info/set-file.ts";
import { setPipe } from "./info/set-pipe.ts";
import { setSecurity } from "./info/set-security.ts";

export function handleSetInfo(cx: CommandContext): Outcome {
  const request = decodeSetInfoRequest(cx.message);
  if (request.bufferView.length > cx.connection.transactBytesMax) return STATUS_INVALID_PARAMETER;
  return set(cx, request, (status) => {
    if (status === STATUS_SUCCESS) encodeSetInfoResponse(cx.reply);
    return status;
  });
}

function set(
  cx: CommandContext,
  request: SetInfoRequest,
  answer: (status: NtStatus) => NtStatus,
): Outcome {
  switch (request.infoType) {
    case INFO_FILE:
      if (cx.open.pipe !== null) return answer(setPipe(cx, request));
      return setFile(cx, request, answer);
    case INFO_FILESYSTEM:
      // Label, quota control and object id of a volume are the administrator's to set.
      return STATUS_INVALID_INFO_CLASS;
    case INFO_SECURITY:
      return answer(setSecurity(cx, request));
    case INFO_QUOTA:
      // [MS-SMB2] 3.3.5.21.4: the store keeps no quotas per user.
      return STATUS_NOT_SUPPORTED;
    default:
      return STATUS_INVALID_PARAMETER;
  }
}
