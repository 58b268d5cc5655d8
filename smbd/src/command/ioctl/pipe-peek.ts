/** FSCTL_PIPE_PEEK: how much waits to be read. [MS-FSCC] 2.3.46. The data itself is left to READ. */
import { FILE_PIPE_CONNECTED_STATE } from "../../wire/fscc/pipe-local.ts";
import { encodePipePeek } from "../../wire/fsctl/pipe-peek.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import {
  type NtStatus,
  STATUS_BUFFER_OVERFLOW,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { answerIoctl } from "./answer.ts";

const PEEK_BYTES = 16;

export function handlePipePeek(cx: CommandContext, request: IoctlRequest): NtStatus {
  const { pipe } = cx.open;
  if (pipe === null || request.maxOutputResponse < PEEK_BYTES) return STATUS_INVALID_PARAMETER;
  const { availableBytes, messageBytes } = pipe;
  const status = availableBytes > 0 ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
  return answerIoctl(cx, request, status, (writer) =>
    encodePipePeek(writer, {
      namedPipeState: FILE_PIPE_CONNECTED_STATE,
      readDataAvailable: availableBytes,
      // Whether there is one, not how many: a client learns the rest by reading.
      numberOfMessages: availableBytes > 0 ? 1 : 0,
      messageLength: messageBytes,
    }),
  );
}
