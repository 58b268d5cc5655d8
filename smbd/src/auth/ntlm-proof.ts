/** The computations that both ends of NTLMv2 share. [MS-NLMP] 3.3.2, 3.4. */
import { md4 } from "../crypto/md4.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { Rc4 } from "../crypto/rc4.ts";
import { Writer } from "../wire/writer.ts";
import { hasFlag, MIC_AT, MIC_BYTES, NtlmFlag } from "./ntlm-message.ts";

export const NT_HASH_BYTES = 16;

/** NTOWFv1: what is stored of a password. */
export function ntHashOf(password: string): Uint8Array {
  const bytes = new Writer().utf16(password).written();
  const hash = md4(bytes);
  bytes.fill(0);
  return hash;
}

export interface NtlmV2Keys {
  /** NTProofStr, to compare or to send. */
  readonly ntProof: Uint8Array;
  /** KeyExchangeKey, which for NTLMv2 is the SessionBaseKey. */
  readonly keyExchangeKey: Uint8Array;
}

export function ntlmV2Keys(
  provider: CryptoProvider,
  ntHash: Uint8Array,
  userName: string,
  domainName: string,
  serverChallenge: Uint8Array,
  temp: Uint8Array,
): NtlmV2Keys {
  const identity = new Writer().utf16(upperCase(userName)).utf16(domainName).written();
  const responseKey = new Uint8Array(16);
  const ntProof = new Uint8Array(16);
  const keyExchangeKey = new Uint8Array(16);
  provider.hmacMd5(ntHash, [identity], responseKey);
  provider.hmacMd5(responseKey, [serverChallenge, temp], ntProof);
  provider.hmacMd5(responseKey, [ntProof], keyExchangeKey);
  responseKey.fill(0);
  return { ntProof, keyExchangeKey };
}

/**
 * Upper case as Windows has it: code unit by code unit, and only where lower case leads back, so that
 * "ß", "ı" and "µ" stay what they are.
 */
function upperCase(name: string): string {
  let upper = "";
  for (let i = 0; i < name.length; i++) {
    const unit = name[i]!;
    const changed = unit.toUpperCase();
    upper += changed.length === 1 && changed.toLowerCase() === unit ? changed : unit;
  }
  return upper;
}

/** [MS-NLMP] 3.1.5.1.2: a key is exchanged only where something will be signed or sealed with it. */
export function exchangesKey(flags: number): boolean {
  return hasFlag(flags, NtlmFlag.KEY_EXCH) && hasFlag(flags, NtlmFlag.SIGN | NtlmFlag.SEAL);
}

/** RC4K, both ways. */
export function exchangeKey(keyExchangeKey: Uint8Array, sessionKey: Uint8Array): Uint8Array {
  const exchanged = sessionKey.slice();
  const rc4 = new Rc4(keyExchangeKey);
  rc4.apply(exchanged);
  rc4.wipe();
  return exchanged;
}

/** The MIC over all three messages; AUTHENTICATE counts with a zero MIC, whatever it holds there. */
export function authenticateMic(
  provider: CryptoProvider,
  exportedSessionKey: Uint8Array,
  negotiate: Uint8Array,
  challenge: Uint8Array,
  authenticate: Uint8Array,
): Uint8Array {
  const mic = new Uint8Array(MIC_BYTES);
  const head = authenticate.subarray(0, MIC_AT);
  const tail = authenticate.subarray(MIC_AT + MIC_BYTES);
  const parts = [negotiate, challenge, head, new Uint8Array(MIC_BYTES), tail];
  provider.hmacMd5(exportedSessionKey, parts, mic);
  return mic;
}

const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const MAGIC = {
  client: {
    sign: ascii("session key to client-to-server signing key magic constant\0"),
    seal: ascii("session key to client-to-server sealing key magic constant\0"),
  },
  server: {
    sign: ascii("session key to server-to-client signing key magic constant\0"),
    seal: ascii("session key to server-to-client sealing key magic constant\0"),
  },
} as const;

/** [MS-NLMP] 3.4.5.2. */
export function ntlmSignKey(
  provider: CryptoProvider,
  exportedSessionKey: Uint8Array,
  sender: "client" | "server",
): Uint8Array {
  const key = new Uint8Array(16);
  provider.md5([exportedSessionKey, MAGIC[sender].sign], key);
  return key;
}

/** [MS-NLMP] 3.4.5.3, with extended session security. */
export function ntlmSealKey(
  provider: CryptoProvider,
  exportedSessionKey: Uint8Array,
  flags: number,
  sender: "client" | "server",
): Uint8Array {
  const weakBytes = hasFlag(flags, NtlmFlag.KEY_56) ? 7 : 5;
  const strength = hasFlag(flags, NtlmFlag.KEY_128) ? 16 : weakBytes;
  const key = new Uint8Array(16);
  provider.md5([exportedSessionKey.subarray(0, strength), MAGIC[sender].seal], key);
  return key;
}

/**
 * GSS_GetMIC of the first message in one direction: sequence number 0 and fresh keys, which is how SPNEGO
 * protects its list of mechanisms. [MS-NLMP] 3.4.4.2, [MS-SPNG] 3.3.5.1. Extended session security only.
 */
export function ntlmFirstMic(
  provider: CryptoProvider,
  exportedSessionKey: Uint8Array,
  flags: number,
  sender: "client" | "server",
  message: Uint8Array,
): Uint8Array {
  const sequence = new Uint8Array(4);
  const digest = new Uint8Array(16);
  const signKey = ntlmSignKey(provider, exportedSessionKey, sender);
  provider.hmacMd5(signKey, [sequence, message], digest);
  signKey.fill(0);
  const checksum = digest.subarray(0, 8);
  if (hasFlag(flags, NtlmFlag.KEY_EXCH)) {
    const sealKey = ntlmSealKey(provider, exportedSessionKey, flags, sender);
    const rc4 = new Rc4(sealKey);
    rc4.apply(checksum);
    rc4.wipe();
    sealKey.fill(0);
  }
  const mic = new Uint8Array(16);
  mic[0] = 1;
  mic.set(checksum, 4);
  mic.set(sequence, 12);
  return mic;
}
