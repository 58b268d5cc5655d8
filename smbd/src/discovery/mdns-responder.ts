/**
 * Multicast DNS on one interface ([RFC 6762]), without a socket and a clock: packets and times go in, packets come
 * out. It looks whether its names are free, tells of them, answers, gives way where somebody has a name already, and
 * says goodbye.
 */
import {
  DISCOVERY_ANSWER_BYTES_MAX,
  DISCOVERY_PENDING_COUNT_MAX,
  DISCOVERY_UNICAST_PER_SECOND_MAX,
} from "../limits.ts";
import {
  type DnsMessage,
  type DnsName,
  type DnsQuestion,
  type DnsRecord,
  dataBytes,
  decodeDnsMessage,
  encodeDnsMessage,
  nameKeyOf,
  TYPE_A,
  TYPE_AAAA,
  TYPE_ANY,
  TYPE_PTR,
  TYPE_SRV,
  TYPE_TXT,
} from "./dns-message.ts";
import { compareBytes, compareRecords, isSameRecord } from "./record-order.ts";
import { type BoxFacts, type OwnRecords, ownRecords } from "./service-records.ts";

export const MDNS_PORT = 5353;
const PROBE_COUNT = 3;
const PROBE_EVERY_MS = 250;
const ANNOUNCE_COUNT = 2;
const ANNOUNCE_EVERY_MS = 1_000;
const TIE_LOST_MS = 1_000;
/** [RFC 6762] 8.1: after so many conflicts in ten seconds somebody plays tricks. */
const CONFLICT_COUNT_MAX = 15;
const CONFLICT_WINDOW_MS = 10_000;
const CONFLICT_PAUSE_MS = 5_000;
const LEGACY_TTL_SECONDS = 10;

export interface Outbound {
  readonly bytes: Uint8Array;
  /** null: to everybody. */
  readonly to: PacketSource | null;
}

export interface PacketSource {
  readonly address: string;
  readonly port: number;
}

export interface MdnsOptions {
  readonly box: BoxFacts;
  /** Of this interface. */
  readonly addresses: readonly Uint8Array[];
  /** Of the whole machine: another interface of it, or another program on it, is no stranger. */
  readonly machineAddresses: readonly Uint8Array[];
  /** From 0 to 1. */
  readonly random: () => number;
}

interface Waiting {
  readonly questions: DnsQuestion[];
  readonly known: DnsRecord[];
  readonly source: PacketSource;
  readonly dueMs: number;
}

export class MdnsResponder {
  readonly #options: MdnsOptions;
  #own: OwnRecords;
  /** Its records by the keys of their names. */
  #byName: ReadonlyMap<string, readonly DnsRecord[]>;
  #suffix = 1;
  #state: "probing" | "announcing" | "settled" | "stopped" = "probing";
  #sentCount = 0;
  #stepAtMs = 0;
  #conflicts: number[] = [];
  /** Answers to everybody, which wait for others to be sent with them. */
  readonly #pending = new Map<DnsRecord, number>();
  /** Questions whose known answers are still coming. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #sentAtMs = new Map<DnsRecord, number>();
  #unicastSecond = 0;
  #unicastCount = 0;
  #out: Outbound[] = [];
  /** Packets that were no messages, and answers that were not given for their number. */
  readonly counts = { malformed: 0, refused: 0, conflicts: 0 };

  constructor(options: MdnsOptions, nowMs: number) {
    this.#options = options;
    this.#own = ownRecords(options.box, options.addresses, this.#suffix);
    this.#byName = byName(this.#own.records);
    this.#stepAtMs = nowMs + options.random() * PROBE_EVERY_MS;
  }

  get state(): "probing" | "announcing" | "settled" | "stopped" {
    return this.#state;
  }

