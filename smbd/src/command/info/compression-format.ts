import type { Open } from "../../state/open.ts";
import { FILE_ATTRIBUTE_COMPRESSED } from "../../wire/fscc/attributes.ts";
import { COMPRESSION_FORMAT_LZNT1, COMPRESSION_FORMAT_NONE } from "../../wire/fsctl/compression.ts";

/** A file is compressed as its attributes say; its named streams are not. */
export function compressionFormatOf(open: Open, attributes: number): number {
  const isCompressed = (attributes & FILE_ATTRIBUTE_COMPRESSED) !== 0 && open.streamName === "";
  return isCompressed ? COMPRESSION_FORMAT_LZNT1 : COMPRESSION_FORMAT_NONE;
}
