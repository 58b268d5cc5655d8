/** FSCTL_QUERY_NETWORK_INTERFACE_INFO: the addresses a client may open channels to. [MS-SMB2] 3.3.5.15.11. */

import type { NetworkInterface } from "../../port/network.ts";
import { addressBytes } from "../../wire/address-bytes.ts";
import {
  encodeNetworkInterfaceInfo,
  type NetworkInterfaceInfo,
  RDMA_CAPABLE,
  RSS_CAPABLE,
} from "../../wire/fsctl/network-interface-info.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import {
  type NtStatus,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { answerIoctl } from "./answer.ts";

const RECORD_BYTES = 152;

export function handleNetworkInterfaceInfo(cx: CommandContext, request: IoctlRequest): NtStatus {
  // Channels came with 3.0, and only who may open some asks where to.
  const mayBind = cx.connection.isSmb3 && cx.engine.catalog.settings.multichannel;
  if (!mayBind) return STATUS_INVALID_DEVICE_REQUEST;
  const list = cx.engine.networkInterfaces().flatMap(recordOf);
  if (list.length * RECORD_BYTES > request.maxOutputResponse) return STATUS_BUFFER_TOO_SMALL;
  return answerIoctl(cx, request, STATUS_SUCCESS, (writer) =>
    encodeNetworkInterfaceInfo(writer, list),
  );
}

function recordOf(from: NetworkInterface): readonly NetworkInterfaceInfo[] {
  const addressView = addressBytes(from.address);
  if (addressView === null) return [];
  const capability = (from.isRss ? RSS_CAPABLE : 0) | (from.isRdma ? RDMA_CAPABLE : 0);
  const linkSpeed = BigInt(Math.floor(from.linkSpeed));
  return [{ interfaceIndex: from.index, capability, linkSpeed, addressView }];
}
