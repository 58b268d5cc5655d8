import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  DISCOVERY_ANSWER_BYTES_MAX,
  DISCOVERY_PENDING_COUNT_MAX,
  DISCOVERY_TIME_MACHINE_COUNT_MAX,
  DISCOVERY_UNICAST_PER_SECOND_MAX,
} from "../limits.ts";
import {
  type DnsMessage,
  type DnsRecord,
  decodeDnsMessage,
  encodeDnsMessage,
  TYPE_A,
  TYPE_ANY,
  TYPE_PTR,
  TYPE_SRV,
  TYPE_TXT,
} from "./dns-message.ts";
import { MdnsResponder, type Outbound, type PacketSource } from "./mdns-responder.ts";
import type { BoxFacts } from "./service-records.ts";

const BOX: BoxFacts = {
  name: "ATTIC",
  workgroup: "HOME",
  comment: "",
  uuid: "00112233-4455-6677-8899-aabbccddeeff",
  version: "1",
  port: 445,
  timeMachines: [{ name: "Backups", id: "0191e7c6-3a43-7000-8000-000000000001" }],
};
const OWN = Uint8Array.of(192, 168, 1, 5);
const OTHER_CARD = Uint8Array.of(192, 168, 1, 6);
const EMPTY: DnsMessage = {
  ...{ id: 0, isResponse: false, isTruncated: false },
  ...{ questions: [], answers: [], authorities: [], additionals: [] },
};
const MAC: PacketSource = { address: "192.168.1.20", port: 5353 };
const SMB = ["_smb", "_tcp", "local"];

/** A responder in a world whose clock moves when it is told to. */
class Scene {
  nowMs = 1_000;
  readonly responder: MdnsResponder;
  readonly sent: { atMs: number; message: DnsMessage; to: PacketSource | null; size: number }[] =
    [];

  constructor(box: BoxFacts = BOX) {
    const machineAddresses = [OWN, OTHER_CARD];
    const options = { box, addresses: [OWN], machineAddresses, random: () => 0.5 };
    this.responder = new MdnsResponder(options, this.nowMs);
  }

  static settled(box?: BoxFacts): Scene {
    const scene = new Scene(box);
    scene.pass(10_000);
    assert.equal(scene.responder.state, "settled");
    scene.sent.length = 0;
    return scene;
  }

  pass(ms: number): void {
    const untilMs = this.nowMs + ms;
    while (this.responder.nextAtMs <= untilMs) {
      this.nowMs = Math.max(this.nowMs, this.responder.nextAtMs);
      this.#keep(this.responder.tick(this.nowMs));
    }
    this.nowMs = untilMs;
  }

  receive(message: Partial<DnsMessage>, source = MAC): void {
    const bytes = encodeDnsMessage({ ...EMPTY, ...message });
    this.#keep(this.responder.receive(bytes, source, this.nowMs));
  }

  ask(
    name: readonly string[],
    type: number,
    more: { isUnicast?: boolean; from?: PacketSource } = {},
  ) {
    const { isUnicast = false, from = MAC } = more;
    this.receive({ questions: [{ name, type, isUnicast }] }, from);
  }

  stop(): void {
    this.#keep(this.responder.stop());
  }

  #keep(packets: readonly Outbound[]): void {
    for (const { bytes, to } of packets) {
      const message = decodeDnsMessage(bytes);
      assert.ok(message !== null, "what is sent can be read");
      this.sent.push({ atMs: this.nowMs, message, to, size: bytes.length });
    }
  }
}

const claim = (name: readonly string[], address: Uint8Array): DnsRecord => ({
  ...{ name, type: TYPE_A, ttlSeconds: 120, isUnique: true },
  data: { kind: "address", bytes: address },
});
const typesOf = (records: readonly DnsRecord[]) => records.map(({ type }) => type);

