/** FileShortNameInformation. [MS-FSCC] 2.4.46. */
export {
  decodeNameInformation as decodeShortNameInformation,
  encodeNameInformation as encodeShortNameInformation,
  type NameInformation as ShortNameInformation,
} from "./name.ts";
