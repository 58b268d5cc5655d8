/** A named pipe's server end, as the file commands see it. Message mode. Implemented by rpc/pipe.ts. */
import type { NtStatus } from "../wire/status.ts";

export interface PipeRead {
  readonly status: NtStatus;
  readonly data: Uint8Array;
}

export interface PipeEndpoint {
  /** "srvsvc" */
  readonly name: string;
  write(bytes: Uint8Array): NtStatus;
  /** STATUS_BUFFER_OVERFLOW with data when the message is longer; STATUS_PIPE_EMPTY without any. */
  read(maxBytes: number): PipeRead;
  transceive(bytes: Uint8Array, maxBytes: number): PipeRead;
  /** Bytes that wait to be read. */
  readonly availableBytes: number;
  /** Bytes left of the message at the front. */
  readonly messageBytes: number;
  close(): void;
}
