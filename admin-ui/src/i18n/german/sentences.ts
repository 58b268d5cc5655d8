/** What the server says in sentences that hold a name or a number; each group's name is a placeholder. */
export const germanSentences: readonly (readonly [pattern: RegExp, text: string])[] = [
  [/^Somebody has changed (?<name>.+) since then\.$/, "Jemand hat {name} seitdem geändert."],
  [
    /^It is not below a data root \((?<roots>.+)\)\.$/,
    "Er liegt nicht in einem Datenordner ({roots}).",
  ],
  [
    /^The share (?<name>.+) has the same folder; each has its own permissions\.$/,
    "Die Freigabe {name} hat denselben Ordner; jede hat eigene Berechtigungen.",
  ],
  [
    /^It lies inside the share (?<name>.+), whose users reach it too\.$/,
    "Er liegt in der Freigabe {name}, deren Benutzer ihn auch erreichen.",
  ],
  [
    /^The share (?<name>.+) lies inside it, and users of this share will reach it too\.$/,
    "Die Freigabe {name} liegt darin; Benutzer dieser Freigabe erreichen sie auch.",
  ],
  [
    /^On the disk it belongs to uid (?<uid>\d+) with mode (?<mode>\d+): others may not write, .*$/,
    "Auf dem Datenträger gehört er uid {uid} mit Modus {mode}: Andere dürfen nicht schreiben, außer wenn seine eigenen Berechtigungen oder ein erzwungener Besitzer es erlauben.",
  ],
  [
    /^(?<name>\S+) is no longer shared; the files stay\.$/,
    "{name} ist nicht mehr freigegeben; die Dateien bleiben.",
  ],
  [
    /^(?<name>\S+) is called (?<next>\S+) from now on; the files stay\.$/,
    "{name} heißt von nun an {next}; die Dateien bleiben.",
  ],
  [
    /^(?<count>\d+) sessions? will be disconnected from it: (?<names>.+) (?:is|are) connected\.$/,
    "Getrennte Sitzungen: {count}. Verbunden: {names}.",
  ],
  [
    /^(?<count>\d+) (?:open file or folder|open files and folders) will be closed; what was not written yet is lost\.$/,
    "Geschlossene Dateien und Ordner: {count}; was noch nicht geschrieben war, geht verloren.",
  ],
];