  /** The host name as it is now, such as "attic-2.local". */
  get hostName(): string {
    return (this.#own.uniqueNames[0] ?? []).join(".");
  }

  /** When `tick` has something to do. */
  get nextAtMs(): number {
    const times = [...this.#pending.values(), ...[...this.#waiting.values()].map((w) => w.dueMs)];
    if (this.#state === "probing" || this.#state === "announcing") times.push(this.#stepAtMs);
    return Math.min(...times);
  }

  receive(bytes: Uint8Array, source: PacketSource, nowMs: number): Outbound[] {
    const message = decodeDnsMessage(bytes);
    if (message === null) this.counts.malformed += 1;
    // [RFC 6762] 11: an answer from another port is no multicast DNS.
    else if (!message.isResponse) this.#question(message, source, nowMs);
    else if (source.port === MDNS_PORT) this.#answerOfOthers(message, nowMs);
    return this.#take();
  }

  tick(nowMs: number): Outbound[] {
    for (const [key, waiting] of this.#waiting) {
      if (waiting.dueMs > nowMs) continue;
      this.#waiting.delete(key);
      this.#reply(waiting.questions, waiting.known, waiting.source, false, nowMs);
    }
    const due = [...this.#pending].filter(([, dueMs]) => dueMs <= nowMs).map(([record]) => record);
    if (due.length > 0) {
      for (const record of due) this.#pending.delete(record);
      this.#multicast(due, nowMs);
    }
    if (this.#stepAtMs <= nowMs) this.#step(nowMs);
    return this.#take();
  }

  /** Everything that was told is taken back. */
  stop(): Outbound[] {
    const wasTold = this.#state === "announcing" || this.#state === "settled";
    this.#state = "stopped";
    this.#pending.clear();
    this.#waiting.clear();
    if (wasTold) {
      const records = this.#own.records.map((record) => ({ ...record, ttlSeconds: 0 }));
      this.#send(records, [], null);
    }
    return this.#take();
  }

  #take(): Outbound[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }

  #step(nowMs: number): void {
    if (this.#state === "probing") {
      if (this.#sentCount < PROBE_COUNT) {
        this.#probe();
        this.#sentCount += 1;
        this.#stepAtMs = nowMs + PROBE_EVERY_MS;
        return;
      }
      this.#state = "announcing";
      this.#sentCount = 0;
    }
    if (this.#state !== "announcing") return;
    this.#multicast(this.#own.records, nowMs, true);
    this.#sentCount += 1;
    this.#stepAtMs = nowMs + ANNOUNCE_EVERY_MS;
    if (this.#sentCount >= ANNOUNCE_COUNT) this.#state = "settled";
  }

  /** [RFC 6762] 8.1: all names are asked for, with what would be said of them. */
  #probe(): void {
    const questions = this.#own.uniqueNames.map((name) => ({
      name,
      type: TYPE_ANY,
      isUnicast: true,
    }));
    const authorities = this.#own.records
      .filter((record) => record.type !== TYPE_TXT && this.#isUniqueName(record.name))
      .map((record) => ({ ...record, isUnique: false }));
    const bytes = encodeDnsMessage({ ...EMPTY, questions, authorities });
    this.#out.push({ bytes, to: null });
  }

  #isUniqueName(name: DnsName): boolean {
    const key = nameKeyOf(name);
    return this.#own.uniqueNames.some((own) => nameKeyOf(own) === key);
  }

  #question(message: DnsMessage, source: PacketSource, nowMs: number): void {
    if (this.#state === "probing") {
      this.#compareProbes(message, nowMs);
      return;
    }
    if (this.#state === "stopped") return;
    if (source.port !== MDNS_PORT) {
      this.#legacyReply(message, source, nowMs);
      return;
    }
    const key = `${source.address} ${source.port}`;
    const earlier = this.#waiting.get(key);
    if (earlier !== undefined) {
      earlier.known.push(...message.answers);
      earlier.questions.push(...message.questions);
      if (earlier.known.length + earlier.questions.length > DISCOVERY_PENDING_COUNT_MAX * 8) {
        this.#waiting.delete(key);
        this.counts.refused += 1;
      }
      return;
    }
    if (message.isTruncated) {
      if (this.#waiting.size >= DISCOVERY_PENDING_COUNT_MAX) {
        this.counts.refused += 1;
        return;
      }
      // [RFC 6762] 7.2: what is known already comes in several packets.
      const dueMs = nowMs + 400 + this.#options.random() * 100;
      const { questions, answers } = message;
      this.#waiting.set(key, { questions: [...questions], known: [...answers], source, dueMs });
      return;
    }
    const isProbe = message.authorities.length > 0;
    this.#reply(message.questions, message.answers, source, isProbe, nowMs);
  }

  #reply(
    questions: readonly DnsQuestion[],
    known: readonly DnsRecord[],
    source: PacketSource,
    isProbe: boolean,
    nowMs: number,
  ): void {
    const alone = new Set<DnsRecord>();
    const lifetimes = this.#lifetimesOf(known);
    for (const question of distinct(questions)) {
      for (const record of this.#matching(question)) {
        if (isKnown(lifetimes, record)) continue;
        if (question.isUnicast && this.#wasToldLately(record, nowMs)) alone.add(record);
        else this.#later(record, isProbe, nowMs);
      }
    }
    if (alone.size > 0 && this.#mayUnicast(nowMs)) {
      this.#send([...alone], this.#additionals(alone), source);
    }
  }

  /** [RFC 6762] 6: at once where nobody else can answer, a little later where others may at the same time. */
  #later(record: DnsRecord, isProbe: boolean, nowMs: number): void {
    const sentAtMs = this.#sentAtMs.get(record);
    const pauseMs = isProbe ? PROBE_EVERY_MS : ANNOUNCE_EVERY_MS;
    if (sentAtMs !== undefined && nowMs - sentAtMs < pauseMs) return;
    const dueMs = record.isUnique ? nowMs : nowMs + 20 + this.#options.random() * 100;
    this.#pending.set(record, Math.min(dueMs, this.#pending.get(record) ?? dueMs));
  }

  #wasToldLately(record: DnsRecord, nowMs: number): boolean {
    const sentAtMs = this.#sentAtMs.get(record);
    return sentAtMs !== undefined && nowMs - sentAtMs < (record.ttlSeconds * 1000) / 4;
  }

