import assert from "node:assert/strict";
import { test } from "node:test";
import { shareAddresses } from "./address.ts";

const plain = {
  host: "192.168.1.10",
  port: 445,
  share: "photos",
  user: "anna",
  isEncrypted: false,
};

test("on the standard port no address names it", () => {
  const addresses = shareAddresses(plain);
  assert.equal(addresses.windowsPath, "\\\\192.168.1.10\\photos");
  assert.equal(addresses.windowsCommand, 'net use * "\\\\192.168.1.10\\photos" /user:anna');
  assert.equal(addresses.windowsForget, 'net use "\\\\192.168.1.10\\photos" /delete');
  assert.equal(addresses.windowsForgetPassword, "cmdkey /delete:192.168.1.10");
  assert.equal(addresses.url, "smb://192.168.1.10/photos");
  assert.equal(addresses.smbclientCommand, "smbclient //192.168.1.10/photos -U anna");
});

test("on another port every command names it", () => {
  const addresses = shareAddresses({ ...plain, port: 4445 });
  assert.match(addresses.windowsCommand, / \/tcpport:4445$/);
  assert.equal(addresses.url, "smb://192.168.1.10:4445/photos");
  assert.match(addresses.mountCommand, /username=anna,port=4445,uid=/);
  assert.equal(addresses.smbclientCommand, "smbclient -p 4445 //192.168.1.10/photos -U anna");
});

test("an encrypted share is mounted sealed", () => {
  assert.match(shareAddresses({ ...plain, isEncrypted: true }).mountCommand, /username=anna,seal,/);
});

test("an IPv6 address is written as each client takes it", () => {
  const addresses = shareAddresses({ ...plain, host: "fd00::1" });
  assert.equal(addresses.windowsPath, "\\\\fd00--1.ipv6-literal.net\\photos");
  assert.equal(addresses.url, "smb://[fd00::1]/photos");
});

test("names with spaces, quotes and shell signs stay one word in a shell", () => {
  const addresses = shareAddresses({ ...plain, share: "anna's $(files)", user: "anna b" });
  assert.equal(addresses.url, "smb://192.168.1.10/anna's%20%24(files)");
  assert.equal(
    addresses.smbclientCommand,
    "smbclient '//192.168.1.10/anna'\\''s $(files)' -U 'anna b'",
  );
  assert.match(addresses.mountCommand, / -o 'username=anna b',uid=\$\(id -u\)$/);
  assert.match(addresses.windowsCommand, /\/user:"anna b"$/);
});
