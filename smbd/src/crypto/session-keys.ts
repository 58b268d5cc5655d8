/** The keys of a session or channel. [MS-SMB2] 3.3.5.5.3, 3.2.5.3.1. */
import { deriveKey } from "./kdf.ts";
import type { AeadAlgorithm, CryptoProvider } from "./provider.ts";
import { Secret } from "./secret.ts";

export interface KeySource {
  /** 0x0202, 0x0210, 0x0300, 0x0302 or 0x0311. */
  readonly dialect: number;
  /** The key that authentication yielded, whole (Session.FullSessionKey). It stays the caller's. */
  readonly sessionKey: Uint8Array;
  /** Session.PreauthIntegrityHashValue of this logon; needed for 3.1.1 and unused before. */
  readonly preauthHash: Uint8Array | null;
}

/** Session.SigningKey; for a binding, Channel.SigningKey from that channel's own logon. */
export function deriveSigningKey(provider: CryptoProvider, source: KeySource): Secret {
  const key = shortSessionKey(source.sessionKey);
  if (source.dialect < 0x0300) return new Secret(key);
  const signing = derive128(provider, source, key, "signing");
  key.fill(0);
  return signing;
}

/** Session.ApplicationKey; before 3.x it is the session key itself. */
export function deriveApplicationKey(provider: CryptoProvider, source: KeySource): Secret {
  const key = shortSessionKey(source.sessionKey);
  if (source.dialect < 0x0300) return new Secret(key);
  const application = derive128(provider, source, key, "application");
  key.fill(0);
  return application;
}

export interface CipherKeys {
  /** The server's EncryptionKey, the client's DecryptionKey. */
  readonly serverToClient: Secret;
  /** The server's DecryptionKey, the client's EncryptionKey. */
  readonly clientToServer: Secret;
}

/** Dialects 3.x only. A binding takes the keys of the first channel instead. */
export function deriveCipherKeys(
  provider: CryptoProvider,
  source: KeySource,
  cipher: AeadAlgorithm,
): CipherKeys {
  // [MS-SMB2] 3.3.5.5.3: AES-256 ciphers derive 256 bits from Session.FullSessionKey,
  // the others 128 bits from Session.SessionKey.
  const isLong = cipher.startsWith("AES-256");
  const key = isLong ? source.sessionKey.slice() : shortSessionKey(source.sessionKey);
  const bits = isLong ? 256 : 128;
  const [outLabel, outContext] = labelAndContext(source, "serverToClient");
  const [inLabel, inContext] = labelAndContext(source, "clientToServer");
  const keys = {
    serverToClient: deriveKey(provider, key, outLabel, outContext, bits),
    clientToServer: deriveKey(provider, key, inLabel, inContext, bits),
  };
  key.fill(0);
  return keys;
}

/** Session.SessionKey: the first 16 bytes, filled up with zeros on the right. */
function shortSessionKey(sessionKey: Uint8Array): Uint8Array {
  const key = new Uint8Array(16);
  key.set(sessionKey.subarray(0, 16));
  return key;
}

type Purpose = "signing" | "application" | "serverToClient" | "clientToServer";

const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const LABELS_30: Readonly<Record<Purpose, readonly [Uint8Array, Uint8Array]>> = {
  signing: [ascii("SMB2AESCMAC\0"), ascii("SmbSign\0")],
  application: [ascii("SMB2APP\0"), ascii("SmbRpc\0")],
  serverToClient: [ascii("SMB2AESCCM\0"), ascii("ServerOut\0")],
  // The blank makes it as long as "ServerOut".
  clientToServer: [ascii("SMB2AESCCM\0"), ascii("ServerIn \0")],
};

const LABELS_311: Readonly<Record<Purpose, Uint8Array>> = {
  signing: ascii("SMBSigningKey\0"),
  application: ascii("SMBAppKey\0"),
  serverToClient: ascii("SMBS2CCipherKey\0"),
  clientToServer: ascii("SMBC2SCipherKey\0"),
};

function labelAndContext(source: KeySource, purpose: Purpose): readonly [Uint8Array, Uint8Array] {
  if (source.dialect < 0x0300) throw new RangeError("dialects before 3.0 derive no keys");
  if (source.dialect < 0x0311) return LABELS_30[purpose];
  if (source.preauthHash?.length !== 64) throw new RangeError("3.1.1 needs the preauth hash");
  return [LABELS_311[purpose], source.preauthHash];
}

function derive128(
  provider: CryptoProvider,
  source: KeySource,
  key: Uint8Array,
  purpose: Purpose,
): Secret {
  const [label, context] = labelAndContext(source, purpose);
  return deriveKey(provider, key, label, context, 128);
}
