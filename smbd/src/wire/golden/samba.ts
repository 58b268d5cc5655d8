/**
 * Bytes as smbclient, smbtorture and smbd of Samba 4.22 exchanged them, recorded between the two. They must
 * survive our decoders and encoders unchanged: a layout that we and a golden sample got wrong together shows
 * itself here.
 */

import { decodeDurableV2Request, encodeDurableV2Request } from "../context/durable-v2.ts";
import { decodeEncryption, encodeEncryption } from "../context/encryption.ts";
import { decodeLease, encodeLease } from "../context/lease.ts";
import { decodeNetname, encodeNetname } from "../context/netname.ts";
import { decodePreauthIntegrity, encodePreauthIntegrity } from "../context/preauth-integrity.ts";
import { decodeSigning, encodeSigning } from "../context/signing.ts";
import { decodeAllInformation, encodeAllInformation } from "../fscc/all.ts";
import { decodeBasicInformation, encodeBasicInformation } from "../fscc/basic.ts";
import { DirectoryListBuilder, decodeDirectoryList } from "../fscc/directory-list.ts";
import {
  decodeFsAttributeInformation,
  encodeFsAttributeInformation,
} from "../fscc/fs-attribute.ts";
import {
  decodeFsSectorSizeInformation,
  encodeFsSectorSizeInformation,
} from "../fscc/fs-sector-size.ts";
import { decodeFsVolumeInformation, encodeFsVolumeInformation } from "../fscc/fs-volume.ts";
import { decodeFullEaList, encodeFullEaList } from "../fscc/full-ea.ts";
import { decodeNameInformation, encodeNameInformation } from "../fscc/name.ts";
import {
  decodeNetworkOpenInformation,
  encodeNetworkOpenInformation,
} from "../fscc/network-open.ts";
import { decodeNotifyList, encodeNotifyList } from "../fscc/notify.ts";
import { decodeRenameInformation, encodeRenameInformation } from "../fscc/rename.ts";
import { decodeStreamList, encodeStreamList } from "../fscc/stream.ts";
import { decodeDfsReferralRequest, encodeDfsReferralRequest } from "../fsctl/dfs-referral.ts";
import {
  decodeNetworkInterfaceInfo,
  encodeNetworkInterfaceInfo,
} from "../fsctl/network-interface-info.ts";
import { decodeObjectIdBuffer, encodeObjectIdBuffer } from "../fsctl/object-id.ts";
import { decodeAllocatedRanges, encodeAllocatedRanges } from "../fsctl/query-allocated-ranges.ts";
import { decodeSrvCopychunkRequest, encodeSrvCopychunkRequest } from "../fsctl/srv-copychunk.ts";
import {
  decodeValidateNegotiateInfoRequest,
  encodeValidateNegotiateInfoRequest,
} from "../fsctl/validate-negotiate-info.ts";
import { decodeCloseResponse, encodeCloseResponse } from "../message/close.ts";
import {
  decodeCreateRequest,
  decodeCreateResponse,
  encodeCreateRequest,
  encodeCreateResponse,
} from "../message/create.ts";
import { decodeErrorResponse, encodeErrorResponse } from "../message/error-response.ts";
import {
  decodeIoctlRequest,
  decodeIoctlResponse,
  encodeIoctlRequest,
  encodeIoctlResponse,
} from "../message/ioctl.ts";
import { decodeLockRequest, encodeLockRequest } from "../message/lock.ts";
import {
  decodeNegotiateRequest,
  decodeNegotiateResponse,
  encodeNegotiateRequest,
  encodeNegotiateResponse,
} from "../message/negotiate.ts";
import {
  decodeOplockBreakNotification,
  decodeOplockBreakRequest,
  encodeOplockBreakNotification,
  encodeOplockBreakRequest,
} from "../message/oplock-break.ts";
import { decodeOutputBuffer, encodeOutputBuffer } from "../message/output-buffer.ts";
import {
  decodeQueryDirectoryRequest,
  encodeQueryDirectoryRequest,
} from "../message/query-directory.ts";
import { decodeReadResponse, encodeReadResponse } from "../message/read.ts";
import {
  decodeSessionSetupRequest,
  decodeSessionSetupResponse,
  encodeSessionSetupRequest,
  encodeSessionSetupResponse,
} from "../message/session-setup.ts";
import { decodeSetInfoRequest, encodeSetInfoRequest } from "../message/set-info.ts";
import { decodeTreeConnectRequest, encodeTreeConnectRequest } from "../message/tree-connect.ts";
import { decodeWriteRequest, encodeWriteRequest } from "../message/write.ts";
import type { Reader } from "../reader.ts";
import { decodeSecurityDescriptor, encodeSecurityDescriptor } from "../security/descriptor.ts";
import type { Writer } from "../writer.ts";
import { hex } from "./row.ts";

