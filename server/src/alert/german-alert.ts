/**
 * A message's title or text in German. Alerts are kept in English, which the pages put into their reader's language;
 * whoever gets a mail has chosen none, so that the box's is taken. Null: there is no German for a part of it.
 */
export function germanAlert(text: string): string | null {
  const whole = sentence(text);
  if (whole !== null) return whole;
  const said = text.split(/(?<=[.!?]) /).map(sentence);
  return said.includes(null) ? null : said.join(" ");
}

function sentence(text: string): string | null {
  for (const { pattern, german } of PATTERNS) {
    const found = pattern.exec(text);
    if (found === null) continue;
    return german.replaceAll(NAME, (_, name: string) => {
      const value = found.groups?.[name] ?? "";
      // Words of ours in the middle of a sentence of ours.
      return name.startsWith("_") ? (germanAlert(value) ?? value) : value;
    });
  }
  return null;
}

const NAME = /\{(\w+)\}/g;

/** As in admin-ui/src/i18n/german, whose test compares the two. */
const GERMAN_ALERTS: Readonly<Record<string, string>> = {
  "Over: {_title}": "Vorbei: {_title}",
  "The disk of {share} is nearly full": "Der Datenträger von {share} ist fast voll",
  "{percent} % ({number} MiB) are free where {_shares} lies. Delete something, empty recycle bins, or add space.":
    "{percent} % ({number} MiB) sind frei, wo {_shares} liegt. Löschen Sie etwas, leeren Sie Papierkörbe, oder schaffen Sie Platz.",
  "{_names} and {number} more": "{_names} und {number} weitere",
  "Many failed logons from {address}": "Viele fehlgeschlagene Anmeldungen von {address}",
  "{number} in ten minutes, as {users}. Somebody guesses, or a device there has an old password.":
    "{number} in zehn Minuten, als {users}. Jemand rät, oder ein Gerät dort hat ein altes Kennwort.",
  "The certificate has ended": "Das Zertifikat ist abgelaufen",
  "The certificate ends soon": "Das Zertifikat läuft bald ab",
  "The certificate of these pages ended on {day}; browsers refuse it. Renew it, or restart the server where it makes its own.":
    "Das Zertifikat dieser Seiten ist am {day} abgelaufen; Browser lehnen es ab. Erneuern Sie es, oder starten Sie den Server neu, wo er sein eigenes ausstellt.",
  "The certificate of these pages ends on {day}; browsers will refuse it. Renew it, or restart the server where it makes its own.":
    "Das Zertifikat dieser Seiten läuft am {day} ab; Browser werden es ablehnen. Erneuern Sie es, oder starten Sie den Server neu, wo er sein eigenes ausstellt.",
  Somebody: "Jemand",
  "{_user} changes too much in {share}": "{_user} ändert zu viel in {share}",
  "From {address}: {deleted} deleted, {renamed} renamed, {overwritten} overwritten with what looks encrypted. {_measure} See what was touched, then release the user, or switch the user off.":
    "Von {address}: {deleted} gelöscht, {renamed} umbenannt, {overwritten} mit etwas überschrieben, das verschlüsselt aussieht. {_measure} Sehen Sie, was betroffen ist, und geben Sie den Benutzer dann frei, oder schalten Sie ihn aus.",
  "Nothing was done about it.": "Es wurde nichts dagegen getan.",
  "The user is slowed down.": "Der Benutzer wird gebremst.",
  "The user was cut off and cannot come back until released.":
    "Der Benutzer wurde getrennt und kommt erst wieder, wenn er freigegeben wird.",
  "The file server does not answer": "Der Dateiserver antwortet nicht",
  "Since {time}. Files may be out of reach; look at its log.":
    "Seit {time}. Dateien sind vielleicht nicht erreichbar; sehen Sie in sein Protokoll.",
  "The configuration was not saved": "Die Konfiguration wurde nicht gesichert",
  "{_reason} It was never saved by itself yet.":
    "{_reason} Sie wurde noch nie von selbst gesichert.",
  "{_reason} It was saved last at {time}.": "{_reason} Zuletzt gesichert wurde sie am {time}.",
  "It has no passphrase: set one.": "Die Sicherung hat keine Passphrase: Setzen Sie eine.",
  "Its passphrase does not open with this box's key: enter it anew.":
    "Ihre Passphrase lässt sich mit dem Schlüssel dieses Geräts nicht öffnen: Geben Sie sie neu ein.",
  "There is no room left where it is kept.": "Wo sie aufgehoben wird, ist kein Platz mehr.",
  "The server may not write in this folder.": "Der Server darf in diesen Ordner nicht schreiben.",
  "The folder is not there.": "Der Ordner ist nicht da.",
  "This is no folder.": "Das ist kein Ordner.",
  "The folder is not in a data folder of this box.":
    "Der Ordner liegt in keinem Datenordner dieses Geräts.",
  "The file could not be written ({code}).": "Die Datei konnte nicht geschrieben werden ({code}).",
  "A test": "Ein Versuch",
  "{actor} wanted to see whether alerts arrive here. They do.":
    "{actor} wollte sehen, ob Warnungen hier ankommen. Sie tun es.",
};

const PATTERNS = Object.entries(GERMAN_ALERTS).map(([text, german]) => ({
  pattern: patternOf(text),
  german,
}));

/** What stands in braces is anything. */
function patternOf(text: string): RegExp {
  const source = text.replaceAll(/[.*+?^$()[\]\\|]|\{(\w+)\}/g, (part, name?: string) =>
    name === undefined ? `\\${part}` : `(?<${name}>.+?)`,
  );
  return new RegExp(`^${source}$`, "su");
}
