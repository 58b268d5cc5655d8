/** FileLinkInformation in the layout for SMB2, which is that of a rename. [MS-FSCC] 2.4.28.2. */
export {
  decodeRenameInformation as decodeLinkInformation,
  encodeRenameInformation as encodeLinkInformation,
  type RenameInformation as LinkInformation,
} from "./rename.ts";
