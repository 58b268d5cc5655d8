/** FSCTL_LMR_REQUEST_RESILIENCY. [MS-SMB2] 2.2.31.3. Its response carries nothing. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface NetworkResiliencyRequest {
  /** Zero leaves it to the server. */
  readonly timeoutMs: number;
}

export function decodeNetworkResiliency(reader: Reader): NetworkResiliencyRequest {
  const timeoutMs = reader.u32();
  reader.skip(4);
  return { timeoutMs };
}

export function encodeNetworkResiliency(writer: Writer, request: NetworkResiliencyRequest): void {
  writer.u32(request.timeoutMs).zeros(4);
}
