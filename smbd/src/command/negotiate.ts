/** NEGOTIATE. [MS-SMB2] 3.3.5.3.1, 3.3.5.3.2, 3.3.5.4. */
import { PreauthHash } from "../crypto/preauth.ts";
import { IO_BYTES_MAX, SMALL_IO_BYTES_MAX } from "../limits.ts";
import type { CatalogSettings } from "../state/catalog.ts";
import {
  type CipherName,
  type Connection,
  type DialectNumber,
  dialectName,
  type SigningName,
} from "../state/connection.ts";
import {
  CIPHER_AES_128_CCM,
  CIPHER_AES_128_GCM,
  CIPHER_AES_256_CCM,
  CIPHER_AES_256_GCM,
  decodeEncryption,
  encodeEncryption,
} from "../wire/context/encryption.ts";
import {
  duplicateNegotiateContextTypes,
  findNegotiateContext,
  type NegotiateContext,
  NegotiateContextType,
} from "../wire/context/negotiate-context.ts";
import {
  decodePosixNegotiate,
  encodePosixNegotiate,
  POSIX_EXTENSIONS_ID,
} from "../wire/context/posix.ts";
import {
  decodePreauthIntegrity,
  encodePreauthIntegrity,
  HASH_SHA_512,
} from "../wire/context/preauth-integrity.ts";
import {
  decodeRdmaTransform,
  encodeRdmaTransform,
  RDMA_TRANSFORM_ENCRYPTION,
  RDMA_TRANSFORM_NONE,
  RDMA_TRANSFORM_SIGNING,
} from "../wire/context/rdma-transform.ts";
import {
  decodeSigning,
  encodeSigning,
  SIGNING_AES_CMAC,
  SIGNING_AES_GMAC,
  SIGNING_HMAC_SHA256,
} from "../wire/context/signing.ts";
import {
  DIALECT_2_0_2,
  DIALECT_2_1,
  DIALECT_3_0,
  DIALECT_3_0_2,
  DIALECT_3_1_1,
  DIALECT_WILDCARD,
  decodeNegotiateRequest,
  encodeNegotiateResponse,
  GLOBAL_CAP_DIRECTORY_LEASING,
  GLOBAL_CAP_ENCRYPTION,
  GLOBAL_CAP_LARGE_MTU,
  GLOBAL_CAP_LEASING,
  GLOBAL_CAP_MULTI_CHANNEL,
  GLOBAL_CAP_NOTIFICATIONS,
  GLOBAL_CAP_PERSISTENT_HANDLES,
  NEGOTIATE_SIGNING_ENABLED,
  NEGOTIATE_SIGNING_REQUIRED,
  type NegotiateRequest,
} from "../wire/message/negotiate.ts";
import {
  type NtStatus,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
  STATUS_SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { Writer } from "../wire/writer.ts";
import type { CommandContext, Outcome } from "./context.ts";
import { filetimeOfMs } from "./filetime.ts";

const DIALECTS: readonly { readonly name: string; readonly number: DialectNumber }[] = [
  { name: "2.0.2", number: DIALECT_2_0_2 },
  { name: "2.1", number: DIALECT_2_1 },
  { name: "3.0", number: DIALECT_3_0 },
  { name: "3.0.2", number: DIALECT_3_0_2 },
  { name: "3.1.1", number: DIALECT_3_1_1 },
];

const CIPHERS = new Map<string, number>([
  ["AES-128-CCM", CIPHER_AES_128_CCM],
  ["AES-128-GCM", CIPHER_AES_128_GCM],
  ["AES-256-CCM", CIPHER_AES_256_CCM],
  ["AES-256-GCM", CIPHER_AES_256_GCM],
]);

const SIGNINGS = new Map<string, number>([
  ["HMAC-SHA256", SIGNING_HMAC_SHA256],
  ["AES-CMAC", SIGNING_AES_CMAC],
  ["AES-GMAC", SIGNING_AES_GMAC],
]);

const SALT_BYTES = 32;

export function handleNegotiate(cx: CommandContext): Outcome {
  const request = decodeNegotiateRequest(cx.message);
  const connection = cx.connection;
  if (request.dialects.length === 0) return STATUS_INVALID_PARAMETER;
  const settings = cx.engine.catalog.settings;
  const dialect = chooseDialect(request.dialects, settings);
  if (dialect === null) return STATUS_NOT_SUPPORTED;
  forget(connection);
  if (dialect === DIALECT_3_1_1) {
    const status = negotiateContexts(connection, request, settings);
    if (status !== STATUS_SUCCESS) return status;
    connection.preauth = new PreauthHash(cx.engine.crypto);
    connection.preauth.update(cx.message.whole());
  } else if (dialect >= DIALECT_3_0) {
    connection.signing = "AES-CMAC";
    // [MS-SMB2] 3.3.5.4: 3.0 and 3.0.2 know AES-128-CCM only, for a client that says it can.
    const canSeal = (request.capabilities & GLOBAL_CAP_ENCRYPTION) !== 0;
    connection.cipher = canSeal && settings.ciphers.includes("AES-128-CCM") ? "AES-128-CCM" : null;
  }
  connection.clientGuid = request.clientGuid;
  connection.clientCapabilities = request.capabilities;
  connection.clientSecurityMode = request.securityMode;
  connection.clientDialects = request.dialects;
  settle(cx, dialect);
  cx.engine.emit({
    type: "connection.negotiated",
    connection: connection.id,
    dialect: dialectName(dialect),
    cipher: connection.cipher ?? "",
    signing: connection.signing,
  });
  return STATUS_SUCCESS;
}

/** What a NEGOTIATE that failed half-way had settled; the client may come again with another. */
function forget(connection: Connection): void {
  connection.cipher = null;
  connection.signing = "HMAC-SHA256";
  connection.hasEncryptionContext = false;
  connection.hasSigningContext = false;
  connection.hasRdmaTransformContext = false;
  connection.sealsPlacements = false;
  connection.signsPlacements = false;
  connection.hasPosix = false;
}

/** The SMB1 multi-protocol negotiate: answers 2.0.2, or 0x02ff which asks the client to come again in SMB2. */
export function answerMultiProtocol(cx: CommandContext, offersWildcard: boolean): Outcome {
  const settings = cx.engine.catalog.settings;
  if (
    offersWildcard &&
    chooseDialect(
      DIALECTS.map((row) => row.number),
      settings,
    ) !== DIALECT_2_0_2
  ) {
    settle(cx, DIALECT_WILDCARD);
    return STATUS_SUCCESS;
  }
  if (chooseDialect([DIALECT_2_0_2], settings) === null) return STATUS_NOT_SUPPORTED;
  settle(cx, DIALECT_2_0_2);
  return STATUS_SUCCESS;
}

/** The highest dialect of both sides within the administrator's range, or null. */
function chooseDialect(
  offered: readonly number[],
  settings: CatalogSettings,
): DialectNumber | null {
  const from = DIALECTS.findIndex((row) => row.name === settings.dialectMin);
  const to = DIALECTS.findIndex((row) => row.name === settings.dialectMax);
  for (let index = to; index >= from && index >= 0; index--) {
    const row = DIALECTS[index];
    if (row !== undefined && offered.includes(row.number)) return row.number;
  }
  return null;
}

/** Settles the connection's fields and writes the response. */
function settle(cx: CommandContext, dialect: DialectNumber): void {
  const connection = cx.connection;
  const settings = cx.engine.catalog.settings;
  const isLarge = dialect !== DIALECT_2_0_2 && dialect !== DIALECT_WILDCARD;
  const ioBytes = isLarge ? Math.min(settings.ioBytesMax, IO_BYTES_MAX) : SMALL_IO_BYTES_MAX;
  connection.dialect = dialect;
  connection.supportsMultiCredit = isLarge;
  connection.readBytesMax = ioBytes;
  connection.writeBytesMax = ioBytes;
  const transactBytes = Math.min(ioBytes, transactRoom(connection));
  connection.transactBytesMax = transactBytes;
  connection.serverSecurityMode =
    NEGOTIATE_SIGNING_ENABLED | (settings.signingRequired ? NEGOTIATE_SIGNING_REQUIRED : 0);
  connection.serverCapabilities = capabilities(connection, settings);
  encodeNegotiateResponse(cx.reply, {
    securityMode: connection.serverSecurityMode,
    dialectRevision: dialect,
    serverGuid: cx.engine.catalog.server.guid,
    capabilities: connection.serverCapabilities,
    maxTransactSize: transactBytes,
    maxReadSize: ioBytes,
    maxWriteSize: ioBytes,
    systemTime: filetimeOfMs(cx.nowMs),
    serverStartTime: 0n,
    securityBufferView: cx.engine.securityHint(),
    contexts: dialect === DIALECT_3_1_1 ? responseContexts(cx) : [],
  });
}

/** What only READ and WRITE can place has to fit what the client's reassembly takes, with all that is around it. */
function transactRoom({ transport }: Connection): number {
  if (transport.placement === undefined) return IO_BYTES_MAX;
  const bytes = transport.placement.messageBytesMax - SMALL_IO_BYTES_MAX;
  return Math.max(SMALL_IO_BYTES_MAX, bytes - (bytes % SMALL_IO_BYTES_MAX));
}

function capabilities(connection: Connection, settings: CatalogSettings): number {
  const { caching, multichannel } = settings;
  let flags = connection.supportsMultiCredit ? GLOBAL_CAP_LARGE_MTU : 0;
  if (connection.supportsMultiCredit && caching) flags |= GLOBAL_CAP_LEASING;
  const isSmb3 = connection.dialect >= DIALECT_3_0 && connection.dialect !== DIALECT_WILDCARD;
  const ifAsked = GLOBAL_CAP_PERSISTENT_HANDLES | (multichannel ? GLOBAL_CAP_MULTI_CHANNEL : 0);
  if (isSmb3) flags |= connection.clientCapabilities & ifAsked;
  // [MS-SMB2] 3.3.5.4: with 3.1.1 the encryption context says it instead.
  const { dialect, clientCapabilities } = connection;
  const isOffered = caching && (clientCapabilities & GLOBAL_CAP_DIRECTORY_LEASING) !== 0;
  if (dialect >= DIALECT_3_0 && dialect !== DIALECT_WILDCARD && isOffered) {
    flags |= GLOBAL_CAP_DIRECTORY_LEASING;
  }
  const is30 = connection.dialect === DIALECT_3_0 || connection.dialect === DIALECT_3_0_2;
  if (is30 && connection.cipher !== null) flags |= GLOBAL_CAP_ENCRYPTION;
  // One-way notifications came with 3.1.1; nobody hears any who did not ask for them.
  if (dialect === DIALECT_3_1_1) flags |= clientCapabilities & GLOBAL_CAP_NOTIFICATIONS;
  return flags;
}

const UNIQUE_TYPES: readonly number[] = [
  NegotiateContextType.PREAUTH_INTEGRITY_CAPABILITIES,
  NegotiateContextType.ENCRYPTION_CAPABILITIES,
  NegotiateContextType.COMPRESSION_CAPABILITIES,
  NegotiateContextType.RDMA_TRANSFORM_CAPABILITIES,
  NegotiateContextType.SIGNING_CAPABILITIES,
  NegotiateContextType.POSIX_EXTENSIONS_AVAILABLE,
];

// [MS-SMB2] 3.3.5.4: one pre-authentication context with SHA-512 must be there; ciphers and signing
// algorithms are chosen in the server's order among what the client offers.
function negotiateContexts(
  connection: Connection,
  request: NegotiateRequest,
  settings: CatalogSettings,
): NtStatus {
  const twice = duplicateNegotiateContextTypes(request.contexts);
  if (UNIQUE_TYPES.some((type) => twice.has(type))) return STATUS_INVALID_PARAMETER;
  const preauth = findNegotiateContext(
    request.contexts,
    NegotiateContextType.PREAUTH_INTEGRITY_CAPABILITIES,
  );
  if (preauth === null) return STATUS_INVALID_PARAMETER;
  if (!decodePreauthIntegrity(preauth).hashAlgorithms.includes(HASH_SHA_512)) {
    return STATUS_SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP;
  }
  const encryption = findNegotiateContext(
    request.contexts,
    NegotiateContextType.ENCRYPTION_CAPABILITIES,
  );
  connection.hasEncryptionContext = encryption !== null;
  if (encryption !== null) {
    const offered = decodeEncryption(encryption).ciphers;
    const chosen = settings.ciphers.find((name) => offered.includes(CIPHERS.get(name) ?? -1));
    connection.cipher = (chosen as CipherName | undefined) ?? null;
  }
  const signing = findNegotiateContext(request.contexts, NegotiateContextType.SIGNING_CAPABILITIES);
  connection.signing = "AES-CMAC";
  if (signing !== null) {
    const offered = decodeSigning(signing).algorithms;
    const chosen = settings.signingAlgorithms.find((name) =>
      offered.includes(SIGNINGS.get(name) ?? -1),
    );
    // Without a common algorithm the context is left out and AES-CMAC stands. [MS-SMB2] 3.3.5.4
    connection.hasSigningContext = chosen !== undefined;
    connection.signing = (chosen as SigningName | undefined) ?? "AES-CMAC";
  }
  negotiateRdmaTransforms(connection, request);
  const posix = findNegotiateContext(
    request.contexts,
    NegotiateContextType.POSIX_EXTENSIONS_AVAILABLE,
  );
  // [POSIX-SMB2] 3.3.5.4: of a version that is not ours nothing is answered.
  connection.hasPosix =
    posix !== null && decodePosixNegotiate(posix).ids.includes(POSIX_EXTENSIONS_ID);
  return STATUS_SUCCESS;
}

// [MS-SMB2] 3.3.5.4: what both know of sealing and signing placed payloads, where payloads are placed at all.
function negotiateRdmaTransforms(connection: Connection, request: NegotiateRequest): void {
  const transform = findNegotiateContext(
    request.contexts,
    NegotiateContextType.RDMA_TRANSFORM_CAPABILITIES,
  );
  if (transform === null) return;
  const offered = decodeRdmaTransform(transform).transformIds;
  if (connection.transport.placement === undefined) return;
  connection.hasRdmaTransformContext = true;
  connection.sealsPlacements =
    connection.cipher !== null && offered.includes(RDMA_TRANSFORM_ENCRYPTION);
  connection.signsPlacements = offered.includes(RDMA_TRANSFORM_SIGNING);
}

/** Never empty: no common one is answered as none. */
function rdmaTransformIds({ sealsPlacements, signsPlacements }: Connection): readonly number[] {
  const ids = [
    ...(sealsPlacements ? [RDMA_TRANSFORM_ENCRYPTION] : []),
    ...(signsPlacements ? [RDMA_TRANSFORM_SIGNING] : []),
  ];
  return ids.length === 0 ? [RDMA_TRANSFORM_NONE] : ids;
}

function responseContexts(cx: CommandContext): readonly NegotiateContext[] {
  const connection = cx.connection;
  const salt = new Uint8Array(SALT_BYTES);
  cx.engine.random(salt);
  const contexts: NegotiateContext[] = [
    context(NegotiateContextType.PREAUTH_INTEGRITY_CAPABILITIES, (writer) =>
      encodePreauthIntegrity(writer, { hashAlgorithms: [HASH_SHA_512], saltView: salt }),
    ),
  ];
  if (connection.hasEncryptionContext) {
    // [MS-SMB2] 3.3.5.4: no common cipher is answered as cipher 0.
    const cipher = connection.cipher === null ? 0 : (CIPHERS.get(connection.cipher) ?? 0);
    contexts.push(
      context(NegotiateContextType.ENCRYPTION_CAPABILITIES, (writer) =>
        encodeEncryption(writer, { ciphers: [cipher] }),
      ),
    );
  }
  if (connection.hasRdmaTransformContext) {
    contexts.push(
      context(NegotiateContextType.RDMA_TRANSFORM_CAPABILITIES, (writer) =>
        encodeRdmaTransform(writer, { transformIds: rdmaTransformIds(connection) }),
      ),
    );
  }
  if (connection.hasSigningContext) {
    const algorithm = SIGNINGS.get(connection.signing) ?? SIGNING_AES_CMAC;
    contexts.push(
      context(NegotiateContextType.SIGNING_CAPABILITIES, (writer) =>
        encodeSigning(writer, { algorithms: [algorithm] }),
      ),
    );
  }
  if (connection.hasPosix) {
    contexts.push(
      context(NegotiateContextType.POSIX_EXTENSIONS_AVAILABLE, (writer) =>
        encodePosixNegotiate(writer, { ids: [POSIX_EXTENSIONS_ID] }),
      ),
    );
  }
  return contexts;
}

function context(type: number, encode: (writer: Writer) => void): NegotiateContext {
  const writer = new Writer(new Uint8Array(64));
  encode(writer);
  return { type, dataView: writer.written() };
}