  /** [RFC 6762] 6.7: a resolver that knows no multicast gets what it would get from a server of its own. */
  #legacyReply(message: DnsMessage, source: PacketSource, nowMs: number): void {
    const [question] = message.questions;
    const answers = question === undefined ? [] : this.#matching(question);
    if (question === undefined || answers.length === 0 || !this.#mayUnicast(nowMs)) return;
    const plain = (records: readonly DnsRecord[]) =>
      records.map((record) => ({
        ...record,
        isUnique: false,
        ttlSeconds: Math.min(record.ttlSeconds, LEGACY_TTL_SECONDS),
      }));
    const parts = { ...EMPTY, id: message.id, isResponse: true, questions: [question] };
    const full = encodeDnsMessage({
      ...parts,
      answers: plain(answers),
      additionals: plain(this.#additionals(new Set(answers))),
    });
    const bytes =
      full.length <= DISCOVERY_ANSWER_BYTES_MAX
        ? full
        : encodeDnsMessage({ ...parts, answers: plain(answers.slice(0, 1)) });
    this.#out.push({ bytes, to: source });
  }

  /** Nobody makes this box flood somebody else. */
  #mayUnicast(nowMs: number): boolean {
    const second = Math.floor(nowMs / 1000);
    if (second !== this.#unicastSecond) this.#unicastCount = 0;
    this.#unicastSecond = second;
    this.#unicastCount += 1;
    if (this.#unicastCount <= DISCOVERY_UNICAST_PER_SECOND_MAX) return true;
    this.counts.refused += 1;
    return false;
  }

  #matching({ name, type }: DnsQuestion): DnsRecord[] {
    const named = this.#byName.get(nameKeyOf(name)) ?? [];
    return named.filter((record) => type === TYPE_ANY || type === record.type);
  }

  /** How long others still have what is said of names of ours. */
  #lifetimesOf(records: readonly DnsRecord[]): Map<string, number> {
    const lifetimes = new Map<string, number>();
    for (const record of records) {
      if (!this.#byName.has(nameKeyOf(record.name))) continue;
      const key = recordKeyOf(record);
      lifetimes.set(key, Math.max(record.ttlSeconds, lifetimes.get(key) ?? 0));
    }
    return lifetimes;
  }

  /** What whoever gets these will ask for next ([RFC 6763] 12). */
  #additionals(answers: ReadonlySet<DnsRecord>): DnsRecord[] {
    const more = new Set<DnsRecord>();
    const addAll = (name: DnsName, types: readonly number[]) => {
      for (const record of this.#own.records) {
        const isWanted = types.includes(record.type) && !answers.has(record);
        if (isWanted && nameKeyOf(record.name) === nameKeyOf(name)) more.add(record);
      }
    };
    for (const { type, data } of answers) {
      if (type === TYPE_PTR && data.kind === "name") addAll(data.name, [TYPE_SRV, TYPE_TXT]);
    }
    for (const { data } of [...answers, ...more]) {
      if (data.kind === "service") addAll(data.target, [TYPE_A, TYPE_AAAA]);
    }
    return [...more];
  }

