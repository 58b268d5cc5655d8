import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  DISCOVERY_PENDING_COUNT_MAX,
  DISCOVERY_UNICAST_PER_SECOND_MAX,
  WS_MESSAGE_BYTES_MAX,
  WS_SEEN_COUNT_MAX,
  WS_XML_DEPTH_MAX,
  WS_XML_NAME_SPACE_COUNT_MAX,
} from "../limits.ts";
import { WsResponder } from "./ws-responder.ts";
import { readXml, type XmlElement } from "./xml-element.ts";

const UUID = "00112233-4455-6677-8899-aabbccddeeff";
const OWN = {
  box: {
    ...{ name: "ATTIC", workgroup: "HOME", comment: 'Loft & "more" <all>', uuid: UUID },
    ...{ version: "1.2.3", port: 445, timeMachines: [] },
  },
  place: `http://192.168.1.5:5357/${UUID}`,
  instanceId: 7,
};
const PC = { address: "192.168.1.30", port: 50_000 };
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** As Windows 11 sends it when somebody opens "Network". */
function probe(id: string, types = "wsdp:Device"): string {
  return `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope" xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:wsd="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:wsdp="http://schemas.xmlsoap.org/ws/2006/02/devprof"><soap:Header><wsa:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</wsa:To><wsa:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</wsa:Action><wsa:MessageID>${id}</wsa:MessageID></soap:Header><soap:Body><wsd:Probe><wsd:Types>${types}</wsd:Types></wsd:Probe></soap:Body></soap:Envelope>`;
}

const resolve = (id: string, urn: string) =>
  probe(id)
    .replace("discovery/Probe<", "discovery/Resolve<")
    .replace(
      /<wsd:Probe>.*<\/wsd:Probe>/,
      `<wsd:Resolve><wsa:EndpointReference><wsa:Address>${urn}</wsa:Address></wsa:EndpointReference></wsd:Resolve>`,
    );

const get = (to: string) =>
  probe("urn:uuid:get")
    .replace(
      "http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe<",
      "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get<",
    )
    .replace("urn:schemas-xmlsoap-org:ws:2005:04:discovery<", `${to}<`)
    .replace(/<wsd:Probe>.*<\/wsd:Probe>/, "");

function make() {
  let id = 0;
  const newId = () => `id-${id++}`;
  return new WsResponder({ own: OWN, random: () => 0.5, newId }, 0);
}

function textOf(element: XmlElement | null, local: string): string[] {
  if (element === null) return [];
  const own = element.name.endsWith(`}${local}`) ? [element.text] : [];
  return [...own, ...element.children.flatMap((child) => textOf(child, local))];
}

test("it says hello more than once, and goodbye", () => {
  const responder = make();
  const sent = [0, 250, 400, 550, 10_000].flatMap((nowMs) => responder.tick(nowMs));
  assert.equal(sent.length, 3);
  const hello = readXml(sent[0]!.bytes);
  assert.deepEqual(textOf(hello, "Action"), [
    "http://schemas.xmlsoap.org/ws/2005/04/discovery/Hello",
  ]);
  assert.deepEqual(textOf(hello, "XAddrs"), [OWN.place]);
  assert.equal(responder.nextAtMs, Number.POSITIVE_INFINITY);
  const [bye] = responder.stop();
  assert.match(textOf(readXml(bye!.bytes), "Action")[0] ?? "", /Bye$/);
});

test("who looks for devices or computers finds this one; who looks for printers does not", () => {
  const responder = make();
  responder.tick(10_000);
  responder.receive(bytesOf(probe("urn:uuid:1")), PC, 10_000);
  responder.receive(bytesOf(probe("urn:uuid:1")), PC, 10_100);
  const sent = [10_250, 10_400, 20_000].flatMap((nowMs) => responder.tick(nowMs));
  assert.equal(sent.length, 2, "the same question is answered once, and that is sent twice");
  assert.deepEqual(sent[0]?.to, PC);
  const matches = readXml(sent[0]!.bytes);
  assert.deepEqual(textOf(matches, "RelatesTo"), ["urn:uuid:1"]);
  assert.deepEqual(textOf(matches, "Address"), [`urn:uuid:${UUID}`]);
  for (const types of ["wsdp:Printer", "x:Device", "wsdp:Device wsdp:Printer"]) {
    responder.receive(bytesOf(probe(`urn:${types}`, types)), PC, 30_000);
  }
  assert.equal(responder.nextAtMs, Number.POSITIVE_INFINITY);
  responder.receive(bytesOf(probe("urn:all", "")), PC, 30_000);
  assert.ok(responder.nextAtMs <= 30_500);
});

