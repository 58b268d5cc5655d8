/** FilePipeLocalInformation. [MS-FSCC] 2.4.38. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export const FILE_PIPE_BYTE_STREAM_TYPE = 0x00000000;
export const FILE_PIPE_MESSAGE_TYPE = 0x00000001;
export const FILE_PIPE_FULL_DUPLEX = 0x00000002;
export const FILE_PIPE_CONNECTED_STATE = 0x00000003;
export const FILE_PIPE_CLIENT_END = 0x00000000;
export const FILE_PIPE_SERVER_END = 0x00000001;

export interface PipeLocalInformation {
  readonly namedPipeType: number;
  readonly namedPipeConfiguration: number;
  readonly maximumInstances: number;
  readonly currentInstances: number;
  readonly inboundQuota: number;
  readonly readDataAvailable: number;
  readonly outboundQuota: number;
  readonly writeQuotaAvailable: number;
  readonly namedPipeState: number;
  readonly namedPipeEnd: number;
}

export function decodePipeLocalInformation(reader: Reader): PipeLocalInformation {
  return {
    namedPipeType: reader.u32(),
    namedPipeConfiguration: reader.u32(),
    maximumInstances: reader.u32(),
    currentInstances: reader.u32(),
    inboundQuota: reader.u32(),
    readDataAvailable: reader.u32(),
    outboundQuota: reader.u32(),
    writeQuotaAvailable: reader.u32(),
    namedPipeState: reader.u32(),
    namedPipeEnd: reader.u32(),
  };
}

export function encodePipeLocalInformation(
  writer: Writer,
  information: PipeLocalInformation,
): void {
  writer.u32(information.namedPipeType);
  writer.u32(information.namedPipeConfiguration);
  writer.u32(information.maximumInstances);
  writer.u32(information.currentInstances);
  writer.u32(information.inboundQuota);
  writer.u32(information.readDataAvailable);
  writer.u32(information.outboundQuota);
  writer.u32(information.writeQuotaAvailable);
  writer.u32(information.namedPipeState);
  writer.u32(information.namedPipeEnd);
}