  #multicast(records: readonly DnsRecord[], nowMs: number, isAnnouncement = false): void {
    for (const record of records) {
      this.#sentAtMs.set(record, nowMs);
      this.#pending.delete(record);
    }
    this.#send(records, isAnnouncement ? [] : this.#additionals(new Set(records)), null);
  }

  /** In as many packets as it takes; what only helps is left out where it does not fit. */
  #send(
    answers: readonly DnsRecord[],
    additionals: readonly DnsRecord[],
    to: PacketSource | null,
  ): void {
    const encode = (some: readonly DnsRecord[], more: readonly DnsRecord[]) =>
      encodeDnsMessage({ ...EMPTY, isResponse: true, answers: some, additionals: more });
    const whole = encode(answers, additionals);
    if (whole.length <= DISCOVERY_ANSWER_BYTES_MAX) {
      this.#out.push({ bytes: whole, to });
      return;
    }
    if (additionals.length > 0) {
      this.#send(answers, [], to);
      return;
    }
    if (answers.length === 1) {
      this.#out.push({ bytes: whole, to });
      return;
    }
    const half = Math.ceil(answers.length / 2);
    this.#send(answers.slice(0, half), [], to);
    this.#send(answers.slice(half), [], to);
  }

  /** [RFC 6762] 9: somebody else says something else of a name that is ours. */
  #answerOfOthers({ answers, additionals }: DnsMessage, nowMs: number): void {
    if (this.#state === "stopped") return;
    const said = [...answers, ...additionals];
    for (const record of said) {
      if (record.ttlSeconds === 0 || !this.#isUniqueName(record.name)) continue;
      if (this.#isOurs(record) || !this.#isContested(record)) continue;
      this.#conflict(nowMs);
      return;
    }
    // [RFC 6762] 7.4: what somebody else has just said need not be said again.
    const lifetimes = this.#lifetimesOf(said);
    for (const [own] of this.#pending) if (isKnown(lifetimes, own)) this.#pending.delete(own);
  }

  #isContested({ type }: DnsRecord): boolean {
    return type === TYPE_A || type === TYPE_AAAA || type === TYPE_SRV;
  }

  #isOurs(record: DnsRecord): boolean {
    const bytes = dataBytes(record.data);
    if (record.type === TYPE_A || record.type === TYPE_AAAA) {
      return this.#options.machineAddresses.some((own) => compareBytes(own, bytes) === 0);
    }
    return this.#own.records.some((own) => isSameRecord(own, record));
  }

  #conflict(nowMs: number): void {
    this.counts.conflicts += 1;
    this.#conflicts = this.#conflicts.filter((atMs) => nowMs - atMs < CONFLICT_WINDOW_MS);
    this.#conflicts.push(nowMs);
    const isTooMuch = this.#conflicts.length >= CONFLICT_COUNT_MAX;
    if (isTooMuch) this.#conflicts = this.#conflicts.slice(-CONFLICT_COUNT_MAX);
    // What was settled is looked at again under the same name; whoever is there says so once more.
    if (this.#state === "probing") this.#rename();
    this.#restart(nowMs + (isTooMuch ? CONFLICT_PAUSE_MS : 0));
  }

  #rename(): void {
    this.#suffix += 1;
    const { box, addresses } = this.#options;
    this.#own = ownRecords(box, addresses, this.#suffix);
    this.#byName = byName(this.#own.records);
    this.#sentAtMs.clear();
  }

  #restart(atMs: number): void {
    this.#state = "probing";
    this.#sentCount = 0;
    this.#stepAtMs = atMs;
    this.#pending.clear();
    this.#waiting.clear();
  }

  /** [RFC 6762] 8.2: two look for the same name at the same time; whose data come later in order has it. */
  #compareProbes({ authorities }: DnsMessage, nowMs: number): void {
    for (const name of this.#own.uniqueNames) {
      const key = nameKeyOf(name);
      const isOf = (record: DnsRecord) => nameKeyOf(record.name) === key;
      const theirs = authorities.filter((record) => isOf(record) && !this.#isOurs(record));
      if (theirs.length === 0) continue;
      const ours = this.#own.records.filter((record) => isOf(record) && record.type !== TYPE_TXT);
      if (compareRecords(ours, theirs) >= 0) continue;
      this.#restart(nowMs + TIE_LOST_MS);
      return;
    }
  }
}

const EMPTY: DnsMessage = {
  id: 0,
  isResponse: false,
  isTruncated: false,
  questions: [],
  answers: [],
  authorities: [],
  additionals: [],
};

/** [RFC 6762] 7.1: whoever still has it for half of its life needs no answer. */
function isKnown(lifetimes: ReadonlyMap<string, number>, ours: DnsRecord): boolean {
  const lifetime = lifetimes.get(recordKeyOf(ours));
  return lifetime !== undefined && lifetime * 2 >= ours.ttlSeconds;
}

function recordKeyOf({ name, type, data }: DnsRecord): string {
  return `${nameKeyOf(name)} ${type} ${dataBytes(data).join()}`;
}

function byName(records: readonly DnsRecord[]): Map<string, DnsRecord[]> {
  const found = new Map<string, DnsRecord[]>();
  for (const record of records) {
    const key = nameKeyOf(record.name);
    found.set(key, [...(found.get(key) ?? []), record]);
  }
  return found;
}

/** A packet has room for one question hundreds of times. */
function distinct(questions: readonly DnsQuestion[]): Iterable<DnsQuestion> {
  const found = new Map<string, DnsQuestion>();
  for (const question of questions) {
    const { name, type, isUnicast } = question;
    found.set(`${nameKeyOf(name)} ${type} ${isUnicast}`, question);
  }
  return found.values();
}