test("it is resolved by its own address alone", () => {
  const responder = make();
  responder.tick(10_000);
  responder.receive(bytesOf(resolve("urn:1", "urn:uuid:another")), PC, 10_000);
  assert.equal(responder.nextAtMs, Number.POSITIVE_INFINITY);
  responder.receive(bytesOf(resolve("urn:2", `urn:uuid:${UUID}`)), PC, 10_000);
  const [sent] = responder.tick(10_000);
  assert.match(textOf(readXml(sent!.bytes), "Action")[0] ?? "", /ResolveMatches$/);
});

test("its metadata have the name and workgroup that Windows shows, whatever is in them", () => {
  const responder = make();
  const text = responder.answer(bytesOf(get(`urn:uuid:${UUID}`))) ?? "";
  const answer = readXml(bytesOf(text));
  assert.deepEqual(textOf(answer, "Computer"), ["ATTIC/Workgroup:HOME"]);
  assert.deepEqual(textOf(answer, "FriendlyName"), [OWN.box.comment]);
  assert.deepEqual(textOf(answer, "RelatesTo"), ["urn:uuid:get"]);
  assert.equal(responder.answer(bytesOf(get("urn:uuid:another"))), null);
  assert.equal(responder.answer(bytesOf("<a/>")), null);
});

test("answers have a number a second, and a number that waits", () => {
  const responder = make();
  responder.tick(10_000);
  for (let index = 0; index < 100; index++) {
    responder.receive(bytesOf(probe(`urn:${index}`)), PC, 20_000);
  }
  assert.equal(responder.tick(60_000).length, DISCOVERY_UNICAST_PER_SECOND_MAX * 2);
  assert.equal(responder.counts.refused, 100 - DISCOVERY_UNICAST_PER_SECOND_MAX);
  for (let second = 0; second < 10; second++) {
    for (let index = 0; index < 15; index++) {
      responder.receive(bytesOf(probe(`urn:${second} ${index}`)), PC, 70_000 + second * 1000);
    }
  }
  assert.ok(responder.tick(99_000).length <= DISCOVERY_PENDING_COUNT_MAX + 2);
});

test("a question is forgotten once so many others came after it", () => {
  const responder = make();
  responder.tick(10_000);
  const ask = (id: string, nowMs: number) => {
    responder.receive(bytesOf(probe(id)), PC, nowMs);
    return responder.tick(nowMs + 900).length;
  };
  assert.equal(ask("urn:first", 20_000), 2);
  assert.equal(ask("urn:first", 21_000), 0);
  for (let index = 0; index < WS_SEEN_COUNT_MAX; index++)
    ask(`urn:${index}`, 30_000 + index * 1_000);
  assert.equal(ask("urn:first", 900_000), 2);
});

test("XML that is too large, too deep, or more than SOAP needs is none", () => {
  assert.equal(readXml(bytesOf(`<a>${" ".repeat(WS_MESSAGE_BYTES_MAX)}</a>`)), null);
  const deep = (count: number) => readXml(bytesOf("<a>".repeat(count) + "</a>".repeat(count)));
  assert.notEqual(deep(WS_XML_DEPTH_MAX), null);
  assert.equal(deep(WS_XML_DEPTH_MAX + 1), null);
  const spaces = (count: number) =>
    Array.from({ length: count }, (_, index) => `xmlns:p${index}="urn:${index}"`);
  const declaring = (count: number) => readXml(bytesOf(`<a ${spaces(count).join(" ")}/>`));
  assert.equal(declaring(WS_XML_NAME_SPACE_COUNT_MAX)?.prefixes.size, WS_XML_NAME_SPACE_COUNT_MAX);
  assert.equal(declaring(WS_XML_NAME_SPACE_COUNT_MAX + 1), null);
  const inEach = spaces(WS_XML_NAME_SPACE_COUNT_MAX + 1).map((one) => `<b ${one}/>`);
  assert.equal(readXml(bytesOf(`<a>${inEach.join("")}</a>`)), null);
  for (const text of [
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    "<a><![CDATA[b]]></a>",
    "<a></b>",
    "<a/><b/>",
    "a<b/>",
    "<a b=c/>",
    "<a",
    "",
  ]) {
    assert.equal(readXml(bytesOf(text)), null, text);
  }
  const plain = readXml(bytesOf("<!-- x --><a b='1'>&lt;&amp;amp;<c/></a>"));
  assert.equal(plain?.text, "<&amp;");
});

test("whatever bytes come, it neither throws nor answers what it did not read", () => {
  const text = probe("urn:uuid:1");
  fc.assert(
    fc.property(fc.nat(text.length), fc.string(), fc.nat(20), (at, more, cut) => {
      const responder = make();
      responder.receive(bytesOf(text.slice(0, at) + more + text.slice(at + cut)), PC, 0);
      responder.answer(bytesOf(text.slice(0, at) + more + text.slice(at + cut)));
    }),
    { numRuns: 500 },
  );
});
