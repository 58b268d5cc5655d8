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

test("the language is the one chosen before, else the first of the browser's that there is", () => {
  assert.equal(wantedLanguage(null, ["fr-FR", "de-AT", "en"]), "de");
  assert.equal(wantedLanguage("en", ["de"]), "en");
  assert.equal(wantedLanguage("xx", ["fr"]), "en");
  assert.equal(wantedLanguage("__proto__", []), "en");
});
