import assert from "node:assert/strict";
import { test } from "node:test";
import { catalogue } from "../../i18n/catalogue.ts";
import { language } from "../../i18n/language.ts";
import { detailInWords } from "./detail-in-words.ts";

test("what the file server says in the audit log is said in German, and names are left alone", async () => {
  await catalogue.load("de");
  language.keep("de");
  const said = (kind: string, detail: string) => detailInWords({ kind, detail });
  assert.equal(said("logonFailed", "wrong-password"), "falsches Kennwort");
  assert.equal(said("connectDenied", "no such share"), "keine solche Freigabe");
  assert.equal(said("delete", "kept as .recycle/anna/list"), "aufgehoben als .recycle/anna/list");
  assert.equal(
    said("massChange", "blocked: 6 deleted, 0 renamed, 2 overwritten with what looks encrypted"),
    "getrennt: 6 gelöscht, 0 umbenannt, 2 mit etwas überschrieben, das verschlüsselt aussieht",
  );
  assert.equal(said("objectAccess", "read data, take ownership"), "Daten lesen, Besitz übernehmen");
  // The new name of a file, and the name of a user.
  assert.equal(said("rename", "list"), "list");
  assert.equal(said("user.delete", "again"), "again");
});
