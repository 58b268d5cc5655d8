import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { request } from "node:http";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pino from "pino";
import {
  chosenInterfaces,
  type HostInterface,
  isOnLink,
} from "../../discovery/chosen-interfaces.ts";
import { decodeDnsMessage, encodeDnsMessage, TYPE_PTR } from "../../discovery/dns-message.ts";
import { DISCOVERY_INTERFACE_COUNT_MAX } from "../../limits.ts";
import { Catalog } from "../../state/catalog.ts";
import { EMPTY_CATALOG } from "../../state/empty-catalog.ts";
import { Discovery } from "./discovery.ts";
import { hostInterfaces } from "./host-interfaces.ts";

const LOOPBACK: HostInterface = {
  name: "lo",
  isVirtual: true,
  addresses: [{ address: "127.0.0.1", bytes: Uint8Array.of(127, 0, 0, 1), prefixBits: 8 }],
};
const PORTS = { mdns: 45_353, ws: 43_702, http: 45_357 };
const GUID = "00112233445566778899aabbccddeeff";
const UUID = "00112233-4455-6677-8899-aabbccddeeff";

let catalog = EMPTY_CATALOG;
let discovery: Discovery;

function wanted(mdns: boolean, wsDiscovery: boolean, discoveryInterfaces: string[]): Catalog {
  return new Catalog({
    revision: 1,
    server: { ...EMPTY_CATALOG.server, name: "ATTIC", guid: GUID },
    settings: { ...EMPTY_CATALOG.settings, mdns, wsDiscovery, discoveryInterfaces },
    ...{ users: [], groups: [], shares: [] },
  });
}

before(() => {
  discovery = new Discovery({
    catalog: () => catalog,
    version: "1",
    port: 445,
    log: pino({ level: "silent" }),
    interfaces: () => [LOOPBACK],
    ports: PORTS,
  });
});

after(() => discovery.stop());

test("interfaces of software are used where they are chosen, and nowhere else", () => {
  const card = { ...LOOPBACK, name: "eth0", isVirtual: false };
  const bare = { ...card, name: "eth1", addresses: [] };
  const names = (chosen: string[]) =>
    chosenInterfaces([LOOPBACK, card, bare], chosen, DISCOVERY_INTERFACE_COUNT_MAX).map(
      ({ name }) => name,
    );
  assert.deepEqual(names([]), ["eth0"]);
  assert.deepEqual(names(["lo", "eth1", "gone"]), ["lo"]);
  const many = Array.from({ length: 40 }, (_, index) => ({ ...card, name: `eth${index}` }));
  const { length } = chosenInterfaces(many, [], DISCOVERY_INTERFACE_COUNT_MAX);
  assert.equal(length, DISCOVERY_INTERFACE_COUNT_MAX);
  const loopback = hostInterfaces().find(({ name }) => name === "lo");
  assert.equal(loopback?.isVirtual, true);
});

test("who is not on the link is not answered", () => {
  const { addresses } = LOOPBACK;
  assert.equal(isOnLink(addresses, Uint8Array.of(127, 9, 9, 9)), true);
  assert.equal(isOnLink(addresses, Uint8Array.of(128, 0, 0, 1)), false);
  const house = [{ address: "", bytes: Uint8Array.of(192, 168, 1, 5), prefixBits: 25 }];
  assert.equal(isOnLink(house, Uint8Array.of(192, 168, 1, 127)), true);
  assert.equal(isOnLink(house, Uint8Array.of(192, 168, 1, 128)), false);
  const local = new Uint8Array(16);
  local.set([0xfe, 0x80]);
  assert.equal(isOnLink([], local), true);
  assert.equal(isOnLink([], new Uint8Array(16)), false);
});

