/** QUERY_INFO. [MS-SMB2] 3.3.5.20. */
import {
  beginQueryInfoResponse,
  decodeQueryInfoRequest,
  endQueryInfoResponse,
  INFO_FILE,
  INFO_FILESYSTEM,
  INFO_QUOTA,
  INFO_SECURITY,
  type QueryInfoRequest,
} from "../wire/message/query-info.ts";
import { isError, type NtStatus, STATUS_INVALID_PARAMETER } from "../wire/status.ts";
import type { CommandContext, Outcome } from "./context.ts";
import { queryFile } from "./info/query-file.ts";
import { queryFileSystem } from "./info/query-file-system.ts";
import { queryPipe } from "./info/query-pipe.ts";
import { queryQuota } from "./info/query-quota.ts";
import { querySecurity } from "./info/query-security.ts";

export function handleQueryInfo(cx: CommandContext): Outcome {
  const request = decodeQueryInfoRequest(cx.message);
  const bytesMax = cx.connection.transactBytesMax;
  if (request.outputBufferLength > bytesMax) return STATUS_INVALID_PARAMETER;
  if (request.inputView.length > bytesMax) return STATUS_INVALID_PARAMETER;
  if (request.infoType === INFO_SECURITY) return querySecurity(cx, request);
  const at = beginQueryInfoResponse(cx.reply);
  const status = query(cx, request);
  if (!isError(status)) endQueryInfoResponse(cx.reply, at);
  return status;
}

/** Each writes its output at the reply's cursor, cut to what the client has room for. */
function query(cx: CommandContext, request: QueryInfoRequest): NtStatus {
  switch (request.infoType) {
    case INFO_FILE:
      return cx.open.pipe === null ? queryFile(cx, request) : queryPipe(cx, request);
    case INFO_FILESYSTEM:
      return queryFileSystem(cx, request);
    case INFO_QUOTA:
      return queryQuota(cx, request);
    default:
      return STATUS_INVALID_PARAMETER;
  }
}
