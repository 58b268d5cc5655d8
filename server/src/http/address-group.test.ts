import assert from "node:assert/strict";
import { test } from "node:test";
import { addressGroup } from "./address-group.ts";

test("limits count IPv4 addresses and IPv6 networks, however they are written", () => {
  const groups: [string, string][] = [
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["", "local"],
    ["::1", "0:0:0:0::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["2001:db8:0:0:1:2:3:4", "2001:db8:0:0::/64"],
    ["2001:0DB8:0000:0001::9", "2001:db8:0:1::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["1:2:3:4:5:6:7::", "1:2:3:4::/64"],
  ];
  for (const [address, group] of groups) assert.equal(addressGroup(address), group, address);
});
