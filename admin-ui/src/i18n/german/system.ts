export const germanSystem = {
  "A .tar.gz archive. Nothing is sent anywhere.":
    "Ein Archiv (.tar.gz). Es wird nirgendwohin gesendet.",
  "Choose a lower level or another text.": "Wählen Sie eine niedrigere Stufe oder anderen Text.",
  Database: "Datenbank",
  Diagnostics: "Diagnose",
  "Download diagnostics": "Diagnose herunterladen",
  "File server {version}, Node {node} on {platform}, started {time}":
    "Dateiserver {version}, Node {node} auf {platform}, gestartet {time}",
  "Follow along": "Mitlesen",
  "Kept elsewhere": "Liegt woanders",
  Level: "Stufe",
  Log: "Protokoll",
  "Log and version": "Protokoll und Version",
  "New in {version}": "Neu in {version}",
  "No such lines": "Keine solchen Zeilen",
  "Notes and worse": "Hinweise und Schlimmeres",
  Program: "Programm",
  "Settings, versions, figures and the last log lines, for somebody who helps. No passwords, keys or hashes; log lines may name people, shares and addresses, so look through them first.":
    "Einstellungen, Versionen, Zahlen und die letzten Protokollzeilen, für jemanden, der hilft. Keine Kennwörter, Schlüssel oder Hashes; Protokollzeilen können Personen, Freigaben und Adressen nennen, sehen Sie sie also vorher durch.",
  "The diagnostics are collected": "Die Diagnose ist zusammengestellt",
  "The diagnostics could not be collected": "Die Diagnose konnte nicht zusammengestellt werden",
  "This program runs in a container of its own: docker compose logs shows it.":
    "Dieses Programm läuft in einem eigenen Container: docker compose logs zeigt es.",
  "Version {version}": "Version {version}",
  "Warnings and worse": "Warnungen und Schlimmeres",
  "What runs here, and what it says.": "Was hier läuft und was es meldet.",
  "With this text": "Mit diesem Text",
  "the log": "das Protokoll",
  versions: "Versionen",
} as const;
