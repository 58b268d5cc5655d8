/**
 * The server's half of NTLM. [MS-NLMP] 3.2.5. NTLMv2 only: LM and NTLMv1 responses are refused.
 *
 *     negotiate(NEGOTIATE) -> CHALLENGE      authenticate(AUTHENTICATE) -> outcome
 */
import { equalBytes } from "../crypto/equal-bytes.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_ACCOUNT_DISABLED,
  STATUS_ACCOUNT_EXPIRED,
  STATUS_INVALID_PARAMETER,
  STATUS_LOGON_FAILURE,
  STATUS_PASSWORD_EXPIRED,
  STATUS_PASSWORD_MUST_CHANGE,
} from "../wire/status.ts";
import { WIRE_VALUE } from "../wire/wire-error.ts";
import type { Account, Accounts } from "./accounts.ts";
import { AV_FLAG_MIC, AvId, avFiletime, avFlags, avText, encodeAvPairs } from "./av-pair.ts";
import {
  decodeNtlmAuthenticate,
  decodeNtlmNegotiate,
  decodeNtlmV2Response,
  encodeNtlmChallenge,
  hasFlag,
  type NtlmAuthenticate,
  NtlmFlag,
  type NtlmV2Response,
} from "./ntlm-message.ts";
import {
  authenticateMic,
  exchangeKey,
  exchangesKey,
  NT_HASH_BYTES,
  ntlmV2Keys,
} from "./ntlm-proof.ts";
import { ANONYMOUS_PRINCIPAL, type Principal } from "./principal.ts";

export interface NtlmPolicy {
  readonly allowAnonymous: boolean;
  /** How far the response's time may be from ours; null: not checked. */
  readonly clockSkewMsMax: number | null;
}

/** [MS-NLMP] 3.1.1.1: MaxLifetime, which is 36 hours on Windows. */
export const NTLM_CLOCK_SKEW_MS_MAX = 36 * 3600 * 1000;

export interface NtlmOptions {
  readonly provider: CryptoProvider;
  readonly random: { fill(bytes: Uint8Array): void };
  readonly accounts: Accounts;
  /** NetBIOS name of this machine, which is its own domain. */
  readonly targetName: string;
  readonly dnsName: string;
  readonly policy: NtlmPolicy;
}

/** Who the client said it was: for the audit log, whether it was true or not. */
export interface ClaimedIdentity {
  readonly userName: string;
  readonly domainName: string;
  readonly workstationName: string;
}

/** Why a logon failed, for the audit log; the peer is told the status alone. */
export type LogonFailure =
  | "malformed"
  | "no-common-mechanism"
  | "rejected-by-client"
  | "unknown-user"
  | "wrong-password"
  | "no-password-set"
  | "weak-response"
  | "anonymous-refused"
  | "clock-skew"
  | "tampered"
  | "disabled"
  | "expired"
  | "must-change-password"
  | "password-expired";

export type NtlmOutcome =
  | {
      readonly kind: "accepted";
      readonly claimed: ClaimedIdentity;
      readonly principal: Principal;
      /** ExportedSessionKey, 16 bytes; the taker owns it. */
      readonly sessionKey: Uint8Array;
      /** What both sides agreed on; for ntlmFirstMic. */
      readonly flags: number;
    }
  | {
      readonly kind: "refused";
      readonly claimed: ClaimedIdentity;
      readonly status: NtStatus;
      readonly reason: LogonFailure;
    };

const ALWAYS_OFFERED =
  NtlmFlag.UNICODE |
  NtlmFlag.REQUEST_TARGET |
  NtlmFlag.NTLM |
  NtlmFlag.TARGET_TYPE_SERVER |
  NtlmFlag.TARGET_INFO;

const OFFERED_ON_REQUEST =
  NtlmFlag.SIGN |
  NtlmFlag.SEAL |
  NtlmFlag.ALWAYS_SIGN |
  NtlmFlag.EXTENDED_SESSIONSECURITY |
  NtlmFlag.VERSION |
  NtlmFlag.KEY_128 |
  NtlmFlag.KEY_EXCH |
  NtlmFlag.KEY_56;

