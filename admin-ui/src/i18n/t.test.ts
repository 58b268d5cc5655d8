import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { bytesInWords } from "../lib/bytes.ts";
import { counted } from "../lib/counted.ts";
import { agoInWords, durationInWords } from "../lib/duration.ts";
import { listed } from "../lib/listed.ts";
import { catalogue } from "./catalogue.ts";
import { language, wantedLanguage } from "./language.ts";
import { serverWords } from "./server-words.ts";
import { t, translated } from "./t.ts";

before(async () => {
  await catalogue.load("de");
  language.keep("de");
});
after(async () => {
  await catalogue.load("en");
  language.keep("en");
});

test("texts, numbers, plurals, lists and times are German where German is chosen", () => {
  assert.equal(t("Delete {name}", { name: "anna" }), "anna löschen");
  assert.equal(counted(1, "share"), "1 Freigabe");
  assert.equal(counted(1234, "share"), "1.234 Freigaben");
  assert.equal(counted(0, "open file"), "keine offene Dateien");
  assert.equal(listed(["anna", "ben", "cleo"]), "anna, ben und cleo");
  assert.equal(bytesInWords(1536), "1,5 KiB");
  assert.equal(durationInWords(93_784_000), "1 Tag 2 Stunden");
  assert.equal(agoInWords(0, 300_000), "vor 5 Minuten");
});

test("a text that nobody has translated is shown as it was written", () => {
  assert.equal(translated("Written yesterday"), "Written yesterday");
  assert.equal(translated("Read yesterday|past"), "Read yesterday");
  assert.equal(serverWords("Something new."), "Something new.");
});

test("a sentence of the server keeps its names", () => {
  assert.equal(
    serverWords("The share photos has the same folder; each has its own permissions."),
    "Die Freigabe photos hat denselben Ordner; jede hat eigene Berechtigungen.",
  );
});

test("what is filled into a sentence of the server is put into German where it is words, not where it is a name", () => {
  for (const [english, german] of [
    [
      "alice can neither open nor change “plans/budget.txt”.",
      "alice kann „plans/budget.txt“ weder öffnen noch ändern.",
    ],
    [
      "alice cannot open “a. b/c”. The share Read is switched off.",
      "alice kann „a. b/c“ nicht öffnen. Die Freigabe Read ist ausgeschaltet.",
    ],
    [
      "the entry for the group staff on “plans”, inherited from the share’s folder, denies it",
      "der Eintrag für die Gruppe staff an „plans“, geerbt von: Ordner der Freigabe, verweigert es",
    ],
    [
      "no entry on “plans” gives it to bob or a group of bob",
      "kein Eintrag an „plans“ gibt es bob oder einer Gruppe von bob",
    ],
    [
      "New: bob is allowed list folder, read data, write attributes (files only).",
      "Neu: bob darf: Ordner auflisten, Daten lesen, Attribute schreiben (Nur Dateien).",
    ],
    ["bob: nothing → full control", "bob: nichts → Vollzugriff"],
    [
      "2 sessions will be disconnected from it: alice and 1200 more are connected.",
      "2 Sitzungen: wird davon getrennt: alice und 1200 weitere sind verbunden.",
    ],
    [
      "“x.txt”: there is no room left on the disk.",
      "„x.txt“: auf dem Datenträger ist kein Platz mehr.",
    ],
    ["uid 1000; password; disabled", "uid 1000; Kennwort; ausgeschaltet"],
    [
      "alice (laptop, 192.0.2.7, SMB 2.1) is disconnected for good: SMB 2.1 cannot encrypt.",
      "alice (laptop, 192.0.2.7, SMB 2.1) wird endgültig getrennt: SMB 2.1 kann nicht verschlüsseln.",
    ],
  ] as const) {
    assert.equal(serverWords(english), german);
  }
});

test("a text that a peer made long is given back at once", () => {
  const began = performance.now();
  const text = "Everything below a, b. c: d; ".repeat(70);
  assert.equal(serverWords(text.trim()), text.trim());
  assert.ok(performance.now() - began < 500, `${performance.now() - began} ms`);
});

test("the language is the one chosen before, else the first of the browser's that there is", () => {
  assert.equal(wantedLanguage(null, ["fr-FR", "de-AT", "en"]), "de");
  assert.equal(wantedLanguage("en", ["de"]), "en");
  assert.equal(wantedLanguage("xx", ["fr"]), "en");
  assert.equal(wantedLanguage("__proto__", []), "en");
});
