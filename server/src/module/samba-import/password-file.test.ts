import assert from "node:assert/strict";
import { test } from "node:test";
import { ntHash } from "../../secret/nt-hash.ts";
import { parsePasswordFile } from "./password-file.ts";
import { parseUnixAccounts, primaryMembers } from "./unix-accounts.ts";

const hash = ntHash("a password");
const hex = hash.toString("hex").toUpperCase();
const LM = "X".repeat(32);

test("ksmbdpwd.db is names and hashes in base64", () => {
  const { accounts, leftOut } = parsePasswordFile(
    "ksmbdpwd.db",
    `anna:${hash.toString("base64")}\n\nbert:short\nempty:${ntHash("").toString("base64")}\n`,
  );
  assert.deepEqual(
    accounts.map(({ name, ntHash: found, uid, line }) => [name, found, uid, line]),
    [
      ["anna", hex.toLowerCase(), null, 1],
      // Anybody could sign in with it.
      ["empty", null, null, 4],
    ],
  );
  assert.deepEqual(
    leftOut.map(({ line, text }) => [line, text]),
    [[3, "bert"]],
  );
});

test("smbpasswd has uids, flags and when the password was changed", () => {
  const { accounts, leftOut } = parsePasswordFile(
    "smbpasswd",
    [
      "# a comment",
      `anna:1000:${LM}:${hex}:[U          ]:LCT-5F5E1000:`,
      `bert:1001:${LM}:${hex}:[DUX        ]:LCT-00000000:`,
      `carl:1002:${LM}:${LM}:[NU         ]:LCT-FFFFFFFF:`,
      `PC7$:1003:${LM}:${hex}:[W          ]:LCT-5F5E1000:`,
      `dora:1004:${LM}:nonsense:[U          ]:LCT-5F5E1000:`,
      `emil:-1:${LM}:${hex}:[U          ]:`,
    ].join("\r\n"),
  );
  assert.deepEqual(
    accounts.map((account) => [account.name, account.uid, account.ntHash === null]),
    [
      ["anna", 1000, false],
      ["bert", 1001, false],
      ["carl", 1002, true],
    ],
  );
  assert.equal(accounts[0]?.changedAtMs, 0x5f5e1000 * 1000);
  assert.deepEqual(
    [accounts[1]?.isEnabled, accounts[1]?.neverExpires, accounts[1]?.changedAtMs],
    [false, true, null],
  );
  assert.deepEqual(
    leftOut.map(({ line }) => line),
    [5, 6, 7],
  );
});

test("what cannot be read is told without the secret that it holds", () => {
  const { leftOut } = parsePasswordFile("x", `anna:1000:${hex}\n${hex}\n`);
  assert.equal(leftOut.length, 2);
  assert.ok(!JSON.stringify(leftOut).includes(hex));
});

test("uids, names and members come from the accounts of the machine", () => {
  const unix = parseUnixAccounts(
    "anna:x:1000:100:Anna Blue,,,:/home/anna:/bin/sh\nbad:x:no:1::\n",
    "users:x:100:bert\nstaff:x:50:anna,bert\n",
  );
  assert.deepEqual(unix.users.get("anna"), { uid: 1000, gid: 100, fullName: "Anna Blue" });
  assert.deepEqual(unix.groups.get("staff")?.members, ["anna", "bert"]);
  assert.deepEqual(primaryMembers(unix, 100), ["anna"]);
});
