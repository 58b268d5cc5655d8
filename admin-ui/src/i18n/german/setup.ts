export const germanSetup = {
  "(done)": "(erledigt)",
  "A folder of this box, under a name on the network.":
    "Ein Ordner dieses Geräts, unter einem Namen im Netz.",
  "A user {name}{fullName} is made, with the password you chose.":
    "Ein Benutzer {name}{fullName} wird angelegt, mit dem Kennwort, das Sie gewählt haben.",
  Administrator: "Administrator",
  "As on the page before": "Wie auf der Seite davor",
  Back: "Zurück",
  "Clients have to encrypt; older ones that cannot are refused.":
    "Clients müssen verschlüsseln; ältere, die es nicht können, werden abgewiesen.",
  "Clients may encrypt, but need not.": "Clients dürfen verschlüsseln, müssen aber nicht.",
  "Connect as {name}, with the password you chose.":
    "Verbinden Sie sich als {name}, mit dem Kennwort, das Sie gewählt haben.",
  "Create user and share": "Benutzer und Freigabe anlegen",
  "Do this later": "Später erledigen",
  "Encryption required": "Verschlüsselung erforderlich",
  "Everyone else with an account": "Alle anderen mit einem Konto",
  "Everything that was configured comes back; files of the shares are not in a backup.":
    "Alles, was eingerichtet war, kommt wieder; Dateien der Freigaben sind nicht in einer Sicherung.",
  "First share": "Erste Freigabe",
  "First user": "Erster Benutzer",
  "Full name": "Voller Name",
  "In a few minutes a folder of this box is on your network, for the people you choose.":
    "In wenigen Minuten ist ein Ordner dieses Geräts in Ihrem Netz, für die Personen, die Sie wählen.",
  "Is this right?": "Ist das richtig?",
  "It stands in the terminal in which Larder was started, and in the file {code} of its state folder. It proves that this box is yours.":
    "Er steht in dem Terminal, in dem Larder gestartet wurde, und in der Datei {code} des Zustandsordners. Er beweist, dass dieses Gerät Ihnen gehört.",
  "Look inside": "Hineinsehen",
  "Nothing has been made yet.": "Noch ist nichts angelegt.",
  "Nothing was restored": "Nichts wurde wiederhergestellt",
  "Only clients that encrypt (SMB 3) can connect; others are refused":
    "Nur Clients, die verschlüsseln (SMB 3), können sich verbinden; andere werden abgewiesen",
  "Restore from a backup": "Sicherung wiederherstellen",
  "Restore this box": "Dieses Gerät wiederherstellen",
  Review: "Prüfen",
  "Rights of everyone else with an account": "Rechte aller anderen mit einem Konto",
  "Rights of {userName}": "Rechte von {userName}",
  "Setup code": "Einrichtungscode",
  "Share name": "Name der Freigabe",
  "Sign in with the name and password of an administrator of then.":
    "Melden Sie sich mit Namen und Kennwort eines damaligen Administrators an.",
  Steps: "Schritte",
  "The administrator": "Der Administrator",
  "The administrator was not created": "Der Administrator wurde nicht angelegt",
  "The backup cannot be used": "Die Sicherung ist nicht verwendbar",
  "The code is needed": "Der Code wird benötigt",
  "The code was not accepted": "Der Code wurde nicht angenommen",
  "The first share": "Die erste Freigabe",
  "The first user": "Der erste Benutzer",
  "The folder {path} is made if it is not there, and shared as “{name}”.":
    "Der Ordner {path} wird angelegt, wenn es ihn nicht gibt, und als „{name}“ freigegeben.",
  "The folder {path} is shared as “{name}”.": "Der Ordner {path} wird als „{name}“ freigegeben.",
  "The user could not be created": "Der Benutzer konnte nicht angelegt werden",
  "The user is there, but the share could not be created":
    "Der Benutzer ist da, aber die Freigabe konnte nicht angelegt werden",
  "This box is {serverName} again": "Dieses Gerät ist wieder {serverName}",
  "Users, groups, shares and settings are as they were in the backup.":
    "Benutzer, Gruppen, Freigaben und Einstellungen sind, wie sie in der Sicherung waren.",
  "Welcome to Larder": "Willkommen bei Larder",
  "What people see on the network": "Was man im Netz sieht",
  "What they type to connect": "Was beim Verbinden eingegeben wird",
  "Who may do what": "Wer was darf",
  "Whoever opens files needs a name and a password of their own. More can follow later.":
    "Wer Dateien öffnet, braucht einen eigenen Namen und ein eigenes Kennwort. Weitere können später folgen.",
  "Your account for these pages. It does not open files; users do that.":
    "Ihr Konto für diese Seiten. Es öffnet keine Dateien; das tun Benutzer.",
  "setup-code": "setup-code",
  "{title} · Larder set-up": "{title} · Larder einrichten",
  "“{name}” is ready": "„{name}“ ist bereit",
  "What is deleted over the network is kept for {days} days in the share’s recycle bin.":
    "Was über das Netz gelöscht wird, bleibt {days} Tage im Papierkorb der Freigabe.",
} as const;