test("names are looked for three times, a quarter of a second apart, and then told of twice", () => {
  const scene = new Scene();
  scene.pass(10_000);
  const probes = scene.sent.filter(({ message }) => !message.isResponse);
  assert.deepEqual(
    probes.map(({ atMs }) => atMs - 1_000),
    [125, 375, 625],
  );
  assert.ok(
    probes[0]?.message.questions.every(({ type, isUnicast }) => type === TYPE_ANY && isUnicast),
  );
  assert.ok((probes[0]?.message.authorities.length ?? 0) >= 3);
  const told = scene.sent.filter(({ message }) => message.isResponse);
  assert.deepEqual(
    told.map(({ atMs }) => atMs - 1_000),
    [875, 1_875],
  );
  const kinds = told[0]?.message.answers ?? [];
  const texts = kinds.flatMap(({ data }) => (data.kind === "text" ? data.strings : []));
  const words = texts.map((text) => Buffer.from(text).toString());
  assert.ok(words.includes("dk0=adVN=Backups,adVF=0x82,adVU=0191e7c6-3a43-7000-8000-000000000001"));
  assert.ok(words.includes("model=RackMac") && words.includes("sys=waMa=0,adVF=0x100"));
});

test("whoever looks for file servers gets this one, with all that leads to it", () => {
  const scene = Scene.settled();
  scene.ask(SMB, TYPE_PTR);
  assert.equal(scene.sent.length, 0, "others may answer at the same time");
  scene.pass(200);
  assert.equal(scene.sent.length, 1);
  const { message, to } = scene.sent[0]!;
  assert.equal(to, null);
  assert.deepEqual(typesOf(message.answers), [TYPE_PTR]);
  assert.deepEqual(typesOf(message.additionals).sort(), [TYPE_A, TYPE_TXT, TYPE_SRV].sort());
  scene.ask(["_services", "_dns-sd", "_udp", "local"], TYPE_PTR);
  scene.pass(200);
  assert.equal(scene.sent.at(-1)?.message.answers.length, 2);
  scene.ask(["ATTIC", "LOCAL"], TYPE_A);
  scene.pass(5);
  const [address] = scene.sent.at(-1)?.message.answers ?? [];
  assert.deepEqual(address?.data, { kind: "address", bytes: OWN });
  const before = scene.sent.length;
  scene.ask(["somebody", "local"], TYPE_ANY);
  scene.pass(2_000);
  assert.equal(scene.sent.length, before);
});

test("what the asker knows, or somebody has just said, is not said again", () => {
  const scene = Scene.settled();
  const known = (ttlSeconds: number): DnsRecord => ({
    ...{ name: SMB, type: TYPE_PTR, ttlSeconds, isUnique: false },
    data: { kind: "name", name: ["ATTIC", ...SMB] },
  });
  const questions = [{ name: SMB, type: TYPE_PTR, isUnicast: false }];
  scene.receive({ questions, answers: [known(2_250)] });
  scene.pass(1_000);
  assert.equal(scene.sent.length, 0);
  scene.receive({ questions, answers: [known(2_249)] });
  scene.pass(1_000);
  assert.equal(scene.sent.length, 1);
  scene.pass(2_000);
  scene.receive({ questions });
  scene.receive({ isResponse: true, answers: [known(4_500)] });
  scene.pass(1_000);
  assert.equal(scene.sent.length, 1);
  // Known answers that come in a second packet are waited for.
  scene.receive({ questions, isTruncated: true });
  scene.pass(100);
  scene.receive({ answers: [known(4_500)] });
  scene.pass(1_000);
  assert.equal(scene.sent.length, 1);
});

test("a question is looked at once, however often one packet has it", () => {
  let chanceCount = 0;
  const random = () => {
    chanceCount++;
    return 0.5;
  };
  const options = { box: BOX, addresses: [OWN], machineAddresses: [OWN], random };
  const responder = new MdnsResponder(options, 0);
  for (let nowMs = 0; nowMs < 10_000; nowMs += 50) responder.tick(nowMs);
  assert.equal(responder.state, "settled");
  chanceCount = 0;
  const questions = Array(200).fill({ name: SMB, type: TYPE_PTR, isUnicast: false });
  responder.receive(encodeDnsMessage({ ...EMPTY, questions }), MAC, 20_000);
  // When others may answer, too, is left to chance for each answer.
  assert.equal(chanceCount, 1);
});

