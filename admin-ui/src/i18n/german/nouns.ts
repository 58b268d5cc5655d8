import type { Forms } from "../catalogue.ts";

/** What is counted, by the English singular; the forms as Intl.PluralRules names them for German. */
export const germanNouns = {
  "API key": { one: "API-Schlüssel", other: "API-Schlüssel" },
  alert: { one: "Warnung", other: "Warnungen" },
  channel: { one: "Kanal", other: "Kanäle" },
  client: { one: "Client", other: "Clients" },
  path: { one: "Pfad", other: "Pfade" },
  administrator: { one: "Administrator", other: "Administratoren" },
  "client channel": { one: "Client-Kanal", other: "Client-Kanäle" },
  command: { one: "Befehl", other: "Befehle" },
  entry: { one: "Eintrag", other: "Einträge" },
  failure: { one: "Fehlschlag", other: "Fehlschläge" },
  "file or folder": { one: "Datei oder Ordner", other: "Dateien und Ordner" },
  group: { one: "Gruppe", other: "Gruppen" },
  job: { one: "Auftrag", other: "Aufträge" },
  line: { one: "Zeile", other: "Zeilen" },
  lock: { one: "Sperre", other: "Sperren" },
  member: { one: "Mitglied", other: "Mitglieder" },
  "open file or folder": {
    one: "offene Datei oder Ordner",
    other: "offene Dateien und Ordner",
  },
  "more client": { one: "weiterer Client", other: "weitere Clients" },
  file: { one: "Datei", other: "Dateien" },
  "open file": { one: "offene Datei", other: "offene Dateien" },
  "recovery code": { one: "Wiederherstellungscode", other: "Wiederherstellungscodes" },
  row: { one: "Zeile", other: "Zeilen" },
  session: { one: "Sitzung", other: "Sitzungen" },
  share: { one: "Freigabe", other: "Freigaben" },
  "share connection": { one: "Verbindung zu einer Freigabe", other: "Verbindungen zu Freigaben" },
  user: { one: "Benutzer", other: "Benutzer" },
} as const satisfies Record<string, Forms>;
