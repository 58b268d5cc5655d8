/** The wire layer's own fuzz targets: each golden sample's codec, and what walks several codecs deep. */
import { decodeAaplRequest } from "./context/aapl.ts";
import { decodeAllocationSize } from "./context/allocation-size.ts";
import { decodeAppInstanceId } from "./context/app-instance-id.ts";
import { decodeAppInstanceVersion } from "./context/app-instance-version.ts";
import { decodeCompression } from "./context/compression.ts";
import {
  CREATE_AAPL,
  CREATE_ALLOCATION_SIZE,
  CREATE_APP_INSTANCE_ID,
  CREATE_APP_INSTANCE_VERSION,
  CREATE_DURABLE_HANDLE_RECONNECT,
  CREATE_DURABLE_HANDLE_RECONNECT_V2,
  CREATE_DURABLE_HANDLE_REQUEST,
  CREATE_DURABLE_HANDLE_REQUEST_V2,
  CREATE_EA_BUFFER,
  CREATE_POSIX,
  CREATE_QUERY_MAXIMAL_ACCESS_REQUEST,
  CREATE_REQUEST_LEASE,
  CREATE_SD_BUFFER,
  CREATE_TIMEWARP_TOKEN,
} from "./context/create-context.ts";
import { decodeDurableReconnect, decodeDurableRequest } from "./context/durable-v1.ts";
import { decodeDurableV2Reconnect, decodeDurableV2Request } from "./context/durable-v2.ts";
import { decodeEaBuffer } from "./context/ea-buffer.ts";
import { decodeEncryption } from "./context/encryption.ts";
import { decodeLease } from "./context/lease.ts";
import { decodeMaximalAccessRequest } from "./context/maximal-access.ts";
import { NegotiateContextType } from "./context/negotiate-context.ts";
import { decodeNetname } from "./context/netname.ts";
import { decodePosixCreateRequest, decodePosixNegotiate } from "./context/posix.ts";
import { decodePreauthIntegrity } from "./context/preauth-integrity.ts";
import { decodeRdmaTransform } from "./context/rdma-transform.ts";
import { decodeSdBuffer } from "./context/security-descriptor.ts";
import { decodeSigning } from "./context/signing.ts";
import { decodeTimewarp } from "./context/timewarp.ts";
import { decodeTransportCapabilities } from "./context/transport.ts";
import { Deframer } from "./frame.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { hex } from "./golden/row.ts";
import { SAMBA_SAMPLES } from "./golden/samba.ts";
import { GOLDEN } from "./golden.ts";
import { decodeHeader, HEADER_BYTES } from "./header.ts";
import { decodeCreateRequest, encodeCreateRequest } from "./message/create.ts";
import { decodeNegotiateRequest } from "./message/negotiate.ts";
import { Reader } from "./reader.ts";
import { formatSecurityDescriptor, parseSecurityDescriptor } from "./security/descriptor.ts";
import { decodeSmb1Negotiate } from "./smb1-negotiate.ts";
import { decodeTransformHeader } from "./transform-header.ts";
import { isWireError } from "./wire-error.ts";
import { Writer } from "./writer.ts";

export const WIRE_FUZZ_TARGETS: readonly FuzzTarget[] = [
  { name: "wire/frame", samples: [hex("00000003 010203 85000000 00000001 ff")], run: runFrame },
  { name: "wire/header", samples: [headerSample()], run: runHeader },
  {
    name: "wire/transform-header",
    samples: [
      hex(
        `fd534d42 ${"a0".repeat(16)} ${"01".repeat(16)} 02000000 0000 0100 ${"05".repeat(8)} aabb`,
      ),
    ],
    run: (bytes) => void decodeTransformHeader(bytes),
  },
  {
    name: "wire/smb1-negotiate",
    samples: [hex(`ff534d42 72 ${"00".repeat(27)} 00 0b00 02 534d4220322e30303200`)],
    run: (bytes) => void decodeSmb1Negotiate(new Reader(bytes)),
  },
  { name: "wire/negotiate", samples: samplesOf("NEGOTIATE request"), run: runNegotiate },
  {
    name: "wire/create",
    samples: [...samplesOf("CREATE request"), createWithEveryContext()],
    run: runCreate,
  },
  {
    name: "wire/descriptor",
    samples: samplesOf("security descriptor"),
    run: (bytes) => {
      const descriptor = parseSecurityDescriptor(bytes);
      // What was taken must be storable, and come back readable.
      parseSecurityDescriptor(formatSecurityDescriptor(descriptor));
    },
  },
  ...GOLDEN.map((row) => ({
    name: `wire/golden/${row.name}`,
    samples: [row.bytes],
    run: (bytes: Uint8Array) =>
      void row.decode(row.isMessage ? messageReader(bytes) : new Reader(bytes)),
  })),
  ...SAMBA_SAMPLES.map((sample) => ({
    name: `wire/samba/${sample.name}`,
    samples: [sample.bytes],
    run: (bytes: Uint8Array) =>
      sample.reencode(
        sample.isMessage ? messageReader(bytes) : new Reader(bytes),
        new Writer(new Uint8Array(512), HEADER_BYTES),
      ),
  })),
];

/** Cut into chunks of every size up to 9, the stream must give the same messages or the same refusal. */
function runFrame(bytes: Uint8Array): void {
  const whole = deframe(bytes, bytes.length || 1);
  for (let size = 1; size < 10; size++) {
    const parts = deframe(bytes, size);
    if (parts !== whole) throw new Error(`chunks of ${size}: ${parts} instead of ${whole}`);
  }
}