test("nothing is told to everybody twice in a second", () => {
  const scene = Scene.settled();
  for (let index = 0; index < 20; index++) {
    scene.ask(["attic", "local"], TYPE_A);
    scene.pass(40);
  }
  assert.equal(scene.sent.length, 1);
});

test("who asks alone is answered alone, and no more often than so", () => {
  const scene = Scene.settled();
  scene.ask(["attic", "local"], TYPE_A, { isUnicast: true });
  assert.deepEqual(scene.sent[0]?.to, MAC);
  const from = { address: "192.168.1.9", port: 40_000 };
  scene.receive({ id: 77, questions: [{ name: SMB, type: TYPE_PTR, isUnicast: false }] }, from);
  const legacy = scene.sent[1];
  assert.deepEqual([legacy?.to, legacy?.message.id], [from, 77]);
  assert.equal(legacy?.message.questions.length, 1);
  assert.ok(
    [...(legacy?.message.answers ?? []), ...(legacy?.message.additionals ?? [])].every(
      ({ ttlSeconds, isUnique }) => ttlSeconds <= 10 && !isUnique,
    ),
  );
  for (let index = 0; index < 100; index++) scene.ask(SMB, TYPE_PTR, { from });
  const alone = scene.sent.filter(({ to }) => to !== null);
  assert.equal(alone.length, DISCOVERY_UNICAST_PER_SECOND_MAX);
  assert.equal(scene.responder.counts.refused, 102 - DISCOVERY_UNICAST_PER_SECOND_MAX);
});

test("a name that somebody has is left to them, while looking and later", () => {
  const scene = new Scene();
  scene.pass(400);
  scene.receive({ isResponse: true, answers: [claim(["attic", "local"], MAC_BYTES)] });
  scene.pass(10_000);
  assert.equal(scene.responder.hostName, "attic-2.local");
  scene.receive({ isResponse: true, answers: [claim(["attic-2", "local"], MAC_BYTES)] });
  assert.equal(scene.responder.state, "probing");
  scene.pass(10);
  // Whoever is there answers the new look for the name as well.
  scene.receive({ isResponse: true, answers: [claim(["attic-2", "local"], MAC_BYTES)] });
  scene.pass(10_000);
  assert.equal(scene.responder.hostName, "attic-3.local");
  assert.equal(scene.responder.counts.conflicts, 3);
});

const MAC_BYTES = Uint8Array.of(192, 168, 1, 20);

test("this machine's other interfaces and programs are no strangers", () => {
  const scene = Scene.settled();
  scene.receive({ isResponse: true, answers: [claim(["attic", "local"], OTHER_CARD)] });
  assert.equal(scene.responder.state, "settled");
  const spoofed = { address: "192.168.1.66", port: 9_999 };
  scene.receive({ isResponse: true, answers: [claim(["attic", "local"], MAC_BYTES)] }, spoofed);
  assert.equal(scene.responder.state, "settled", "answers come from port 5353 alone");
});

test("of two who look for a name at once, the one whose data come later has it", () => {
  const compare = (address: Uint8Array) => {
    const scene = new Scene();
    scene.pass(300);
    const probes = scene.sent.length;
    const name = ["attic", "local"];
    scene.receive({
      questions: [{ name, type: TYPE_ANY, isUnicast: true }],
      authorities: [claim(name, address)],
    });
    scene.pass(500);
    return scene.sent.length - probes;
  };
  assert.equal(compare(Uint8Array.of(10, 0, 0, 1)), 2, "we have it");
  assert.equal(compare(Uint8Array.of(192, 168, 1, 200)), 0, "we wait a second");
});

