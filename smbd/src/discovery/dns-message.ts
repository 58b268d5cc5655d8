/** DNS messages as mDNS has them ([RFC 1035] 4, [RFC 6762] 18). Decoding is total: a message, or null. */
import { DNS_PACKET_BYTES_MAX, DNS_RECORD_COUNT_MAX } from "../limits.ts";
import { DnsReader } from "./dns-reader.ts";
import { DnsWriter } from "./dns-writer.ts";

export const TYPE_A = 1;
export const TYPE_PTR = 12;
export const TYPE_TXT = 16;
export const TYPE_AAAA = 28;
export const TYPE_SRV = 33;
export const TYPE_ANY = 255;
export const CLASS_IN = 1;
export const CLASS_ANY = 255;
/** [RFC 6762] 5.4 and 10.2: of a question "answer me alone", of a record "forget what you had". */
const TOP_BIT = 0x8000;
const FLAG_RESPONSE = 0x8000;
const FLAG_AUTHORITATIVE = 0x0400;
const FLAG_TRUNCATED = 0x0200;
const OPCODE_MASK = 0x7800;

/** Labels, without the root: ["attic", "local"]. */
export type DnsName = readonly string[];

export interface DnsQuestion {
  readonly name: DnsName;
  readonly type: number;
  readonly isUnicast: boolean;
}

export type DnsData =
  | { readonly kind: "address"; readonly bytes: Uint8Array }
  | { readonly kind: "name"; readonly name: DnsName }
  | { readonly kind: "text"; readonly strings: readonly Uint8Array[] }
  | {
      readonly kind: "service";
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: DnsName;
    }
  | { readonly kind: "other"; readonly bytes: Uint8Array };

export interface DnsRecord {
  readonly name: DnsName;
  readonly type: number;
  readonly ttlSeconds: number;
  /** Nobody else has records of this name and type. */
  readonly isUnique: boolean;
  readonly data: DnsData;
}

export interface DnsMessage {
  readonly id: number;
  readonly isResponse: boolean;
  /** More known answers follow in another packet. */
  readonly isTruncated: boolean;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
}

export function decodeDnsMessage(bytes: Uint8Array): DnsMessage | null {
  if (bytes.length > DNS_PACKET_BYTES_MAX) return null;
  const reader = new DnsReader(bytes);
  const id = reader.u16();
  const flags = reader.u16();
  const counts = [reader.u16(), reader.u16(), reader.u16(), reader.u16()] as const;
  const total = counts[0] + counts[1] + counts[2] + counts[3];
  // [RFC 6762] 18.3: other opcodes are nobody's.
  if (reader.hasFailed || (flags & OPCODE_MASK) !== 0 || total > DNS_RECORD_COUNT_MAX) return null;
  const questions = Array.from({ length: counts[0] }, () => decodeQuestion(reader));
  const read = (count: number) => Array.from({ length: count }, () => decodeRecord(reader));
  const [answers, authorities, additionals] = [read(counts[1]), read(counts[2]), read(counts[3])];
  if (reader.hasFailed) return null;
  return {
    id,
    isResponse: (flags & FLAG_RESPONSE) !== 0,
    isTruncated: (flags & FLAG_TRUNCATED) !== 0,
    questions: questions.filter(({ isAsked }) => isAsked),
    answers: answers.filter(isInternet),
    authorities: authorities.filter(isInternet),
    additionals: additionals.filter(isInternet),
  };
}

export function encodeDnsMessage(message: DnsMessage): Uint8Array {
  const writer = new DnsWriter();
  const { id, isResponse, isTruncated, questions, answers, authorities, additionals } = message;
  writer.u16(id);
  writer.u16(
    (isResponse ? FLAG_RESPONSE | FLAG_AUTHORITATIVE : 0) | (isTruncated ? FLAG_TRUNCATED : 0),
  );
  for (const list of [questions, answers, authorities, additionals]) writer.u16(list.length);
  for (const { name, type, isUnicast } of questions) {
    writer.name(name);
    writer.u16(type);
    writer.u16(CLASS_IN | (isUnicast ? TOP_BIT : 0));
  }
  for (const record of [...answers, ...authorities, ...additionals]) encodeRecord(writer, record);
  return writer.finish();
}

interface ReadQuestion extends DnsQuestion {
  readonly isAsked: boolean;
}

interface ReadRecord extends DnsRecord {
  readonly classCode: number;
}

function decodeQuestion(reader: DnsReader): ReadQuestion {
  const name = reader.name();
  const type = reader.u16();
  const classCode = reader.u16();
  const asked = classCode & ~TOP_BIT;
  return {
    name,
    type,
    isUnicast: (classCode & TOP_BIT) !== 0,
    isAsked: asked === CLASS_IN || asked === CLASS_ANY,
  };
}

function decodeRecord(reader: DnsReader): ReadRecord {
  const name = reader.name();
  const type = reader.u16();
  const classCode = reader.u16();
  const ttlSeconds = reader.u32();
  const end = reader.u16() + reader.position;
  const data = decodeData(reader, type, end);
  reader.endAt(end);
  const isUnique = (classCode & TOP_BIT) !== 0;
  return { name, type, ttlSeconds, isUnique, data, classCode: classCode & ~TOP_BIT };
}

function decodeData(reader: DnsReader, type: number, end: number): DnsData {
  if (type === TYPE_PTR) return { kind: "name", name: reader.name() };
  if (type === TYPE_SRV) {
    const [priority, weight, port] = [reader.u16(), reader.u16(), reader.u16()];
    return { kind: "service", priority, weight, port, target: reader.name() };
  }
  if (type === TYPE_TXT) return { kind: "text", strings: reader.strings(end) };
  const bytes = reader.bytesUntil(end);
  return { kind: type === TYPE_A || type === TYPE_AAAA ? "address" : "other", bytes };
}

function isInternet({ classCode }: ReadRecord): boolean {
  return classCode === CLASS_IN;
}

function encodeRecord(writer: DnsWriter, record: DnsRecord): void {
  writer.name(record.name);
  writer.u16(record.type);
  writer.u16(CLASS_IN | (record.isUnique ? TOP_BIT : 0));
  writer.u32(record.ttlSeconds);
  const end = writer.reserveLength();
  const { data } = record;
  if (data.kind === "name") writer.name(data.name);
  else if (data.kind === "text") writer.strings(data.strings);
  else if (data.kind === "service") {
    for (const value of [data.priority, data.weight, data.port]) writer.u16(value);
    // [RFC 2782]: the target is not compressed; [RFC 6762] 18.14 allows it, and old readers do not.
    writer.wholeName(data.target);
  } else writer.bytes(data.bytes);
  end();
}

/** What two records of one name and type are compared by ([RFC 6762] 8.2): the data, uncompressed. */
export function dataBytes(data: DnsData): Uint8Array {
  const writer = new DnsWriter();
  if (data.kind === "name") writer.wholeName(data.name);
  else if (data.kind === "text") writer.strings(data.strings);
  else if (data.kind === "service") {
    for (const value of [data.priority, data.weight, data.port]) writer.u16(value);
    writer.wholeName(data.target);
  } else writer.bytes(data.bytes);
  return writer.finish();
}

/** Names are the same in either case, of ASCII letters alone. */
export function nameKeyOf(name: DnsName): string {
  return name
    .map((label) => label.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()))
    .join("\0");
}
