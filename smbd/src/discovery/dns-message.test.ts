import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DNS_LABEL_COUNT_MAX, DNS_PACKET_BYTES_MAX, DNS_RECORD_COUNT_MAX } from "../limits.ts";
import {
  type DnsMessage,
  decodeDnsMessage,
  encodeDnsMessage,
  TYPE_A,
  TYPE_PTR,
  TYPE_SRV,
  TYPE_TXT,
} from "./dns-message.ts";

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ""), "hex"));
const EMPTY = { questions: [], answers: [], authorities: [], additionals: [] };

/** What a Mac that opens "Network" asks: PTR of _smb._tcp.local, with an answer it knows already. */
const QUESTION = bytesOf(`
  0000 0000 0001 0001 0000 0000
  04 5f736d62 04 5f746370 05 6c6f63616c 00 000c 8001
  c00c 000c 0001 00001194 0006 03 6e6173 c00c`);

/** SRV, TXT and A, each unique, with names that point back. */
const ANSWER = bytesOf(`
  0000 8400 0000 0003 0000 0000
  05 4174746963 04 5f736d62 04 5f746370 05 6c6f63616c 00
    0021 8001 00000078 0013 0000 0000 01bd 05 6174746963 05 6c6f63616c 00
  c00c 0010 8001 00001194 0001 00
  05 6174746963 c01c 0001 8001 00000078 0004 c0a80105`);

const answer: DnsMessage = {
  ...EMPTY,
  id: 0,
  isResponse: true,
  isTruncated: false,
  answers: [
    {
      name: ["Attic", "_smb", "_tcp", "local"],
      type: TYPE_SRV,
      ttlSeconds: 120,
      isUnique: true,
      data: { kind: "service", priority: 0, weight: 0, port: 445, target: ["attic", "local"] },
    },
    {
      name: ["Attic", "_smb", "_tcp", "local"],
      type: TYPE_TXT,
      ttlSeconds: 4500,
      isUnique: true,
      data: { kind: "text", strings: [new Uint8Array()] },
    },
    {
      name: ["attic", "local"],
      type: TYPE_A,
      ttlSeconds: 120,
      isUnique: true,
      data: { kind: "address", bytes: Uint8Array.of(192, 168, 1, 5) },
    },
  ],
};

test("a question and what is known already are read", () => {
  const message = decodeDnsMessage(QUESTION);
  assert.deepEqual(message?.questions, [
    { name: ["_smb", "_tcp", "local"], type: TYPE_PTR, isUnicast: true, isAsked: true },
  ]);
  const [known] = message?.answers ?? [];
  assert.deepEqual(known?.data, { kind: "name", name: ["nas", "_smb", "_tcp", "local"] });
  assert.equal(known?.ttlSeconds, 4500);
});

test("an answer is written as the sample has it, and read as it was meant", () => {
  assert.equal(
    Buffer.from(encodeDnsMessage(answer)).toString("hex"),
    Buffer.from(ANSWER).toString("hex"),
  );
  const back = decodeDnsMessage(ANSWER);
  assert.deepEqual(
    back?.answers.map(({ name, type, ttlSeconds, isUnique, data }) => ({
      ...{ name, type, ttlSeconds, isUnique, data },
    })),
    answer.answers,
  );
});

test("a sample that is cut anywhere is no message, and one with a wrong byte never throws", () => {
  for (const sample of [QUESTION, ANSWER]) {
    for (let length = 0; length < sample.length; length++) {
      assert.equal(decodeDnsMessage(sample.subarray(0, length)), null, `${length}`);
    }
    for (let index = 0; index < sample.length; index++) {
      for (const bit of [0x01, 0x80, 0xff]) {
        const damaged = Uint8Array.from(sample);
        damaged[index] = (damaged[index] ?? 0) ^ bit;
        decodeDnsMessage(damaged);
      }
    }
  }
});

test("a name whose pointers lead nowhere, forward or round and round is refused", () => {
  const header = "0000 0000 0001 0000 0000 0000";
  for (const name of ["c00c", "c00e c00c", "c0ff", "c0", "40 61", "3f 61"]) {
    assert.equal(decodeDnsMessage(bytesOf(`${header} ${name} 000c 0001`)), null, name);
  }
  // Sixty labels that each point back one further: as long as a name may not be.
  const long = Array.from({ length: 60 }, () => "04 61616161").join(" ");
  assert.equal(decodeDnsMessage(bytesOf(`${header} ${long} 00 000c 0001`)), null);
});

test("a packet may be so large and hold so many records", () => {
  assert.equal(decodeDnsMessage(new Uint8Array(DNS_PACKET_BYTES_MAX + 1)), null);
  const question = { name: ["a"], type: TYPE_PTR, isUnicast: false };
  const many = (count: number) =>
    decodeDnsMessage(
      encodeDnsMessage({ ...answer, answers: [], questions: Array(count).fill(question) }),
    );
  assert.equal(many(DNS_RECORD_COUNT_MAX)?.questions.length, DNS_RECORD_COUNT_MAX);
  assert.equal(many(DNS_RECORD_COUNT_MAX + 1), null);
});

test("a packet may name so many labels, however often it points to them", () => {
  const labels = 64;
  const question = { name: Array(labels).fill("a"), type: TYPE_PTR, isUnicast: false };
  const many = (count: number) =>
    decodeDnsMessage(
      encodeDnsMessage({ ...answer, answers: [], questions: Array(count).fill(question) }),
    );
  const countMax = DNS_LABEL_COUNT_MAX / labels;
  assert.equal(many(countMax)?.questions.length, countMax);
  assert.equal(many(countMax + 1), null);
});

test("whatever bytes come, there is a message with no more in it than they hold, or none", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const message = decodeDnsMessage(bytes);
      if (message === null) return;
      const { questions, answers, authorities, additionals } = message;
      const records = [...answers, ...authorities, ...additionals];
      assert.ok(questions.length * 5 + records.length * 11 <= bytes.length);
    }),
    { numRuns: 2_000 },
  );
});
