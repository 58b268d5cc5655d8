/** SET_INFO. [MS-SMB2] 3.3.5.21. */
import { FileInformationClass as C } from "../wire/fscc/information-class.ts";
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
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_INFO_CLASS,
  STATUS_INVALID_PARAMETER,
  STATUS_MEDIA_WRITE_PROTECTED,
  STATUS_NOT_SAME_DEVICE,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import type { CommandContext, Outcome } from "./context.ts";
import { callerQuota } from "./info/caller-quota.ts";
import { setFile } from "./info/set-file.ts";
import { setPipe } from "./info/set-pipe.ts";
import { setSecurity } from "./info/set-security.ts";

export function handleSetInfo(cx: CommandContext): Outcome {
  const request = decodeSetInfoRequest(cx.message);
  if (request.bufferView.length > cx.connection.transactBytesMax) return STATUS_INVALID_PARAMETER;
  if (cx.open.past !== null) return refusePast(request);
  return set(cx, request, (status) => {
    if (status === STATUS_SUCCESS) encodeSetInfoResponse(cx.reply);
    return status;
  });
}

/** Out of a snapshot nothing gets another name, and in it nothing changes. */
function refusePast({ infoType, fileInfoClass }: SetInfoRequest): NtStatus {
  const isName = fileInfoClass === C.RENAME || fileInfoClass === C.LINK;
  return infoType === INFO_FILE && isName ? STATUS_NOT_SAME_DEVICE : STATUS_MEDIA_WRITE_PROTECTED;
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
      // [MS-SMB2] 3.3.5.21.4: quotas are the administrator's of the disk to set, who does not come by SMB.
      return callerQuota(cx) === null ? STATUS_NOT_SUPPORTED : STATUS_ACCESS_DENIED;
    default:
      return STATUS_INVALID_PARAMETER;
  }
}