export class NtlmAcceptor {
  readonly #options: NtlmOptions;
  /** Stands in for the hash of an account that does not exist, so that it costs what a real one costs. */
  readonly #decoyHash = new Uint8Array(NT_HASH_BYTES);
  readonly #serverChallenge = new Uint8Array(8);
  #negotiateMessage: Uint8Array = new Uint8Array(0);
  #challengeMessage: Uint8Array = new Uint8Array(0);
  #offeredFlags = 0;

  constructor(options: NtlmOptions) {
    this.#options = options;
    options.random.fill(this.#decoyHash);
  }

  /** Answers the CHALLENGE message. Throws WireError. */
  negotiate(token: Uint8Array, nowMs: number): Uint8Array {
    const { flags } = decodeNtlmNegotiate(token);
    if (!hasFlag(flags, NtlmFlag.UNICODE)) throw WIRE_VALUE;
    const { targetName, dnsName, random } = this.#options;
    random.fill(this.#serverChallenge);
    this.#offeredFlags = (ALWAYS_OFFERED | (flags & OFFERED_ON_REQUEST)) >>> 0;
    this.#negotiateMessage = token.slice();
    this.#challengeMessage = encodeNtlmChallenge({
      flags: this.#offeredFlags,
      targetName,
      serverChallenge: this.#serverChallenge,
      targetInfo: encodeAvPairs([
        avText(AvId.NB_DOMAIN_NAME, targetName),
        avText(AvId.NB_COMPUTER_NAME, targetName),
        avText(AvId.DNS_DOMAIN_NAME, dnsName),
        avText(AvId.DNS_COMPUTER_NAME, dnsName),
        // Its presence tells the client to send a MIC and to take the time from here.
        avFiletime(AvId.TIMESTAMP, filetimeOf(nowMs)),
      ]),
    });
    return this.#challengeMessage;
  }

  /** Throws WireError. A challenge is good for one answer. */
  authenticate(token: Uint8Array, nowMs: number): NtlmOutcome {
    const message = decodeNtlmAuthenticate(token);
    const { userName, domainName, workstationName } = message;
    const claimed: ClaimedIdentity = { userName, domainName, workstationName };
    const refused = (status: NtStatus, reason: LogonFailure): NtlmOutcome => ({
      kind: "refused",
      claimed,
      status,
      reason,
    });

    // Flags that were not offered cannot be agreed on.
    const flags = (message.flags & this.#offeredFlags) >>> 0;
    if (isAnonymous(message)) return this.#acceptAnonymous(message, flags, claimed);

    const response = decodeNtlmV2Response(message.ntResponse);
    if (response === null) return refused(STATUS_LOGON_FAILURE, "weak-response");

    // [MS-NLMP] 3.2.5.1.2. An unknown user goes the same way with a hash that nobody has.
    const account = this.#options.accounts.find(userName);
    const keys = ntlmV2Keys(
      this.#options.provider,
      account?.ntHash ?? this.#decoyHash,
      userName,
      domainName,
      this.#serverChallenge,
      response.temp,
    );
    this.#options.random.fill(this.#serverChallenge);
    const isProofRight = equalBytes(keys.ntProof, response.ntProof);
    if (account === null) return refused(STATUS_LOGON_FAILURE, "unknown-user");
    if (account.ntHash === null) return refused(STATUS_LOGON_FAILURE, "no-password-set");
    if (!isProofRight) return refused(STATUS_LOGON_FAILURE, "wrong-password");

    const sessionKey = exportedKey(message, flags, keys.keyExchangeKey);
    const fault = this.#faultBehindProof(token, message, response, sessionKey, account, nowMs);
    if (fault === null) {
      return { kind: "accepted", claimed, principal: account.principal, sessionKey, flags };
    }
    sessionKey.fill(0);
    return refused(fault.status, fault.reason);
  }

  /** Only who knows the password learns what is wrong with the account. */
  #faultBehindProof(
    token: Uint8Array,
    message: NtlmAuthenticate,
    response: NtlmV2Response,
    sessionKey: Uint8Array,
    account: Account,
    nowMs: number,
  ): { readonly status: NtStatus; readonly reason: LogonFailure } | null {
    if (!this.#isMicRight(token, message, response, sessionKey)) {
      return { status: STATUS_INVALID_PARAMETER, reason: "tampered" };
    }
    if (!this.#isTimely(response, nowMs)) {
      return { status: STATUS_LOGON_FAILURE, reason: "clock-skew" };
    }
    return accountFault(account, nowMs);
  }

