import { md4 } from "./md4.ts";

/** [MS-NLMP] 3.3.1: NTOWFv1 is MD4 over the password in UTF-16LE. As good as the password itself to NTLM. */
export function ntHash(password: string): Buffer {
  return md4(Buffer.from(password, "utf16le"));
}