function deframe(bytes: Uint8Array, size: number): string {
  const deframer = new Deframer(1024);
  let seen = "";
  try {
    for (let at = 0; at < bytes.length; at += size) {
      deframer.push(bytes.slice(at, at + size));
      for (let found = deframer.next(); found !== null; found = deframer.next()) {
        seen += `[${found.join()}]`;
      }
    }
  } catch (error) {
    if (!isWireError(error)) throw error;
    seen += error.reason;
  }
  return seen;
}

function runHeader(bytes: Uint8Array): void {
  decodeHeader(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
}

const NEGOTIATE_CONTEXTS: Readonly<Record<number, (reader: Reader) => unknown>> = {
  [NegotiateContextType.PREAUTH_INTEGRITY_CAPABILITIES]: decodePreauthIntegrity,
  [NegotiateContextType.ENCRYPTION_CAPABILITIES]: decodeEncryption,
  [NegotiateContextType.COMPRESSION_CAPABILITIES]: decodeCompression,
  [NegotiateContextType.NETNAME_NEGOTIATE_CONTEXT_ID]: decodeNetname,
  [NegotiateContextType.TRANSPORT_CAPABILITIES]: decodeTransportCapabilities,
  [NegotiateContextType.RDMA_TRANSFORM_CAPABILITIES]: decodeRdmaTransform,
  [NegotiateContextType.SIGNING_CAPABILITIES]: decodeSigning,
  [NegotiateContextType.POSIX_EXTENSIONS_AVAILABLE]: decodePosixNegotiate,
};

function runNegotiate(bytes: Uint8Array): void {
  for (const context of decodeNegotiateRequest(messageReader(bytes)).contexts) {
    NEGOTIATE_CONTEXTS[context.type]?.(new Reader(context.dataView));
  }
}

const CREATE_CONTEXTS: Readonly<Record<string, (reader: Reader) => unknown>> = {
  [CREATE_EA_BUFFER]: decodeEaBuffer,
  [CREATE_SD_BUFFER]: decodeSdBuffer,
  [CREATE_DURABLE_HANDLE_REQUEST]: decodeDurableRequest,
  [CREATE_DURABLE_HANDLE_RECONNECT]: decodeDurableReconnect,
  [CREATE_DURABLE_HANDLE_REQUEST_V2]: decodeDurableV2Request,
  [CREATE_DURABLE_HANDLE_RECONNECT_V2]: decodeDurableV2Reconnect,
  [CREATE_ALLOCATION_SIZE]: decodeAllocationSize,
  [CREATE_QUERY_MAXIMAL_ACCESS_REQUEST]: decodeMaximalAccessRequest,
  [CREATE_TIMEWARP_TOKEN]: decodeTimewarp,
  [CREATE_REQUEST_LEASE]: decodeLease,
  [CREATE_APP_INSTANCE_ID]: decodeAppInstanceId,
  [CREATE_APP_INSTANCE_VERSION]: decodeAppInstanceVersion,
  [CREATE_POSIX]: decodePosixCreateRequest,
  [CREATE_AAPL]: decodeAaplRequest,
};

function runCreate(bytes: Uint8Array): void {
  for (const context of decodeCreateRequest(messageReader(bytes)).contexts) {
    CREATE_CONTEXTS[context.name]?.(new Reader(context.dataView));
  }
}

/** A reader as dispatch gives it: over header and body, the cursor at the body. */
function messageReader(body: Uint8Array): Reader {
  const message = new Uint8Array(HEADER_BYTES + body.length);
  message.set(body, HEADER_BYTES);
  const reader = new Reader(message);
  reader.seek(HEADER_BYTES);
  return reader;
}

function samplesOf(prefix: string): readonly Uint8Array[] {
  const rows = GOLDEN.filter((row) => row.name.startsWith(prefix));
  if (rows.length === 0) throw new Error(`no golden sample is called ${prefix}`);
  return rows.map((row) => row.bytes);
}

/** A CREATE that carries each context for which there is a golden body. */
function createWithEveryContext(): Uint8Array {
  const bodies: readonly (readonly [string, string])[] = [
    [CREATE_EA_BUFFER, "FileFullEaInformation of two"],
    [CREATE_SD_BUFFER, "security descriptor with owner, group and DACL"],
    [CREATE_DURABLE_HANDLE_REQUEST, "DHnQ request"],
    [CREATE_DURABLE_HANDLE_RECONNECT, "DHnC"],
    [CREATE_DURABLE_HANDLE_REQUEST_V2, "DH2Q request"],
    [CREATE_DURABLE_HANDLE_RECONNECT_V2, "DH2C"],
    [CREATE_ALLOCATION_SIZE, "AlSi"],
    [CREATE_QUERY_MAXIMAL_ACCESS_REQUEST, "MxAc request with a timestamp"],
    [CREATE_TIMEWARP_TOKEN, "TWrp"],
    [CREATE_REQUEST_LEASE, "RqLs version 1"],
    [CREATE_REQUEST_LEASE, "RqLs version 2"],
    [CREATE_APP_INSTANCE_ID, "AppInstanceId"],
    [CREATE_APP_INSTANCE_VERSION, "AppInstanceVersion"],
    [CREATE_POSIX, "POSIX create request"],
    [CREATE_AAPL, "AAPL server query"],
  ];
  const writer = new Writer();
  encodeCreateRequest(writer, {
    requestedOplockLevel: 0,
    impersonationLevel: 2,
    desiredAccess: 1,
    fileAttributes: 0,
    shareAccess: 7,
    createDisposition: 1,
    createOptions: 0,
    name: "a",
    contexts: bodies.map(([name, row]) => ({ name, dataView: samplesOf(row)[0]! })),
  });
  return writer.written();
}

function headerSample(): Uint8Array {
  return hex(`fe534d42 4000 ${"00".repeat(58)}`);
}