test("somebody who contests every name makes it slow down", () => {
  const scene = new Scene();
  for (let index = 0; index < 40; index++) {
    scene.pass(100);
    const name = scene.responder.hostName.split(".");
    scene.receive({ isResponse: true, answers: [claim(name, MAC_BYTES)] });
  }
  assert.ok(scene.responder.nextAtMs > scene.nowMs + 4_000);
});

test("at the end everything is taken back, and nothing is answered any more", () => {
  const scene = Scene.settled();
  scene.stop();
  const records = scene.sent.flatMap(({ message }) => message.answers);
  assert.ok(records.length > 5 && records.every(({ ttlSeconds }) => ttlSeconds === 0));
  scene.ask(SMB, TYPE_PTR);
  assert.equal(scene.responder.nextAtMs, Number.POSITIVE_INFINITY);
  const early = new Scene();
  early.stop();
  assert.equal(early.sent.length, 0, "what nobody heard of is not taken back");
});

test("many backup shares are told of in packets that fit, and not without end", () => {
  const timeMachines = Array.from({ length: 500 }, (_, index) => ({
    name: `Backup ${index}`,
    id: BOX.uuid,
  }));
  const scene = new Scene({ ...BOX, timeMachines });
  scene.pass(10_000);
  const told = scene.sent.filter(({ message }) => message.isResponse);
  const disks = new Set(
    told.flatMap(({ message }) =>
      message.answers.flatMap(({ data }) =>
        data.kind === "text"
          ? data.strings
              .map((text) => Buffer.from(text).toString())
              .filter((text) => /^dk/.test(text))
          : [],
      ),
    ),
  );
  assert.equal(disks.size, DISCOVERY_TIME_MACHINE_COUNT_MAX);
  // A single record may be larger than a frame; nothing else is put beside it then.
  for (const { size, message } of told) {
    const count = message.answers.length + message.additionals.length;
    assert.ok(size <= DISCOVERY_ANSWER_BYTES_MAX || count === 1, `${size} bytes`);
  }
});

test("so many hosts may send their questions in parts at the same time", () => {
  const scene = Scene.settled();
  const questions = [{ name: SMB, type: TYPE_PTR, isUnicast: false }];
  for (let index = 0; index < DISCOVERY_PENDING_COUNT_MAX + 5; index++) {
    scene.receive({ questions, isTruncated: true }, { address: `10.0.0.${index}`, port: 5353 });
  }
  assert.equal(scene.responder.counts.refused, 5);
  scene.pass(1_000);
  assert.equal(scene.sent.length, 1);
});

test("whatever comes, it neither throws nor sends without end", () => {
  const name = fc.constantFrom(SMB, ["attic", "local"], ["ATTIC", ...SMB], ["x"]);
  const record = fc.record({
    name,
    type: fc.constant(TYPE_A),
    ttlSeconds: fc.constantFrom(0, 10, 4_500),
    isUnique: fc.boolean(),
    data: fc.record({
      kind: fc.constant("address" as const),
      bytes: fc.constantFrom(OWN, MAC_BYTES),
    }),
  });
  const message = fc.record({
    isResponse: fc.boolean(),
    isTruncated: fc.boolean(),
    questions: fc.array(
      fc.record({
        name,
        type: fc.constantFrom(TYPE_PTR, TYPE_ANY, TYPE_A),
        isUnicast: fc.boolean(),
      }),
      { maxLength: 4 },
    ),
    answers: fc.array(record, { maxLength: 3 }),
    authorities: fc.array(record, { maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 30 }), (messages) => {
      const scene = new Scene();
      for (const each of messages) {
        scene.receive(each, { address: "192.168.1.20", port: each.isTruncated ? 5353 : 1234 });
        scene.receive(each);
        scene.pass(50);
      }
      scene.pass(20_000);
      assert.ok(scene.sent.length < 40 + messages.length * 6, `${scene.sent.length} sent`);
    }),
    { numRuns: 200 },
  );
});
