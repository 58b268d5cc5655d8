/**
 * One logon, token by token: SPNEGO with NTLM inside, or NTLM alone. RFC 4178, [MS-SPNG] 3.3.5.
 *
 *     start --NegTokenInit, no NTLM token--> chosen --NEGOTIATE--> challenged --AUTHENTICATE--> ended
 *     start --NegTokenInit or raw, NEGOTIATE---------------------> challenged
 *
 * Kerberos is recognised by name and not offered; a client that prefers it is sent to NTLM.
 */
import { equalBytes } from "../crypto/equal-bytes.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_PARAMETER,
  STATUS_LOGON_FAILURE,
} from "../wire/status.ts";
import { isWireError, WIRE_VALUE } from "../wire/wire-error.ts";
import {
  type ClaimedIdentity,
  type LogonFailure,
  NtlmAcceptor,
  type NtlmOptions,
  type NtlmOutcome,
} from "./ntlm.ts";
import { hasFlag, isNtlmToken, NtlmFlag } from "./ntlm-message.ts";
import { ntlmFirstMic } from "./ntlm-proof.ts";
import type { Principal } from "./principal.ts";
import {
  decodeSpnego,
  encodeNegTokenInit2,
  encodeNegTokenResp,
  NegState,
  OID_NTLMSSP,
} from "./spnego-message.ts";

export type AuthOptions = NtlmOptions;

export type AuthOutcome =
  | ({ readonly kind: "continue"; readonly token: Uint8Array } & ClaimedIdentity)
  | ({
      readonly kind: "done";
      readonly token: Uint8Array;
      readonly principal: Principal;
      /** 16 bytes; the taker owns it. A secret. */
      readonly sessionKey: Uint8Array;
    } & ClaimedIdentity)
  | ({
      readonly kind: "failed";
      readonly status: NtStatus;
      readonly reason: LogonFailure;
    } & ClaimedIdentity);

/** What the NEGOTIATE response offers. */
export function initialToken(): Uint8Array {
  return encodeNegTokenInit2([OID_NTLMSSP]);
}

const NOBODY: ClaimedIdentity = { userName: "", domainName: "", workstationName: "" };
const EMPTY = new Uint8Array(0);

export class AuthMachine {
  readonly #options: AuthOptions;
  readonly #ntlm: NtlmAcceptor;
  #state: "start" | "chosen" | "challenged" | "ended" = "start";
  /** NTLM without SPNEGO around it. */
  #isRaw = false;
  /** The client's list as it came, for mechListMIC. */
  #mechTypeList: Uint8Array = EMPTY;
  /** The client preferred another mechanism: only a MIC shows that its list arrived as it was sent. */
  #needsMic = false;

  constructor(options: AuthOptions) {
    this.#options = options;
    this.#ntlm = new NtlmAcceptor(options);
  }

  initialToken(): Uint8Array {
    return initialToken();
  }

  /** `nowMs`: wall clock. Never throws for what a peer sends; after "done" or "failed" it is over. */
  step(token: Uint8Array, nowMs: number): AuthOutcome {
    try {
      return this.#advance(token, nowMs);
    } catch (error) {
      if (!isWireError(error)) throw error;
      return this.#fail(STATUS_INVALID_PARAMETER, "malformed");
    }
  }