test("off by default, on where it is switched on, and off again, while it runs", async () => {
  discovery.look();
  assert.equal(discovery.status().interfaces[0]?.mdns, "off");
  catalog = wanted(true, true, ["lo"]);
  discovery.look();
  const found = await ask();
  assert.deepEqual(found, ["ATTIC", "_smb", "_tcp", "local"]);
  const [told] = discovery.status().interfaces;
  assert.deepEqual(
    [told?.isUsed, told?.mdns, told?.hostName, told?.wsDiscovery, told?.problem],
    [true, "told", "attic.local", "told", ""],
  );
  assert.match(await metadata(), /ATTIC\/Workgroup:WORKGROUP/);
  catalog = wanted(true, true, []);
  discovery.look();
  assert.equal(discovery.status().interfaces[0]?.isUsed, false, "a loopback was not chosen");
  catalog = wanted(false, false, ["lo"]);
  discovery.look();
  const [off] = discovery.status().interfaces;
  assert.deepEqual([off?.isUsed, off?.mdns, off?.wsDiscovery], [false, "off", "off"]);
  await assert.rejects(metadata());
  assert.equal(discovery.counters()["discovery.malformed"], 0);
});

test("what failed is tried again when the port is free, and what works is left alone", async () => {
  const occupier = createServer().listen(PORTS.http, "127.0.0.1");
  await once(occupier, "listening");
  catalog = wanted(true, true, ["lo"]);
  discovery.look();
  const until = async (state: string) => {
    for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 20) {
      if (discovery.status().interfaces[0]?.wsDiscovery === state) return;
      await sleep(20);
    }
  };
  await until("failed");
  assert.match(discovery.status().interfaces[0]?.problem ?? "", /is taken by another program/);
  occupier.close();
  await once(occupier, "close");
  discovery.look();
  assert.equal(discovery.status().interfaces[0]?.wsDiscovery, "failed");
  assert.deepEqual(await ask(), ["ATTIC", "_smb", "_tcp", "local"]);
  discovery.tryAgain();
  assert.equal(discovery.status().interfaces[0]?.mdns, "told", "it looks for its names once");
  assert.equal(discovery.status().interfaces[0]?.problem, "");
  await sleep(100);
  assert.match(await metadata(), /ATTIC\/Workgroup:WORKGROUP/);
  catalog = wanted(false, false, ["lo"]);
  discovery.look();
});

/** As an old resolver does, until somebody answers. */
async function ask(): Promise<readonly string[]> {
  const socket = createSocket("udp4");
  let name: readonly string[] | null = null;
  socket.on("message", (message) => {
    const [first] = decodeDnsMessage(Uint8Array.from(message))?.answers ?? [];
    if (first?.data.kind === "name") name = first.data.name;
  });
  await new Promise<void>((settle) => socket.bind(0, "127.0.0.1", settle));
  socket.setMulticastInterface("127.0.0.1");
  const questions = [{ name: ["_smb", "_tcp", "local"], type: TYPE_PTR, isUnicast: false }];
  const lists = { answers: [], authorities: [], additionals: [] };
  const question = { id: 9, isResponse: false, isTruncated: false, questions, ...lists };
  for (let waitedMs = 0; name === null && waitedMs < 10_000; waitedMs += 100) {
    socket.send(encodeDnsMessage(question), PORTS.mdns, "224.0.0.251");
    await sleep(100);
  }
  socket.close();
  return name ?? [];
}

function metadata(): Promise<string> {
  const get =
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing">' +
    `<s:Header><a:To>urn:uuid:${UUID}</a:To><a:Action>http://schemas.xmlsoap.org/ws/2004/09/transfer/Get</a:Action><a:MessageID>urn:1</a:MessageID></s:Header><s:Body/></s:Envelope>`;
  return new Promise((settle, fail) => {
    const options = { host: "127.0.0.1", port: PORTS.http, path: `/${UUID}`, method: "POST" };
    const outbound = request(options, (inbound) => {
      let text = "";
      inbound.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      inbound.once("end", () => settle(text));
    });
    outbound.once("error", fail);
    outbound.end(get);
  });
}
