/** What the file server says: why it cannot serve something, and the details of what it writes into the audit log. */
export const germanSaidByEngine: Readonly<Record<string, string>> = {
  // Of a share that is not live, and of what it listens on.
  "The folder {path} cannot be opened ({status}).":
    "Der Ordner {path} lässt sich nicht öffnen ({status}).",
  "The share is switched off.": "Die Freigabe ist ausgeschaltet.",
  "The folder {folder} does not exist.": "Den Ordner {folder} gibt es nicht.",
  "The folder {folder} cannot be written to: it is mounted read-only.":
    "In den Ordner {folder} lässt sich nicht schreiben: Er ist nur zum Lesen eingehängt.",
  "The folder {folder} cannot be written to by this process.":
    "In den Ordner {folder} darf der Dateiserver nicht schreiben.",
  "The folder {folder} cannot be used ({code}).":
    "Der Ordner {folder} lässt sich nicht benutzen ({code}).",
  "Port {port} on {host} is taken by another program (another file server?).":
    "Port {port} auf {host} hat schon ein anderes Programm (ein anderer Dateiserver?).",
  "Port {port} needs more rights than this process has.":
    "Port {port} verlangt mehr Rechte, als dieses Programm hat.",
  "This machine has no address {host}.": "Diese Maschine hat keine Adresse {host}.",
  "Cannot listen on {host}:{port} ({code}).":
    "Auf {host}:{port} lassen sich keine Verbindungen annehmen ({code}).",

  "The file server sent a message that is too long.":
    "Der Dateiserver hat eine zu lange Nachricht geschickt.",
  "The file server speaks another version of the control channel.":
    "Der Dateiserver spricht eine andere Version des Steuerkanals.",
  "The link to the file server ended.": "Die Verbindung zum Dateiserver ist abgebrochen.",

  // Why somebody was not let in.
  again: "noch einmal",
  "another channel": "ein weiterer Kanal",
  "security blob too large": "Anmeldedaten zu groß",
  "anonymous logon is turned off": "anonyme Anmeldung ist ausgeschaltet",
  "anonymous users cannot encrypt": "anonyme Benutzer können nicht verschlüsseln",
  "anonymous-refused": "anonyme Anmeldung abgelehnt",
  "clock-skew": "die Uhren gehen zu weit auseinander",
  expired: "Konto abgelaufen",
  "must-change-password": "das Kennwort muss erst geändert werden",
  "password-expired": "Kennwort abgelaufen",
  tampered: "unterwegs verändert",
  malformed: "nicht zu lesen",
  "no-common-mechanism": "kein gemeinsames Anmeldeverfahren",
  "rejected-by-client": "vom Client abgebrochen",
  "weak-response": "zu schwaches Anmeldeverfahren",
  "unknown-user": "unbekannter Benutzer",
  "no-password-set": "kein Kennwort gesetzt",
  "wrong-password": "falsches Kennwort",
  "no such share": "keine solche Freigabe",
  "no permission on the share": "kein Recht an der Freigabe",
  "the share requires encryption": "die Freigabe verlangt Verschlüsselung",
  "the share requires signing": "die Freigabe verlangt Signaturen",
  "the share may not be reached from this address":
    "die Freigabe ist von dieser Adresse aus nicht erreichbar",
  "the folder cannot be opened": "der Ordner lässt sich nicht öffnen",

  // What was done.
  "kept as {path}": "aufgehoben als {path}",
  "{_measure}: {deleted} deleted, {renamed} renamed, {overwritten} overwritten with what looks encrypted":
    "{_measure}: {deleted} gelöscht, {renamed} umbenannt, {overwritten} mit etwas überschrieben, das verschlüsselt aussieht",
  noted: "vermerkt",
  throttled: "gebremst",
  blocked: "getrennt",
  "read data": "Daten lesen",
  list: "auflisten",
  "write data": "Daten schreiben",
  "add files": "Dateien anlegen",
  "append data": "Daten anhängen",
  "add folders": "Ordner anlegen",
  "read extended attributes": "erweiterte Attribute lesen",
  "write extended attributes": "erweiterte Attribute schreiben",
  execute: "ausführen",
  traverse: "durchqueren",
  "delete children": "Enthaltenes löschen",
  "read attributes": "Attribute lesen",
  "write attributes": "Attribute schreiben",
  "read permissions": "Rechte lesen",
  "change permissions": "Rechte ändern",
  "take ownership": "Besitz übernehmen",
  synchronize: "synchronisieren",
  "read and change the audit list": "Überwachungsliste lesen und ändern",
};
