import assert from "node:assert/strict";
import { test } from "node:test";
import { addressBytes } from "./address-bytes.ts";

test("an address in text becomes its bytes", () => {
  const hex = (address: string) => {
    const bytes = addressBytes(address);
    return bytes === null ? null : Buffer.from(bytes).toString("hex");
  };
  assert.equal(hex("192.168.1.20"), "c0a80114");
  assert.equal(hex("::1"), "00000000000000000000000000000001");
  assert.equal(hex("fe80::a:b%eth0"), "fe8000000000000000000000000a000b");
  assert.equal(hex("2001:db8:0:1:2:3:4:5"), "20010db8000000010002000300040005");
  assert.equal(hex("::ffff:10.0.0.1"), "00000000000000000000ffff0a000001");
  assert.equal(hex("1::"), "00010000000000000000000000000000");
  for (const bad of ["", "1.2.3", "1.2.3.256", "1::2::3", "1:2:3", "g::", "1:2:3:4:5:6:7:8:9"]) {
    assert.equal(hex(bad), null, bad);
  }
});