  #acceptAnonymous(
    message: NtlmAuthenticate,
    flags: number,
    claimed: ClaimedIdentity,
  ): NtlmOutcome {
    if (!this.#options.policy.allowAnonymous) {
      const reason = "anonymous-refused";
      return { kind: "refused", claimed, status: STATUS_ACCESS_DENIED, reason };
    }
    const sessionKey = exportedKey(message, flags, new Uint8Array(16));
    return { kind: "accepted", claimed, principal: ANONYMOUS_PRINCIPAL, sessionKey, flags };
  }

  /** The proof covers the flag that promises a MIC, so that nobody between can take the MIC away. */
  #isMicRight(
    token: Uint8Array,
    message: NtlmAuthenticate,
    response: NtlmV2Response,
    sessionKey: Uint8Array,
  ): boolean {
    if (!hasFlag(avFlags(response.avPairs), AV_FLAG_MIC)) return true;
    if (message.mic === null) return false;
    const expected = authenticateMic(
      this.#options.provider,
      sessionKey,
      this.#negotiateMessage,
      this.#challengeMessage,
      token,
    );
    return equalBytes(message.mic, expected);
  }

  #isTimely(response: NtlmV2Response, nowMs: number): boolean {
    const skewMsMax = this.#options.policy.clockSkewMsMax;
    if (skewMsMax === null) return true;
    const difference = response.timestamp - filetimeOf(nowMs);
    const limit = BigInt(skewMsMax) * 10_000n;
    return difference <= limit && difference >= -limit;
  }
}

/** [MS-NLMP] 3.2.5.1.2: no name and no response. The flag that goes with it is a hint, no more. */
function isAnonymous(message: NtlmAuthenticate): boolean {
  const lm = message.lmResponse;
  const isLmEmpty = lm.length === 0 || (lm.length === 1 && lm[0] === 0);
  return message.userName === "" && message.ntResponse.length === 0 && isLmEmpty;
}

function exportedKey(
  message: NtlmAuthenticate,
  flags: number,
  keyExchangeKey: Uint8Array,
): Uint8Array {
  if (!exchangesKey(flags)) return keyExchangeKey;
  const encrypted = message.encryptedRandomSessionKey;
  if (encrypted.length !== 16) throw WIRE_VALUE;
  const key = exchangeKey(keyExchangeKey, encrypted);
  keyExchangeKey.fill(0);
  return key;
}

function accountFault(
  account: Account,
  nowMs: number,
): { readonly status: NtStatus; readonly reason: LogonFailure } | null {
  if (!account.enabled) return { status: STATUS_ACCOUNT_DISABLED, reason: "disabled" };
  if (account.expiresAtMs !== null && nowMs >= account.expiresAtMs) {
    return { status: STATUS_ACCOUNT_EXPIRED, reason: "expired" };
  }
  if (account.mustChangePassword === true) {
    return { status: STATUS_PASSWORD_MUST_CHANGE, reason: "must-change-password" };
  }
  const { passwordExpiresAtMs } = account;
  if (passwordExpiresAtMs != null && nowMs >= passwordExpiresAtMs) {
    return { status: STATUS_PASSWORD_EXPIRED, reason: "password-expired" };
  }
  return null;
}

const FILETIME_OF_1970_MS = 11_644_473_600_000;

function filetimeOf(nowMs: number): bigint {
  return BigInt(Math.floor(nowMs) + FILETIME_OF_1970_MS) * 10_000n;
}
