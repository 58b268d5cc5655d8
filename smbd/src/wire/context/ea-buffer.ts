/** SMB2_CREATE_EA_BUFFER ("ExtA"). [MS-SMB2] 2.2.13.2.1: the data is a FILE_FULL_EA_INFORMATION list. */
export {
  decodeFullEaList as decodeEaBuffer,
  encodeFullEaList as encodeEaBuffer,
  type FullEa as EaBufferEntry,
} from "../fscc/full-ea.ts";
