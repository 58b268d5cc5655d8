/** A connection. [MS-SMB2] 3.3.1.7. What was negotiated, the sequence window, and what hangs on it. */
import type { PreauthHash } from "../crypto/preauth.ts";
import type { Transport } from "../port/transport.ts";
import type { Channel } from "./channel.ts";
import { CreditWindow } from "./credits.ts";
import type { Session } from "./session.ts";

/** Numbers of [MS-SMB2] 2.2.3. 0 until negotiated; 0x02ff after a multi-protocol negotiate. */
export type DialectNumber = 0 | 0x0202 | 0x0210 | 0x02ff | 0x0300 | 0x0302 | 0x0311;

export type CipherName = "AES-128-GCM" | "AES-128-CCM" | "AES-256-GCM" | "AES-256-CCM";
export type SigningName = "HMAC-SHA256" | "AES-CMAC" | "AES-GMAC";

export class Connection {
  readonly id: number;
  readonly transport: Transport;
  readonly acceptedAtMs: number;
  dialect: DialectNumber = 0;
  lastReceivedAtMs: number;
  /** How many more messages as long as the one being served have come already. */
  requestsBehind = 0;
  /** 32 hex digits. */
  clientGuid = "";
  clientCapabilities = 0;
  clientSecurityMode = 0;
  /** The dialects as the client sent them, for FSCTL_VALIDATE_NEGOTIATE_INFO. */
  clientDialects: readonly number[] = [];
  serverCapabilities = 0;
  serverSecurityMode = 0;
  cipher: CipherName | null = null;
  signing: SigningName = "HMAC-SHA256";
  /** The client of 3.1.1 sent these contexts, and they are answered. */
  hasEncryptionContext = false;
  hasSigningContext = false;
  /** The client of 3.1.1 asked what may be done to placed payloads: sealing, signing, or neither. */
  hasRdmaTransformContext = false;
  sealsPlacements = false;
  signsPlacements = false;
  /** The client knows the POSIX extensions; each CREATE says whether it is meant by them. */
  hasPosix = false;
  supportsMultiCredit = false;
  readBytesMax = 65_536;
  writeBytesMax = 65_536;
  transactBytesMax = 65_536;
  /** 3.1.1: hash over NEGOTIATE, where each logon's hash starts. */
  preauth: PreauthHash | null = null;
  readonly credits = new CreditWindow();
  /** Sessions with a channel here, in progress or valid. */
  readonly sessions = new Map<number, Session>();
  /** Channels that are being bound here, by session id; until then the session is none of this connection's. */
  readonly bindings = new Map<number, Channel>();
  isAuthenticated = false;
  isClosed = false;

  constructor(id: number, transport: Transport, nowMs: number) {
    this.id = id;
    this.transport = transport;
    this.acceptedAtMs = nowMs;
    this.lastReceivedAtMs = nowMs;
  }

  get isSmb3(): boolean {
    return this.dialect >= 0x0300 && this.dialect !== 0x02ff;
  }
}

const DIALECT_NAMES = new Map<number, "2.0.2" | "2.1" | "3.0" | "3.0.2" | "3.1.1">([
  [0x0202, "2.0.2"],
  [0x0210, "2.1"],
  [0x0300, "3.0"],
  [0x0302, "3.0.2"],
  [0x0311, "3.1.1"],
]);

/** "3.1.1"; "2.0.2" for one that is not settled yet. */
export function dialectName(dialect: number): "2.0.2" | "2.1" | "3.0" | "3.0.2" | "3.1.1" {
  return DIALECT_NAMES.get(dialect) ?? "2.0.2";
}
