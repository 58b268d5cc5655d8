/** The client's half of NTLMv2, for our own virtual clients. [MS-NLMP] 3.1.5. */
import type { CryptoProvider } from "../crypto/provider.ts";
import { Writer } from "../wire/writer.ts";
import {
  AV_FLAG_MIC,
  AvId,
  avFlags,
  avText,
  avTimestamp,
  avU32,
  decodeAvPairs,
  encodeAvPairs,
} from "./av-pair.ts";
import {
  decodeNtlmChallenge,
  encodeNtlmAuthenticate,
  encodeNtlmNegotiate,
  MIC_AT,
  MIC_BYTES,
  NtlmFlag,
} from "./ntlm-message.ts";
import { authenticateMic, exchangeKey, exchangesKey, ntHashOf, ntlmV2Keys } from "./ntlm-proof.ts";

export interface NtlmClientOptions {
  readonly provider: CryptoProvider;
  readonly random: { fill(bytes: Uint8Array): void };
  /** Null logs on as nobody. */
  readonly credentials: {
    readonly userName: string;
    readonly domainName: string;
    readonly password: string;
  } | null;
  readonly workstationName: string;
  /** Service name for MsvAvTargetName, such as "cifs/larder"; empty: not sent. */
  readonly targetName?: string;
  /** What NEGOTIATE asks for; CLIENT_FLAGS by default. */
  readonly flags?: number;
  /** False leaves the MIC out, as old clients do. */
  readonly sendsMic?: boolean;
}

/** What Windows asks for, but OEM and LAN Manager keys. */
export const CLIENT_FLAGS =
  (NtlmFlag.UNICODE |
    NtlmFlag.REQUEST_TARGET |
    NtlmFlag.SIGN |
    NtlmFlag.SEAL |
    NtlmFlag.NTLM |
    NtlmFlag.ALWAYS_SIGN |
    NtlmFlag.EXTENDED_SESSIONSECURITY |
    NtlmFlag.TARGET_INFO |
    NtlmFlag.VERSION |
    NtlmFlag.KEY_128 |
    NtlmFlag.KEY_EXCH |
    NtlmFlag.KEY_56) >>>
  0;

export interface NtlmClientResult {
  readonly token: Uint8Array;
  /** ExportedSessionKey. */
  readonly sessionKey: Uint8Array;
  readonly flags: number;
}

export class NtlmClient {
  readonly #options: NtlmClientOptions;
  readonly #negotiateMessage: Uint8Array;

  constructor(options: NtlmClientOptions) {
    this.#options = options;
    this.#negotiateMessage = encodeNtlmNegotiate({ flags: options.flags ?? CLIENT_FLAGS });
  }

  negotiate(): Uint8Array {
    return this.#negotiateMessage;
  }

  /** `filetime`: our time, used when the server tells none. Throws WireError. */
  authenticate(challengeMessage: Uint8Array, filetime: bigint): NtlmClientResult {
    const challenge = decodeNtlmChallenge(challengeMessage);
    const { credentials, random, provider, workstationName } = this.#options;
    const asked = this.#options.flags ?? CLIENT_FLAGS;
    const flags = (challenge.flags & (asked | NtlmFlag.TARGET_INFO)) >>> 0;
    const serverTime = avTimestamp(decodeAvPairs(challenge.targetInfo));
    const hasMic = credentials !== null && serverTime !== null && (this.#options.sendsMic ?? true);

    let ntResponse: Uint8Array = new Uint8Array(0);
    let keyExchangeKey: Uint8Array = new Uint8Array(16);
    if (credentials !== null) {
      const temp = this.#temp(challenge.targetInfo, serverTime ?? filetime, hasMic);
      const ntHash = ntHashOf(credentials.password);
      const { userName, domainName } = credentials;
      const keys = ntlmV2Keys(
        provider,
        ntHash,
        userName,
        domainName,
        challenge.serverChallenge,
        temp,
      );
      ntResponse = new Writer().put(keys.ntProof).put(temp).written();
      keyExchangeKey = keys.keyExchangeKey;
    }

    const exchanges = exchangesKey(flags);
    const sessionKey = exchanges ? new Uint8Array(16) : keyExchangeKey;
    if (exchanges) random.fill(sessionKey);
    const token = encodeNtlmAuthenticate({
      flags: credentials === null ? (flags | NtlmFlag.ANONYMOUS) >>> 0 : flags,
      domainName: credentials?.domainName ?? "",
      userName: credentials?.userName ?? "",
      workstationName,
      // [MS-NLMP] 3.1.5.1.2: with a server's timestamp the LM response is 24 zeros; anonymous, one zero.
      lmResponse: new Uint8Array(credentials === null ? 1 : 24),
      ntResponse,
      encryptedRandomSessionKey: exchanges
        ? exchangeKey(keyExchangeKey, sessionKey)
        : new Uint8Array(0),
      mic: hasMic ? new Uint8Array(MIC_BYTES) : null,
    });
    if (hasMic) {
      const parts = [sessionKey, this.#negotiateMessage, challengeMessage, token] as const;
      token.set(authenticateMic(provider, ...parts), MIC_AT);
    }
    return { token, sessionKey, flags };
  }

  #temp(targetInfo: Uint8Array, time: bigint, hasMic: boolean): Uint8Array {
    const pairs = decodeAvPairs(targetInfo).filter((pair) => pair.id !== AvId.FLAGS);
    const flags = avFlags(decodeAvPairs(targetInfo)) | (hasMic ? AV_FLAG_MIC : 0);
    if (flags !== 0) pairs.push(avU32(AvId.FLAGS, flags >>> 0));
    const { targetName } = this.#options;
    if (targetName !== undefined && targetName !== "") {
      pairs.push(avText(AvId.TARGET_NAME, targetName));
    }
    const clientChallenge = new Uint8Array(8);
    this.#options.random.fill(clientChallenge);
    const writer = new Writer().u8(1).u8(1).zeros(6).u64Big(time).put(clientChallenge).zeros(4);
    return writer.put(encodeAvPairs(pairs)).zeros(4).written();
  }
}
