/** The client's half of a logon: SPNEGO with NTLM inside, or NTLM alone. For our own virtual clients. */
import { equalBytes } from "../crypto/equal-bytes.ts";
import { WIRE_VALUE } from "../wire/wire-error.ts";
import { NtlmClient, type NtlmClientOptions, type NtlmClientResult } from "./ntlm-client.ts";
import { ntlmFirstMic } from "./ntlm-proof.ts";
import {
  decodeSpnego,
  encodeMechTypeList,
  encodeNegTokenInit,
  encodeNegTokenResp,
  NegState,
  OID_NTLMSSP,
} from "./spnego-message.ts";

export interface AuthClientOptions extends NtlmClientOptions {
  /** Mechanisms to offer, in order of preference; NTLM must be among them. Empty: NTLM alone, unwrapped. */
  readonly mechTypes?: readonly string[];
  /** "always", as Windows does; "required": where RFC 4178 asks for it; "never" is wrong on purpose. */
  readonly mechListMic?: "always" | "required" | "never";
}

export class AuthClient {
  readonly #options: AuthClientOptions;
  readonly #mechTypes: readonly string[];
  readonly #ntlm: NtlmClient;
  #result: NtlmClientResult | null = null;
  #isNegotiateSent = false;
  #isMicSent = false;
  #mustSendMic = false;

  constructor(options: AuthClientOptions) {
    this.#options = options;
    this.#mechTypes = options.mechTypes ?? [OID_NTLMSSP];
    this.#ntlm = new NtlmClient(options);
  }

  /** Set once AUTHENTICATE was made. */
  get sessionKey(): Uint8Array | null {
    return this.#result?.sessionKey ?? null;
  }

  first(): Uint8Array {
    if (this.#mechTypes.length === 0) {
      this.#isNegotiateSent = true;
      return this.#ntlm.negotiate();
    }
    this.#mustSendMic = this.#mechTypes[0] !== OID_NTLMSSP;
    this.#isNegotiateSent = !this.#mustSendMic;
    const mechToken = this.#isNegotiateSent ? this.#ntlm.negotiate() : Uint8Array.of(0);
    return encodeNegTokenInit(this.#mechTypes, mechToken);
  }

  /** The next token, for a server that wants more. Throws WireError. */
  next(token: Uint8Array, filetime: bigint): Uint8Array {
    if (this.#mechTypes.length === 0) {
      this.#result = this.#ntlm.authenticate(token, filetime);
      return this.#result.token;
    }
    const response = decodeSpnego(token);
    if (response.kind !== "response" || response.negState === NegState.REJECT) throw WIRE_VALUE;
    if (response.negState === NegState.REQUEST_MIC) this.#mustSendMic = true;
    if (!this.#isNegotiateSent) {
      if (response.supportedMech !== OID_NTLMSSP) throw WIRE_VALUE;
      this.#isNegotiateSent = true;
      return wrap(this.#ntlm.negotiate(), null);
    }
    if (response.responseToken === null) throw WIRE_VALUE;
    this.#result = this.#ntlm.authenticate(response.responseToken, filetime);
    const wish = this.#options.mechListMic ?? "always";
    this.#isMicSent = wish === "always" || (wish === "required" && this.#mustSendMic);
    return wrap(this.#result.token, this.#isMicSent ? this.#mic("client") : null);
  }

  /** Checks the server's last token. False: it does not know the key, or sent a MIC unasked. */
  finish(token: Uint8Array): boolean {
    if (this.#mechTypes.length === 0) return token.length === 0;
    const response = decodeSpnego(token);
    if (response.kind !== "response") return false;
    if (response.negState !== NegState.ACCEPT_COMPLETED) return false;
    if (!this.#isMicSent) return response.mechListMic === null;
    return response.mechListMic !== null && equalBytes(response.mechListMic, this.#mic("server"));
  }

  #mic(sender: "client" | "server"): Uint8Array {
    const { sessionKey, flags } = this.#result!;
    const list = encodeMechTypeList(this.#mechTypes);
    return ntlmFirstMic(this.#options.provider, sessionKey, flags, sender, list);
  }
}

function wrap(responseToken: Uint8Array, mechListMic: Uint8Array | null): Uint8Array {
  return encodeNegTokenResp({ negState: null, supportedMech: null, responseToken, mechListMic });
}
