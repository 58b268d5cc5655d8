import {
  type BufferDescriptor,
  decodeBufferDescriptors,
  encodeBufferDescriptors,
} from "../../message/buffer-descriptor.ts";
import type { Reader } from "../../reader.ts";
import { body, exactly, type GoldenRow } from "../row.ts";

const COUNT = 2;

export const BUFFER_DESCRIPTOR_ROWS: readonly GoldenRow[] = [
  body({
    name: "two SMB_DIRECT_BUFFER_DESCRIPTOR_V1",
    bytes: `0010000000000000 78563412 00000100
      ffffffffffffffff 01000000 ffffffff`,
    value: [
      { offset: 0x1000n, token: 0x12345678, length: 0x10000 },
      { offset: 0xffffffffffffffffn, token: 1, length: 0xffffffff },
    ],
    decode: exactly(COUNT * 16, (reader: Reader): readonly BufferDescriptor[] =>
      decodeBufferDescriptors(reader.view(reader.remaining), COUNT),
    ),
    encode: encodeBufferDescriptors,
    covers: [decodeBufferDescriptors, encodeBufferDescriptors],
  }),
];
