/** FileNormalizedNameInformation: the path below the share root. [MS-FSCC] 2.4.35. */
export {
  decodeNameInformation as decodeNormalizedNameInformation,
  encodeNameInformation as encodeNormalizedNameInformation,
  type NameInformation as NormalizedNameInformation,
} from "./name.ts";
