import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { parseSmbConf } from "./smb-conf.ts";
import { readWanted } from "./wanted.ts";

const sample = (name: string) => ({
  name,
  text: readFileSync(new URL(`sample/${name}`, import.meta.url), "utf8"),
});

for (const names of [["home-nas.conf", "more.conf"], ["ksmbd.conf"]]) {
  test(`${names.join(" and ")} come to what is checked in`, () => {
    const wanted = readWanted(parseSmbConf(names.map(sample)));
    const path = new URL(`sample/${names[0]}.json`, import.meta.url);
    const text = `${JSON.stringify(wanted, null, 2)}\n`;
    if (process.env.UPDATE_SNAPSHOTS === "1") writeFileSync(path, text);
    assert.equal(readFileSync(path, "utf8"), text, "run again with UPDATE_SNAPSHOTS=1 and review");
  });
}

const shareOf = (text: string) => {
  const { shares } = readWanted(parseSmbConf([{ name: "smb.conf", text }]));
  assert.equal(shares.length, 1);
  return shares[0]!;
};
const settingsOf = (text: string) => readWanted(parseSmbConf([{ name: "smb.conf", text }]));
const grantsOf = (text: string) =>
  Object.fromEntries(shareOf(text).grants.map(({ name, right }) => [name || "everyone", right]));

test("every line is taken over, says nothing new, or is listed with a reason", () => {
  const { leftOut } = readWanted(parseSmbConf([sample("home-nas.conf"), sample("more.conf")]));
  assert.ok(leftOut.every(({ reason, text }) => reason.length > 10 && text !== ""));
  const texts = leftOut.map(({ text }) => text);
  for (const text of ["include = registry", "veto files = /.DS_Store/", "Guest OK = Yes"]) {
    assert.ok(texts.includes(text), text);
  }
});

test("booleans are read in all spellings, and what is none of them is listed", () => {
  for (const yes of ["yes", "True", "1", "ON"]) {
    assert.equal(shareOf(`[a]\npath=/a\nbrowse able = ${yes}`).fields.hidden, false, yes);
    assert.deepEqual(grantsOf(`[a]\npath=/a\nwrite able = ${yes}`), { everyone: "change" });
  }
  for (const no of ["no", "FALSE", "0", "off"]) {
    assert.equal(shareOf(`[a]\npath=/a\nbrowsable = ${no}`).fields.hidden, true, no);
    assert.deepEqual(grantsOf(`[a]\npath=/a\nwritable = ${no}`), { everyone: "read" });
  }
});

test("several connections of a client are a setting, switched off where the file says so", () => {
  const line = (value: string) => `[global]\nserver multi channel support = ${value}`;
  for (const [value, multichannel] of [
    ["no", false],
    ["yes", true],
  ] as const) {
    const { settings, leftOut } = settingsOf(line(value));
    assert.deepEqual([settings, leftOut], [{ multichannel }, []], value);
  }
  const { settings, leftOut } = settingsOf(line("perhaps"));
  assert.deepEqual([settings, leftOut.length], [{}, 1]);
});

test("a path of nothing but slashes is read as soon as any other", () => {
  const startedMs = performance.now();
  assert.equal(shareOf(`[a]\npath = ${"/".repeat(200_000)}%x`).path, null);
  assert.equal(shareOf(`[a]\npath = ${"/".repeat(200_000)}srv//a/`).path, "/srv/a");
  assert.ok(performance.now() - startedMs < 3_000);
  for (const [given, path, homes] of [
    ["/home/%U", "/home", true],
    ["/home/%S/", "/home", true],
    ["/home/%U/x", null, false],
    ["/%U", null, false],
    ["srv", null, false],
    ["/srv/../etc", null, false],
  ] as const) {
    const share = shareOf(`[a]\npath = ${given}`);
    assert.deepEqual([share.path, share.fields.homes], [path, homes], given);
  }
});

