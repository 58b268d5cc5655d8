import assert from "node:assert/strict";
import { test } from "node:test";
import { germanAlert } from "./german-alert.ts";
import { inLanguage } from "./in-language.ts";

test("a title and a text are said in German, with the names that are in them", () => {
  assert.equal(
    germanAlert("The disk of films is nearly full"),
    "Der Datenträger von films ist fast voll",
  );
  assert.equal(
    germanAlert(
      "2.5 % (12 MiB) are free where a, b, c, d, e and 3 more lies. Delete something, empty recycle bins, or add space.",
    ),
    "2.5 % (12 MiB) sind frei, wo a, b, c, d, e und 3 weitere liegt. Löschen Sie etwas, leeren Sie Papierkörbe, oder schaffen Sie Platz.",
  );
  assert.equal(
    germanAlert("Over: anna changes too much in films"),
    "Vorbei: anna ändert zu viel in films",
  );
  assert.equal(germanAlert("Somebody changes too much in x"), "Jemand ändert zu viel in x");
  assert.equal(
    germanAlert(
      "From 192.0.2.7: 6 deleted, 0 renamed, 2 overwritten with what looks encrypted. The user is slowed down. See what was touched, then release the user, or switch the user off.",
    ),
    "Von 192.0.2.7: 6 gelöscht, 0 umbenannt, 2 mit etwas überschrieben, das verschlüsselt aussieht. Der Benutzer wird gebremst. Sehen Sie, was betroffen ist, und geben Sie den Benutzer dann frei, oder schalten Sie ihn aus.",
  );
});

test("what there is no German for stays as it is, and English is never touched", () => {
  assert.equal(germanAlert("Something new happened"), null);
  assert.equal(inLanguage("de", "Something new happened"), "Something new happened");
  assert.equal(inLanguage("en", "A test"), "A test");
});
