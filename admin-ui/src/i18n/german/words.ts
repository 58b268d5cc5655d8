export const germanWords = {
  Admin: "Admin",
  Applying: "Wird übernommen",
  "Ask somebody with the admin role.": "Bitten Sie jemanden mit der Rolle „Admin“.",
  "Asking the server whether all is live.": "Der Server wird gefragt, ob alles aktiv ist.",
  Auditor: "Prüfer",
  Checking: "Wird geprüft",
  "Everyone else has no access.": "Alle anderen haben keinen Zugriff.",
  "Everyone else with an account {may}.": "Jede andere Person mit einem Konto {may}.",
  "Everyone with an account {may}.": "Jede Person mit einem Konto {may}.",
  "Everything saved is being served.": "Alles Gespeicherte ist aktiv.",
  "Files are still served over SMB. Check that the server runs, then try again.":
    "Dateien werden über SMB weiterhin bereitgestellt. Prüfen Sie, ob der Server läuft, und versuchen Sie es dann erneut.",
  "It may have been deleted meanwhile. Go back to the list.":
    "Es wurde vielleicht inzwischen gelöscht. Gehen Sie zurück zur Liste.",
  "Its client is gone, and may come back": "Der Client ist weg und kommt vielleicht wieder",
  "Kept for a while when the connection is lost": "Wird bei Verbindungsverlust eine Weile behalten",
  "Kept over a restart": "Wird über einen Neustart behalten",
  "Kept when the connection is lost": "Wird bei Verbindungsverlust behalten",
  "Larder's server does not answer.": "Der Server von Larder antwortet nicht.",
  Live: "Aktiv",
  "No access": "Kein Zugriff",
  "Nobody has access yet.": "Noch hat niemand Zugriff.",
  "Not live": "Nicht aktiv",
  "Reload the page and try again.": "Laden Sie die Seite neu, und versuchen Sie es erneut.",
  "Reload the page.": "Laden Sie die Seite neu.",
  "Reload to see what changed, then try again.":
    "Laden Sie neu, um zu sehen, was sich geändert hat, und versuchen Sie es dann erneut.",
  "Saved, and on its way to the file server.": "Gespeichert und auf dem Weg zum Dateiserver.",
  "Sign in again; your work on this page stays until you leave it.":
    "Melden Sie sich wieder an; Ihre Arbeit auf dieser Seite bleibt, bis Sie sie verlassen.",
  "Something unexpected happened in this page.":
    "Auf dieser Seite ist etwas Unerwartetes geschehen.",
  "The database may still be starting; try again in a moment.":
    "Die Datenbank startet vielleicht noch; versuchen Sie es gleich noch einmal.",
  "The file server has not taken over what was saved.":
    "Der Dateiserver hat das Gespeicherte nicht übernommen.",
  "The file server serves this change.": "Der Dateiserver hat diese Änderung übernommen.",
  "The launcher restarts the file server by itself; try again in a moment.":
    "Der Dateiserver wird von selbst neu gestartet; versuchen Sie es gleich noch einmal.",
  "This page has lost its connection to Larder's server; what it shows may be old.":
    "Diese Seite hat die Verbindung zum Server von Larder verloren; was sie zeigt, ist vielleicht veraltet.",
  "Try again in a moment.": "Versuchen Sie es gleich noch einmal.",
  "Try again. If it stays, the server's log says more.":
    "Versuchen Sie es erneut. Bleibt es so, steht mehr im Protokoll des Servers.",
  "Unknown program": "Unbekanntes Programm",
  Viewer: "Betrachter",
  "Wait a minute, then try again.": "Warten Sie eine Minute, und versuchen Sie es dann erneut.",
  "attributes only": "nur Eigenschaften",
  "can open and copy files": "kann Dateien öffnen und kopieren",
  "can open and copy files|plural": "können Dateien öffnen und kopieren",
  "can open, add, change and delete files": "kann Dateien öffnen, hinzufügen, ändern und löschen",
  "can open, add, change and delete files|plural":
    "können Dateien öffnen, hinzufügen, ändern und löschen",
  change: "ändern",
  "changes shares and permissions, ends sessions":
    "ändert Freigaben und Berechtigungen, beendet Sitzungen",
  "changes users and groups": "ändert Benutzer und Gruppen",
  delete: "löschen",
  "does everything": "darf alles",
  "full control": "Vollzugriff",
  "has full control, including permissions on files":
    "hat Vollzugriff, auch auf die Berechtigungen von Dateien",
  "has no access": "hat keinen Zugriff",
  "have full control, including permissions on files":
    "haben Vollzugriff, auch auf die Berechtigungen von Dateien",
  "have no access": "haben keinen Zugriff",
  "just now": "gerade eben",
  "less than a second": "weniger als eine Sekunde",
  "looks, but not into the audit log": "sieht alles an, außer dem Protokoll",
  "looks, into the audit log too": "sieht alles an, auch das Protokoll",
  "no access": "kein Zugriff",
  "no {things}": "keine {things}",
  permissions: "Berechtigungen",
  read: "lesen",
  "the group {name}": "die Gruppe {name}",
  "the stronger of the two counts, which is {right}":
    "das stärkere von beiden zählt, nämlich {right}",
  write: "schreiben",
  "{browser} on {system}": "{browser} unter {system}",
  "{count} people are in both {first} and {second}: “no access” counts.":
    "{count} Personen sind in {first} und in {second}: „Kein Zugriff“ zählt.",
  "{user} has an entry, and is in the group {name}: {verdict}.":
    "{user} hat einen Eintrag und ist in der Gruppe {name}: {verdict}.",
  "{user} is in both {first} and {second}: “no access” counts.":
    "{user} ist in {first} und in {second}: „Kein Zugriff“ zählt.",
  "“no access” counts": "„Kein Zugriff“ zählt",
} as const;
