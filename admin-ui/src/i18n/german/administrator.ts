export const germanAdministrator = {
  Actions: "Aktionen",
  "Actions for {name}": "Aktionen für {name}",
  "Administrator deleted": "Administrator gelöscht",
  "Administrator “{name}” created": "Administrator „{name}“ angelegt",
  "An ended session asks for the password again.":
    "Eine beendete Sitzung fragt wieder nach dem Kennwort.",
  "Change role": "Rolle ändern",
  "Choose shares": "Freigaben wählen",
  "Create administrator": "Administrator anlegen",
  Delete: "Löschen",
  "Delete the administrator “{name}”?": "Den Administrator „{name}“ löschen?",
  "Delete {name}": "{name} löschen",
  "Last signed in": "Letzte Anmeldung",
  "Make sure that it is they who asked: this is what a thief of the password would ask for.":
    "Vergewissern Sie sich, dass wirklich diese Person darum gebeten hat: Auch wer das Kennwort gestohlen hat, würde danach fragen.",
  Name: "Name",
  Never: "Nie",
  "New administrator": "Neuer Administrator",
  "No administrators": "Keine Administratoren",
  None: "Keine",
  "Only some shares": "Nur einige Freigaben",
  Password: "Kennwort",
  "Password of “{name}” set": "Kennwort von „{name}“ gesetzt",
  "Remove second factor": "Zweiten Faktor entfernen",
  "Remove the second factor of “{name}”?": "Den zweiten Faktor von „{name}“ entfernen?",
  Role: "Rolle",
  "Role of “{name}” changed": "Rolle von „{name}“ geändert",
  "Save role": "Rolle speichern",
  "Second factor removed": "Zweiter Faktor entfernt",
  "Set password": "Kennwort setzen",
  "Set the password of {name}": "Kennwort von {name} setzen",
  "Shares to look after": "Zu betreuende Freigaben",
  "Shares, users and files stay as they are.":
    "Freigaben, Benutzer und Dateien bleiben, wie sie sind.",
  "Signed in now": "Jetzt angemeldet",
  "The administrator could not be created": "Der Administrator konnte nicht angelegt werden",
  "The administrator could not be deleted": "Der Administrator konnte nicht gelöscht werden",
  "The password could not be set": "Das Kennwort konnte nicht gesetzt werden",
  "The role could not be changed": "Die Rolle konnte nicht geändert werden",
  "The second factor could not be removed": "Der zweite Faktor konnte nicht entfernt werden",
  "The session has ended": "Die Sitzung ist beendet",
  "They are signed out everywhere and sign in with the password alone.":
    "Die Person wird überall abgemeldet und meldet sich nur noch mit dem Kennwort an.",
  "They are signed out of these pages at once and cannot sign in again.":
    "Die Person wird auf diesen Seiten sofort abgemeldet und kann sich nicht mehr anmelden.",
  "They are signed out of these pages everywhere.":
    "Die Person wird auf diesen Seiten überall abgemeldet.",
  "They change what these shares are called and who may use them, and nothing else":
    "Die Person ändert, wie diese Freigaben heißen und wer sie nutzen darf, sonst nichts",
  "Use the command line on the box to make one.":
    "Legen Sie auf dem Gerät mit der Befehlszeile einen an.",
  "What {name} may do": "Was {name} darf",
  "Who may sign in to these pages. They are not users: to reach files, one needs a user.":
    "Wer sich auf diesen Seiten anmelden darf. Das sind keine Benutzer: Für den Zugriff auf Dateien braucht man einen Benutzer.",
  administrators: "Administratoren",
  "looks after {shares} only": "betreut nur {shares}",
  "sessions of these pages": "Sitzungen dieser Seiten",
} as const;
