/** FileAlternateNameInformation: the 8.3 name. [MS-FSCC] 2.4.5. */
export {
  decodeNameInformation as decodeAlternateNameInformation,
  encodeNameInformation as encodeAlternateNameInformation,
  type NameInformation as AlternateNameInformation,
} from "./name.ts";
