export const germanBackup = {
  Backup: "Sicherung",
  "Everything that is configured on this box in one sealed file: users, groups, shares, settings, administrators. Files of the shares are not in it.":
    "Alles, was auf diesem Gerät eingerichtet ist, in einer versiegelten Datei: Benutzer, Gruppen, Freigaben, Einstellungen, Administratoren. Dateien der Freigaben sind nicht darin.",
  "Keep it away from this box, and the passphrase away from both.":
    "Bewahren Sie sie nicht auf diesem Gerät auf, und die Passphrase getrennt von beidem.",
  "A backup that should have been made by itself":
    "Eine Sicherung, die von selbst hätte entstehen sollen",
  "An alert tells when it fails": "Eine Warnung sagt, wenn es misslingt",
  "Below a data folder, and there already; empty: beside the box's own state":
    "Unterhalb eines Datenordners und schon vorhanden; leer: beim eigenen Zustand des Geräts",
  "By itself, into a folder of this box. Have that folder copied elsewhere: a disk that breaks takes both.":
    "Von selbst, in einen Ordner dieses Geräts. Lassen Sie diesen Ordner anderswohin kopieren: Ein Datenträger, der ausfällt, nimmt beides mit.",
  "Configuration not saved": "Konfiguration nicht gesichert",
  "Hours between two backups": "Stunden zwischen zwei Sicherungen",
  "Made {when}, {size}: {file}": "Erstellt {when}, {size}: {file}",
  "Make one now": "Jetzt eine erstellen",
  "None was made by itself yet.": "Von selbst ist noch keine entstanden.",
  "Save it regularly": "Regelmäßig sichern",
  "Save the configuration by itself": "Die Konfiguration von selbst sichern",
  "Show the passphrase": "Passphrase zeigen",
  "So many are kept": "So viele werden aufgehoben",
  "The backup is made": "Die Sicherung ist erstellt",
  "The last one failed: {reason}": "Die letzte ist misslungen: {reason}",
  "The last one is made": "Die letzte ist erstellt",
  "when backups are made": "wann gesichert wird",
  "Make a backup": "Sicherung erstellen",
  "Make and download": "Erstellen und herunterladen",
  "New passphrase": "Neue Passphrase",
  "No backup was made": "Es wurde keine Sicherung erstellt",
  "Nobody can open the backup without it, and nobody can find it out":
    "Ohne sie kann niemand die Sicherung öffnen, und niemand kann sie herausfinden",
  "Once more": "Noch einmal",
  "Restore a backup": "Sicherung wiederherstellen",
  "Restore this backup": "Diese Sicherung wiederherstellen",
  "Show it once more": "Noch einmal anzeigen",
  "Show new passphrase": "Neue Passphrase anzeigen",
  "The backup is made, {size}": "Die Sicherung ist erstellt, {size}",
  "The backup is restored; sign in again":
    "Die Sicherung ist wiederhergestellt; melden Sie sich wieder an",
  "The two differ": "Die beiden sind verschieden",
  "What is configured now is replaced by what the backup holds.":
    "Was jetzt eingerichtet ist, wird durch den Inhalt der Sicherung ersetzt.",
  "{unopenedCount} passwords or secrets are not in it: this box has lost the key that opens them. Set them anew.":
    "{unopenedCount} Kennwörter oder Geheimnisse sind nicht darin: Dieses Gerät hat den Schlüssel dazu verloren. Setzen Sie sie neu.",
} as const;
