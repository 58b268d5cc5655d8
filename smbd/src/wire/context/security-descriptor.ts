/** SMB2_CREATE_SD_BUFFER ("SecD"). [MS-SMB2] 2.2.13.2.2: the data is a descriptor and nothing else. */
export {
  decodeSecurityDescriptor as decodeSdBuffer,
  encodeSecurityDescriptor as encodeSdBuffer,
  type SecurityDescriptor as SdBuffer,
} from "../security/descriptor.ts";
