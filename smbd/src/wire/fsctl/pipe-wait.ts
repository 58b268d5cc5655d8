/** FSCTL_PIPE_WAIT. [MS-FSCC] 2.3.49. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface PipeWait {
  /** In units of 100 ns; null where the client leaves it to the server. */
  readonly timeout: bigint | null;
  readonly name: string;
}

export function decodePipeWait(reader: Reader): PipeWait {
  const timeout = reader.i64Big();
  const nameLength = reader.u32();
  const isTimeoutSpecified = reader.u8() !== 0;
  reader.skip(1);
  return { timeout: isTimeoutSpecified ? timeout : null, name: reader.utf16(nameLength) };
}

export function encodePipeWait(writer: Writer, body: PipeWait): void {
  writer.u64Big(body.timeout ?? 0n).u32(2 * body.name.length);
  writer
    .u8(body.timeout === null ? 0 : 1)
    .u8(0)
    .utf16(body.name);
}