  #advance(token: Uint8Array, nowMs: number): AuthOutcome {
    switch (this.#state) {
      case "start":
        if (!isNtlmToken(token)) return this.#choose(token, nowMs);
        this.#isRaw = true;
        return this.#challenge(token, nowMs, false);
      case "chosen":
        return this.#challenge(this.#unwrap(token).responseToken, nowMs, false);
      case "challenged":
        return this.#finish(token, nowMs);
      case "ended":
        throw WIRE_VALUE;
    }
  }

  #choose(token: Uint8Array, nowMs: number): AuthOutcome {
    const init = decodeSpnego(token);
    if (init.kind !== "init") throw WIRE_VALUE;
    if (!init.mechTypes.includes(OID_NTLMSSP)) {
      return this.#fail(STATUS_LOGON_FAILURE, "no-common-mechanism");
    }
    this.#mechTypeList = init.mechTypeList.slice();
    this.#needsMic = init.mechTypes[0] !== OID_NTLMSSP;
    // RFC 4178 5: the optimistic token belongs to the first mechanism of the list.
    if (!this.#needsMic && init.mechToken !== null && init.mechToken.length > 0) {
      return this.#challenge(init.mechToken, nowMs, true);
    }
    this.#state = "chosen";
    const negState = this.#needsMic ? NegState.REQUEST_MIC : NegState.ACCEPT_INCOMPLETE;
    return {
      kind: "continue",
      token: respond(negState, OID_NTLMSSP, null, null),
      ...NOBODY,
    };
  }

  #challenge(ntlmToken: Uint8Array | null, nowMs: number, isFirst: boolean): AuthOutcome {
    if (ntlmToken === null) throw WIRE_VALUE;
    const challenge = this.#ntlm.negotiate(ntlmToken, nowMs);
    this.#state = "challenged";
    // RFC 4178 4.2.2: supportedMech stands in the first reply alone.
    const mech = isFirst ? OID_NTLMSSP : null;
    const token = this.#isRaw
      ? challenge
      : respond(NegState.ACCEPT_INCOMPLETE, mech, challenge, null);
    return { kind: "continue", token, ...NOBODY };
  }

  #finish(token: Uint8Array, nowMs: number): AuthOutcome {
    this.#state = "ended";
    if (this.#isRaw) {
      const outcome = this.#ntlm.authenticate(token, nowMs);
      return outcome.kind === "accepted" ? done(outcome, EMPTY) : failed(outcome);
    }
    const response = this.#unwrap(token);
    if (response.negState === NegState.REJECT) {
      return this.#fail(STATUS_LOGON_FAILURE, "rejected-by-client");
    }
    if (response.responseToken === null) throw WIRE_VALUE;
    const outcome = this.#ntlm.authenticate(response.responseToken, nowMs);
    if (outcome.kind === "refused") return failed(outcome);

    // RFC 4178 5 (d): the initiator sends the last token of the mechanism, and its MIC with it. Ours
    // answers it and is never sent unasked.
    const given = response.mechListMic;
    if (given === null && !this.#needsMic) {
      return done(outcome, respond(NegState.ACCEPT_COMPLETED, null, null, null));
    }
    if (given === null && outcome.principal.isAnonymous) {
      // Nothing is signed with a key that everybody knows.
      return done(outcome, respond(NegState.ACCEPT_COMPLETED, null, null, null));
    }
    if (given === null || !this.#isMicRight(outcome, given)) {
      outcome.sessionKey.fill(0);
      const { claimed } = outcome;
      return { kind: "failed", status: STATUS_ACCESS_DENIED, reason: "tampered", ...claimed };
    }
    const mic = this.#mic(outcome, "server");
    return done(outcome, respond(NegState.ACCEPT_COMPLETED, null, null, mic));
  }

  #isMicRight(outcome: NtlmOutcome & { kind: "accepted" }, given: Uint8Array): boolean {
    // Without extended session security NTLM's signatures are CRC-32: worth nothing, so not accepted.
    if (!hasFlag(outcome.flags, NtlmFlag.EXTENDED_SESSIONSECURITY)) return false;
    return equalBytes(given, this.#mic(outcome, "client"));
  }

  #mic(outcome: NtlmOutcome & { kind: "accepted" }, sender: "client" | "server"): Uint8Array {
    const { provider } = this.#options;
    return ntlmFirstMic(provider, outcome.sessionKey, outcome.flags, sender, this.#mechTypeList);
  }

  #unwrap(token: Uint8Array) {
    const response = decodeSpnego(token);
    if (response.kind !== "response") throw WIRE_VALUE;
    return response;
  }

  #fail(status: NtStatus, reason: LogonFailure): AuthOutcome {
    this.#state = "ended";
    return { kind: "failed", status, reason, ...NOBODY };
  }
}

function respond(
  negState: NegState,
  supportedMech: string | null,
  responseToken: Uint8Array | null,
  mechListMic: Uint8Array | null,
): Uint8Array {
  return encodeNegTokenResp({ negState, supportedMech, responseToken, mechListMic });
}

function done(outcome: NtlmOutcome & { kind: "accepted" }, token: Uint8Array): AuthOutcome {
  const { principal, sessionKey, claimed } = outcome;
  return { kind: "done", token, principal, sessionKey, ...claimed };
}

function failed(outcome: NtlmOutcome & { kind: "refused" }): AuthOutcome {
  const { status, reason, claimed } = outcome;
  return { kind: "failed", status, reason, ...claimed };
}
