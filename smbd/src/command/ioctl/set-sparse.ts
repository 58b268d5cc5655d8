/** FSCTL_SET_SPARSE. [MS-FSA] 2.1.5.10.34. */
import { basicInformationSet } from "../../state/change.ts";
import { decodeSetSparse } from "../../wire/fsctl/set-sparse.ts";
import { FILE_NOTIFY_CHANGE_ATTRIBUTES } from "../../wire/message/change-notify.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { Reader } from "../../wire/reader.ts";
import { type NtStatus, STATUS_INVALID_PARAMETER, STATUS_SUCCESS } from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { answerIoctl } from "./answer.ts";

export function handleSetSparse(cx: CommandContext, request: IoctlRequest): NtStatus {
  const { setSparse } = decodeSetSparse(new Reader(request.inputView));
  const status = applySparse(cx, setSparse);
  if (status !== STATUS_SUCCESS) return status;
  // A sparse file is told by its attributes.
  cx.engine.changed(basicInformationSet(cx.open, FILE_NOTIFY_CHANGE_ATTRIBUTES));
  return answerIoctl(cx, request, status, () => {});
}

/** An open for attributes alone has no data of its own: it is opened for this once. */
function applySparse({ open }: CommandContext, isSparse: boolean): NtStatus {
  if (open.data !== null) return open.data.setSparse(isSparse);
  if (open.node === null) return STATUS_INVALID_PARAMETER;
  const data =
    open.streamName === ""
      ? open.node.openData(true)
      : open.node.openStream(open.streamName, true, false);
  if (typeof data === "number") return data;
  const status = data.setSparse(isSparse);
  data.close();
  return status;
}
