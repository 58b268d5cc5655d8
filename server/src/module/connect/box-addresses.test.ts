import assert from "node:assert/strict";
import { test } from "node:test";
import { type BoxInterface, boxAddresses } from "./box-addresses.ts";

const HOST: readonly BoxInterface[] = [
  { name: "lo", isVirtual: true, addresses: ["127.0.0.1", "::1"] },
  { name: "docker0", isVirtual: true, addresses: ["172.17.0.1"] },
  { name: "eth0", isVirtual: false, addresses: ["fe80::5", "fd00::5", "192.168.1.5"] },
];

test("cards come before bridges, and what nobody else reaches comes last", () => {
  const found = boxAddresses(HOST, [{ address: "::", port: 445 }]);
  assert.deepEqual(
    found.map(({ address }) => address),
    ["192.168.1.5", "fd00::5", "172.17.0.1", "fe80::5", "127.0.0.1", "::1"],
  );
  assert.deepEqual(found[0], {
    ...{ address: "192.168.1.5", family: "IPv4", interfaceName: "eth0" },
    ...{ scope: "network", isListening: true },
  });
});

test("an address is listened on where the file server says so", () => {
  const listening = (address: string) =>
    boxAddresses(HOST, [{ address, port: 445 }])
      .filter(({ isListening }) => isListening)
      .map((known) => known.address);
  assert.deepEqual(listening("0.0.0.0"), ["192.168.1.5", "172.17.0.1", "127.0.0.1"]);
  assert.deepEqual(listening("fd00::5"), ["fd00::5"]);
});