test("lists of thousands of hosts let nobody in, and take no time", () => {
  const hosts = (first: number) =>
    Array.from({ length: 15_000 }, (_, at) => `${first}.${at >> 8}.${at & 255}.1`).join(" ");
  const startedMs = performance.now();
  const { fields } = shareOf(
    `[global]\nhosts allow = ${hosts(10)}\n[a]\npath=/a\nhosts allow = ${hosts(11)}`,
  );
  assert.deepEqual([fields.hostsAllow, fields.hostsDeny], [["127.0.0.1"], []]);
  assert.ok(performance.now() - startedMs < 3_000);
});

test("no list gives more than it gives in Samba", () => {
  assert.deepEqual(
    grantsOf("[a]\npath=/a\nread only=no\nvalid users=anna @staff\nread list=anna"),
    {
      anna: "read",
      staff: "read",
    },
  );
  assert.deepEqual(grantsOf("[a]\npath=/a\nread only=no\nread list=anna"), {
    everyone: "read",
    anna: "read",
  });
  assert.deepEqual(grantsOf("[a]\npath=/a\nvalid users=anna\nwrite list=bert anna"), {
    anna: "change",
  });
  assert.deepEqual(grantsOf("[a]\npath=/a\ninvalid users=anna\nadmin users=anna bert"), {
    everyone: "read",
    anna: "none",
    bert: "full",
  });
  assert.deepEqual(grantsOf("[a]\npath=/a\nvalid users=%S"), { a: "read" });
  assert.deepEqual(grantsOf("[homes]\npath=/a/%S\nvalid users=%S"), { everyone: "read" });
  assert.deepEqual(grantsOf("[a]\npath=/a\nread only=no\nvalid users=OTHER\\anna"), {});
});

test("hosts that have no address let nobody else in", () => {
  const { fields, warnings } = shareOf("[a]\npath=/a\nhosts allow = nas.example .example");
  assert.deepEqual(fields.hostsAllow, ["127.0.0.1"]);
  assert.match(warnings.join(), /only this box itself/);
  const spared = shareOf("[a]\npath=/a\nhosts allow = ALL EXCEPT nas.example");
  assert.deepEqual(spared.fields.hostsAllow, ["127.0.0.1"]);
  const others = shareOf("[a]\npath=/a\nhosts deny = ALL EXCEPT 10.");
  assert.deepEqual(others.fields.hostsAllow, ["10.0.0.0/8"]);
  assert.deepEqual(others.fields.hostsDeny, ["0.0.0.0/0", "::/0"]);
  const both = shareOf(
    "[global]\nhosts allow=10.\n[a]\npath=/a\nhosts allow=10.1.0.0/16 192.168.1.1",
  );
  assert.deepEqual(both.fields.hostsAllow, ["10.1.0.0/16"]);
});

test("files that include each other, and copies of copies, come to an end", () => {
  const round = [
    { name: "a", text: "include = b\ninclude = b" },
    { name: "b", text: "include = a" },
  ];
  assert.match(parseSmbConf(round).leftOut[0]?.reason ?? "", /includes itself/);
  const doubling = Array.from({ length: 16 }, (_, index) => ({
    name: `f${index}`,
    text: `include = f${index + 1}\n`.repeat(20),
  }));
  assert.equal(parseSmbConf(doubling).isTooLong, true);
  const copies = ["[s0]", ...Array(50).fill("comment = x")];
  for (let index = 1; index < 40; index++) {
    copies.push(`[s${index}]`, ...Array(2).fill(`copy = s${index - 1}`));
  }
  const found = parseSmbConf([{ name: "smb.conf", text: copies.join("\n") }]);
  assert.equal(found.isTooLong, true);
  assert.match(readWanted(found).problems.join(), /more than 20000 lines/);
});

test("whatever a file holds, reading it ends in a plan", () => {
  const line = fc.oneof(
    fc.constantFrom("[homes]", "[a]", "[global]", "copy = a", "include = x", "path = /%S", "\\"),
    fc.constantFrom("hosts allow = 1.2.3.4/99 ::/0 300.", "create mask = 9", "valid users = @"),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const { shares } = readWanted(parseSmbConf([{ name: "x", text: lines.join("\n") }]));
      for (const { fields } of shares) assert.ok(fields.fileMode <= 0o7777);
    }),
    { numRuns: 300 },
  );
});