export interface PeerSample {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** A message's body, which stands behind a header of 64 bytes. */
  readonly isMessage: boolean;
  readonly reencode: (reader: Reader, writer: Writer) => void;
}

export const SAMBA_SAMPLES: readonly PeerSample[] = [
  {
    name: "NEGOTIATE request",
    bytes: hex(`24000500010000007f00000036192a1349fbb64c8a62c7a27775c0337000000005000000020210020003
      0203110300000100260000000000010020000100cf6f0f1b1ee83eea68257684a9b98db2bdb481033cf8
      16d2e0718f4e29ab3a9e000002000a000000000004000200010004000300000000000000080008000000
      0000030002000100000005001200000000003100320037002e0030002e0030002e003100000000000000
      000110000000000093ad25509cb411e7b42383de968bcd7c`),
    isMessage: true,
    reencode: through(decodeNegotiateRequest, encodeNegotiateRequest),
  },
  {
    name: "NEGOTIATE response",
    bytes: hex(`4100010011030300766d00000000000000000000000000002f000000000080000000800000008000c22a
      8cc3a07add01000000000000000080004a00d0000000604806062b0601050502a03e303ca00e300c060a
      2b06010401823702020aa32a3028a0261b246e6f745f646566696e65645f696e5f524643343137384070
      6c656173655f69676e6f7265000000000000010026000000000001002000010000ea7b64590aa94c6755
      14e04ac0f96e21d0adee2e0fbafe7cb2a7401144ce3a0000020004000000000001000200000000000800
      04000000000001000200`),
    isMessage: true,
    reencode: through(decodeNegotiateResponse, encodeNegotiateResponse),
  },
  {
    name: "SESSION_SETUP request",
    bytes: hex(`19000001010000000000000058004a000000000000000000604806062b0601050502a03e303ca00e300c
      060a2b06010401823702020aa22a04284e544c4d53535000010000001582086200000000280000000000
      000028000000060100000000000f`),
    isMessage: true,
    reencode: through(decodeSessionSetupRequest, encodeSessionSetupRequest),
  },
  {
    name: "SESSION_SETUP response",
    bytes: hex(`0900000048007f00a17d307ba0030a0101a10c060a2b06010401823702020aa26604644e544c4d535350
      0002000000040004003800000015828a6230f934c25d0ffd830000000000000000280028003c00000006
      0100000000000f56004d000200040056004d000100040056004d00040000000300000007000800209811
      c3a07add0100000000`),
    isMessage: true,
    reencode: through(decodeSessionSetupResponse, encodeSessionSetupResponse),
  },
  {
    name: "TREE_CONNECT request",
    bytes: hex(`0900000048002c005c005c003100320037002e0030002e0030002e0031005c0068006900640065007500
      6e007200650061006400`),
    isMessage: true,
    reencode: through(decodeTreeConnectRequest, encodeTreeConnectRequest),
  },
  {
    name: "CREATE request",
    bytes: hex(`390000000000000000000000000000000000000000000000ff011f008000000000000000020000000000
      00007800e000000000000000000073006d00620032005f006400690072005c0061006100610061006100
      610061006100610061006100610061006100610061006100610061006100610061006100610061006100
      610061006100610061006100610061006100610061006100610061006100610061006100610061006100
      610061006100610061006100610061006100610061006100610061006100610061006100610061006100
      610061006100610061006100610061006100610061006100610061006100610061006100610061006100
      61006100610061006100610061006100610061006100610061006100`),
    isMessage: true,
    reencode: through(decodeCreateRequest, encodeCreateRequest),
  },
  {
    name: "CREATE response",
    bytes: hex(`5900ff00020000000330e00ea17add010330e00ea17add010330e00ea17add010330e00ea17add010010
      0000000000000000000000000000200000000000000033d8372f0000000034f87a0d0000000098000000
      6c0000002000000010000400000018000800000044486e51000000000000000000000000000000001000
      0400000018003400000052714c73000000006494c95b000000009b6b36a4ffffffff0700000000000000
      00000000000000000000000000000000000000000000000001000000`),
    isMessage: true,
    reencode: through(decodeCreateResponse, encodeCreateResponse),
  },
  {
    name: "CLOSE response",
    bytes: hex(`3c0000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000`),
    isMessage: true,
    reencode: through(decodeCloseResponse, encodeCloseResponse),
  },
  {
    name: "WRITE request",
    bytes: hex(`31007000c80000000000000000000000f39feb2c00000000eda748060000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      0000000000000000000000000000000000000000000000000000000000000000000000000000`),
    isMessage: true,
    reencode: through(decodeWriteRequest, encodeWriteRequest),
  },
  {
    name: "LOCK request",
    bytes: hex(`3000020000000000f39feb2c00000000eda74806000000000f2700000000000001000000000000000000
      0000000000000f2700000000000001000000000000000400000000000000`),
    isMessage: true,
    reencode: through(decodeLockRequest, encodeLockRequest),
  },
  {
    name: "IOCTL request",
    bytes: hex(`39000000c40009005386ef330000000005662a4700000000780000006400000000000000000000000000
      0000000000000100000000000000ff000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000`),
    isMessage: true,
    reencode: through(decodeIoctlRequest, encodeIoctlRequest),
  },
  {
    name: "IOCTL response",
    bytes: hex(`31000000cf40090035810e7d000000000821306e00000000700000000000000070000000a00000000000
      000000000000000001000000000000000100000000000000030000000000000001000000000000000500
      000000000000010000000000000007000000000000000100000000000000090000000000000001000000
      000000000b0000000000000001000000000000000d0000000000000001000000000000000f0000000000
      00000100000000000000110000000000000001000000000000001300000000000000010000000000`),
    isMessage: true,
    reencode: through(decodeIoctlResponse, encodeIoctlResponse),
  },
  {
    name: "QUERY_DIRECTORY request",
    bytes: hex(`21002500000000006fa63f3b0000000049474b310000000060000e00000001006200690067002e006200
      69006e00`),
    isMessage: true,
    reencode: through(decodeQueryDirectoryRequest, encodeQueryDirectoryRequest),
  },
  {
    name: "QUERY_DIRECTORY response",
    bytes: hex(`09004800dc0000007000000000000000d07c1fc3a07add01d07c1fc3a07add01d07c1fc3a07add01d07c
      1fc3a07add01000000000000000000000000000000001000000002000000000000000000000000000000
      000000000000000000000000000000000000000033801100000000002e00000000000000000000000000
      0000d00b1dc3a07add01d00b1dc3a07add01833420c3a07add01833420c3a07add010000000000000000
      000000000000000010000000040000000000000000000000000000000000000000000000000000000000
      00000000000002801100000000002e002e00`),
    isMessage: true,
    reencode: through(decodeOutputBuffer, encodeOutputBuffer),
  },
  {
    name: "QUERY_INFO response",
    bytes: hex(`09004800ec000000010004801400000030000000000000004c0000000105000000000005150000003808
      7aec43aa29305f3e8e6fe803000001050000000000051500000038087aec43aa29305f3e8e6f01020000
      0200a0000600000000002400ff011f0001050000000000051500000038087aec43aa29305f3e8e6fe803
      0000000b1400ff011f0001010000000000030000000000002400a9001200010500000000000515000000
      38087aec43aa29305f3e8e6f01020000000b1400a900120001010000000000030100000000031400a900
      12000101000000000001000000000000140000001f0001010000000000050b000000`),
    isMessage: true,
    reencode: through(decodeOutputBuffer, encodeOutputBuffer),
  },
  {
    name: "SET_INFO request",
    bytes: hex(`21000300bc0000006000000005000000d2a9ee75000000006f27cf1d0000000001000480140000000000
      0000000000003000000001050000000000051500000038087aec43aa29305f3e8e6fe803000002008c00
      0500000000002400ff011f0001050000000000051500000038087aec43aa29305f3e8e6fe8030000000b
      1400ff011f0001010000000000030000000000002400a900120001050000000000051500000038087aec
      43aa29305f3e8e6f01020000000b1400a900120001010000000000030100000000031400a90012000101
      00000000000100000000`),
    isMessage: true,
    reencode: through(decodeSetInfoRequest, encodeSetInfoRequest),
  },
  {
    name: "CHANGE_NOTIFY response",
    bytes: hex(`09004800100100006c000000010000005e0000002e003a003a0054004d0050004e0041004d0045003a00
      44003a003200360037003100380025003300370039003600390031003800390038003900340037003300
      3900320034003100310031003a0074006500730074002e0064006900720000006c000000040000005e00
      00002e003a003a0054004d0050004e0041004d0045003a0044003a003200360037003100380025003300
      3700390036003900310038003900380039003400370033003900320034003100310031003a0074006500
      730074002e0064006900720000001c000000050000001000000074006500730074002e00640069007200
      00000000020000001000000074006500730074002e00640069007200`),
    isMessage: true,
    reencode: through(decodeOutputBuffer, encodeOutputBuffer),
  },
  {
    name: "OPLOCK_BREAK notification",
    bytes: hex(`2c001300010000000df0dde0fe0fdcbaf20f221f01f02345070000000500000000000000000000000000
      0000`),
    isMessage: true,
    reencode: through(decodeOplockBreakNotification, encodeOplockBreakNotification),
  },
  {
    name: "OPLOCK_BREAK acknowledgement",
    bytes: hex("24000000000000000df0dde0fe0fdcbaf20f221f01f02345050000000000000000000000"),
    isMessage: true,
    reencode: through(decodeOplockBreakRequest, encodeOplockBreakRequest),
  },
  {
    name: "READ response",
    bytes: hex(`110050000001000000000000000000000000000000000000080000000000000010000000000000001800
      000000000000200000000000000028000000000000003000000000000000380000000000000040000000
      000000004800000000000000500000000000000058000000000000006000000000000000680000000000
      000070000000000000007800000000000000800000000000000088000000000000009000000000000000
      9800000000000000a000000000000000a800000000000000b000000000000000b800000000000000c000
      000000000000c800000000000000d000000000000000d800000000000000e000000000000000e8000000
      00000000f000000000000000f800000000000000`),
    isMessage: true,
    reencode: through(decodeReadResponse, encodeReadResponse),
  },
  {
    name: "ERROR response",
    bytes: hex("090000000400000014000000"),
    isMessage: true,
    reencode: through(decodeErrorResponse, encodeErrorResponse),
  },
  {
    name: "preauth integrity capabilities",
    bytes: hex("010020000100cf6f0f1b1ee83eea68257684a9b98db2bdb481033cf816d2e0718f4e29ab3a9e"),
    isMessage: false,
    reencode: through(decodePreauthIntegrity, encodePreauthIntegrity),
  },
  {
    name: "encryption capabilities",
    bytes: hex("04000200010004000300"),
    isMessage: false,
    reencode: through(decodeEncryption, encodeEncryption),
  },
  {
    name: "signing capabilities",
    bytes: hex("0300020001000000"),
    isMessage: false,
    reencode: through(decodeSigning, encodeSigning),
  },
  {
    name: "netname",
    bytes: hex("3100320037002e0030002e0030002e003100"),
    isMessage: false,
    reencode: through(decodeNetname, encodeNetname),
  },
  {
    name: "RqLs",
    bytes: hex(`0df0dde0fe0fdcbaf20f221f01f023450700000000000000000000000000000000000000000000000000
      00000000000011000000`),
    isMessage: false,
    reencode: through(decodeLease, encodeLease),
  },
  {
    name: "DH2Q request",
    bytes: hex("ffffffff0000000000000000000000000b0ab42041a9f246a65fa12b8f7ec0b3"),
    isMessage: false,
    reencode: through(decodeDurableV2Request, encodeDurableV2Request),
  },
  {
    name: "SecD",
    bytes: hex(`010004801400000030000000000000004c00000001050000000000051500000038087aec43aa29305f3e
      8e6fe803000001050000000000051500000038087aec43aa29305f3e8e6f010200000200a00006000000
      00002400ff011f0001050000000000051500000038087aec43aa29305f3e8e6fe8030000000b1400ff01
      1f0001010000000000030000000000002400a900120001050000000000051500000038087aec43aa2930
      5f3e8e6f01020000000b1400a900120001010000000000030100000000031400a9001200010100000000
      0001000000000000140000001f0001010000000000050b000000`),
    isMessage: false,
    reencode: through(decodeSecurityDescriptor, encodeSecurityDescriptor),
  },
  {
    name: "FileAllInformation",
    bytes: hex(`8c70e8dca07add018c70e8dca07add018c70e8dca07add018c70e8dca07add0121000000000000000010
      00000000000000000000000000000100000000000000938e11000000000000000000ff011f0000000000
      0000000021000000000000004c0000005c0073006d00620032005f006f00700065006e005c0074006f00
      720074007500720065005f006f00700065006e005f0066006f0072005f00640065006c00650074006500
      2e00740078007400`),
    isMessage: false,
    reencode: through(decodeAllInformation, encodeAllInformation),
  },
  {
    name: "FileStreamInformation",
    bytes: hex(`380000001e000000000000000000000000000000000000003a003f00530074007200650061006d002a00
      3a002400440041005400410000004000000024000000000000000000000000000000000000003a004d00
      530074007200650061006d002000540077006f003a002400440041005400410000000000400000002600
      0000000000000000000000000000000000003a000500530074007200650061006d000a0020004f006e00
      65003a00240044004100540041000000000000000e000000000000000000000000100000000000003a00
      3a0024004400410054004100`),
    isMessage: false,
    reencode: through(decodeStreamList, encodeStreamList),
  },
  {
    name: "FileFullEaInformation",
    bytes: hex(`140000000005060045414f4e450056414c55453100000000000808005345434f4e4445410056616c7565
      54776f`),
    isMessage: false,
    reencode: through(decodeFullEaList, encodeFullEaList),
  },
  {
    name: "FileNetworkOpenInformation",
    bytes: hex(`2b9139c4a07add012b9139c4a07add012b9139c4a07add012b9139c4a07add0100100000000000000000
      0000000000002000000000000000`),
    isMessage: false,
    reencode: through(decodeNetworkOpenInformation, encodeNetworkOpenInformation),
  },
  {
    name: "FileNormalizedNameInformation",
    bytes: hex(`5c00000074006f00720074007500720065005f0064004900720031004e005c0064004900720032004e00
      61005c0064004900720033004e0061004d005c00660049006c00450034004e0061004d0065003a005300
      74005200650041006d003400`),
    isMessage: false,
    reencode: through(decodeNameInformation, encodeNameInformation),
  },
  {
    name: "FileFsVolumeInformation",
    bytes: hex("d0ed21c3a07add013d3cd6ea0a000000000073006800610072006500"),
    isMessage: false,
    reencode: through(decodeFsVolumeInformation, encodeFsVolumeInformation),
  },
  {
    name: "FileFsAttributeInformation",
    bytes: hex("6f000500ff000000080000004e00540046005300"),
    isMessage: false,
    reencode: through(decodeFsAttributeInformation, encodeFsAttributeInformation),
  },
  {
    name: "FileFsSectorSizeInformation",
    bytes: hex("00020000000200000002000000020000030000000000000000000000"),
    isMessage: false,
    reencode: through(decodeFsSectorSizeInformation, encodeFsSectorSizeInformation),
  },
  {
    name: "FileRenameInformation",
    bytes: hex("000000000000000000000000000000000c000000730032002e00740078007400"),
    isMessage: false,
    reencode: through(decodeRenameInformation, encodeRenameInformation),
  },
  {
    name: "FileBasicInformation",
    bytes: hex("ffffffffffffffffffffffffffffffff0000000000000000ffffffffffffffff2100000000000000"),
    isMessage: false,
    reencode: through(decodeBasicInformation, encodeBasicInformation),
  },
  {
    name: "security descriptor, queried",
    bytes: hex(`010004801400000030000000000000004c00000001050000000000051500000038087aec43aa29305f3e
      8e6fe803000001050000000000051500000038087aec43aa29305f3e8e6f010200000200a00006000000
      00002400ff011f0001050000000000051500000038087aec43aa29305f3e8e6fe8030000000b1400ff01
      1f0001010000000000030000000000002400a900120001050000000000051500000038087aec43aa2930
      5f3e8e6f01020000000b1400a900120001010000000000030100000000031400a9001200010100000000
      0001000000000000140000001f0001010000000000050b000000`),
    isMessage: false,
    reencode: through(decodeSecurityDescriptor, encodeSecurityDescriptor),
  },
  {
    name: "security descriptor, set",
    bytes: hex(`010004801400000000000000000000003000000001050000000000051500000038087aec43aa29305f3e
      8e6fe803000002008c000500000000002400ff011f0001050000000000051500000038087aec43aa2930
      5f3e8e6fe8030000000b1400ff011f0001010000000000030000000000002400a9001200010500000000
      00051500000038087aec43aa29305f3e8e6f01020000000b1400a9001200010100000000000301000000
      00031400a9001200010100000000000100000000`),
    isMessage: false,
    reencode: through(decodeSecurityDescriptor, encodeSecurityDescriptor),
  },
  {
    name: "FILE_NOTIFY_INFORMATION",
    bytes: hex(`6c000000010000005e0000002e003a003a0054004d0050004e0041004d0045003a0044003a0032003600
      370031003800250033003700390036003900310038003900380039003400370033003900320034003100
      310031003a0074006500730074002e0064006900720000006c000000040000005e0000002e003a003a00
      54004d0050004e0041004d0045003a0044003a0032003600370031003800250033003700390036003900
      310038003900380039003400370033003900320034003100310031003a0074006500730074002e006400
      6900720000001c000000050000001000000074006500730074002e006400690072000000000002000000
      1000000074006500730074002e00640069007200`),
    isMessage: false,
    reencode: through(decodeNotifyList, encodeNotifyList),
  },
  {
    name: "SRV_COPYCHUNK request",
    bytes: hex(`736b35b700000000976f790d000000007800140000000000020000000000000000000000000000000000
      0000000000000010000000000000001000000000000000100000000000000010000000000000`),
    isMessage: false,
    reencode: through(decodeSrvCopychunkRequest, encodeSrvCopychunkRequest),
  },
  {
    name: "QUERY_NETWORK_INTERFACE_INFO response",
    bytes: hex(`0000000001000000000000000000000000ca9a3b00000000020000007f00000100000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      000000000000000000000000000000000000000000000000000000000000000000000000000000000000
      0000000000000000000000000000000000000000000000000000`),
    isMessage: false,
    reencode: through(decodeNetworkInterfaceInfo, encodeNetworkInterfaceInfo),
  },
  {
    name: "VALIDATE_NEGOTIATE_INFO request",
    bytes: hex("7f000000effc1af9799ee04a8a603e93878adaa4010004000202100200030203"),
    isMessage: false,
    reencode: through(decodeValidateNegotiateInfoRequest, encodeValidateNegotiateInfoRequest),
  },
  {
    name: "QUERY_ALLOCATED_RANGES response",
    bytes: hex(`000001000000000000000100000000000000030000000000000001000000000000000500000000000000
      010000000000000007000000000000000100000000000000090000000000000001000000000000000b00
      00000000000001000000000000000d0000000000000001000000000000000f0000000000000001000000
      00000000110000000000000001000000000000001300000000000000010000000000`),
    isMessage: false,
    reencode: through(decodeAllocatedRanges, encodeAllocatedRanges),
  },
  {
    name: "DFS referral request",
    bytes: hex("03005c003100320037002e0030002e0030002e0031005c00730068006100720065000000"),
    isMessage: false,
    reencode: through(decodeDfsReferralRequest, encodeDfsReferralRequest),
  },
  {
    name: "object id buffer",
    bytes: hex(`00fe0000000000004f8011000000000051369273fde54eff91ccd50f13310bfc00fe0000000000004f80
      11000000000000000000000000000000000000000000`),
    isMessage: false,
    reencode: through(decodeObjectIdBuffer, encodeObjectIdBuffer),
  },
  {
    name: "FileFullDirectoryInformation",
    bytes: hex(`00000000000000008f86f1cca07add018f86f1cca07add018f86f1cca07add018f86f1cca07add010000
      0000000000000010000000000000200000001400000000000000660069006c006500350034002e007400
      78007400`),
    isMessage: false,
    reencode: throughList(2),
  },
  {
    name: "FileBothDirectoryInformation",
    bytes: hex(`0000000000000000b89a08c7a07add01b89a08c7a07add01b89a08c7a07add01b89a08c7a07add010000
      000000000000001000000000000020000000180000000000000000000000000000000000000000000000
      0000000000000000000074003600300038002d003600300038002e00740078007400`),
    isMessage: false,
    reencode: throughList(3),
  },
  {
    name: "FileNamesInformation",
    bytes: hex(`1000000000000000020000002e0000001000000000000000040000002e002e0030000000000000001e00
      0000630061006e00630065006c005f0074006400690073002e0074007800740000000000000030000000
      0000000022000000630061006e00630065006c005f006c006f0067006f00660066002e00740078007400
      000000000000000000001a0000006500720072006f00720063006f00640065002e00740078007400`),
    isMessage: false,
    reencode: throughList(12),
  },
  {
    name: "FileIdBothDirectoryInformation",
    bytes: hex(`7000000000000000d07c1fc3a07add01d07c1fc3a07add01d07c1fc3a07add01d07c1fc3a07add010000
      000000000000000000000000000010000000020000000000000000000000000000000000000000000000
      00000000000000000000000033801100000000002e000000000000000000000000000000d00b1dc3a07a
      dd01d00b1dc3a07add01833420c3a07add01833420c3a07add0100000000000000000000000000000000
      100000000400000000000000000000000000000000000000000000000000000000000000000000000280
      1100000000002e002e00`),
    isMessage: false,
    reencode: throughList(37),
  },
];

function through<T>(decode: (reader: Reader) => T, encode: (writer: Writer, value: T) => void) {
  return (reader: Reader, writer: Writer) => encode(writer, decode(reader));
}

function throughList(informationClass: number) {
  return (reader: Reader, writer: Writer) => {
    const list = new DirectoryListBuilder(writer, informationClass, 65536);
    for (const entry of decodeDirectoryList(reader, informationClass)) list.append(entry);
  };
}
