import { decodeRdmaTransformed, encodeRdmaTransformed } from "../../message/rdma-transform.ts";
import type { Reader } from "../../reader.ts";
import { body, type GoldenRow, hex } from "../row.ts";
import { NO_BYTES } from "../sample.ts";

const SIGNATURE = "000102030405060708090a0b0c0d0e0f";
const decode = (reader: Reader) => decodeRdmaTransformed(reader.view(reader.remaining));

export const RDMA_TRANSFORM_ROWS: readonly GoldenRow[] = [
  body({
    name: "SMB2_RDMA_TRANSFORM of a WRITE, sealed with AES-GCM",
    bytes: `3800 1000 02000000 0100 0000 00000000
      0100 1000 0c00 0000 ${SIGNATURE} 101112131415161718191a1b 00000000
      0010000000000000 78563412 00000100`,
    value: {
      transform: {
        type: 1,
        signatureView: hex(SIGNATURE),
        nonceView: hex("101112131415161718191a1b"),
      },
      channel: 2,
      descriptorsView: hex("0010000000000000 78563412 00000100"),
    },
    decode,
    encode: encodeRdmaTransformed,
    covers: [decodeRdmaTransformed, encodeRdmaTransformed],
  }),
  body({
    name: "SMB2_RDMA_TRANSFORM of a READ's response, signed with AES-CMAC",
    bytes: `0000 0000 00000000 0100 0000 00000000 0200 1000 0000 0000 ${SIGNATURE}`,
    value: {
      transform: { type: 2, signatureView: hex(SIGNATURE), nonceView: NO_BYTES },
      channel: 0,
      descriptorsView: NO_BYTES,
    },
    decode,
    encode: encodeRdmaTransformed,
  }),
];
