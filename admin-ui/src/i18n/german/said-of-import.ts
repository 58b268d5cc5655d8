/** What the server says of a table of accounts, and of a Samba configuration that moves in. */
export const germanSaidOfImport = {
  // Tables of users and groups.
  "The file is empty.": "Die Datei ist leer.",
  "There is no column “{name}”; there are {names}.":
    "Eine Spalte „{name}“ gibt es nicht; es gibt {names}.",
  "The column “{name}” is there twice.": "Die Spalte „{name}“ gibt es zweimal.",
  "The column “name” is missing.": "Die Spalte „name“ fehlt.",
  "At most {number} rows in one file.": "Höchstens {number} Zeilen in einer Datei.",
  "“{value}” is neither yes nor no": "„{value}“ ist weder ja noch nein",
  "“{value}” is no uid or gid": "„{value}“ ist keine uid oder gid",
  "“{value}” is no day as 2030-12-31": "„{value}“ ist kein Tag wie 2030-12-31",
  "This is no name": "Das ist kein Name",
  "The name is in the file twice": "Der Name steht zweimal in der Datei",
  "A user has this name": "Ein Benutzer heißt so",
  "A group has this name": "Eine Gruppe heißt so",
  "The comment is too long": "Der Kommentar ist zu lang",
  "The full name is too long": "Der volle Name ist zu lang",
  "Another group has the gid {gid}": "Eine andere Gruppe hat die gid {gid}",
  "Another user has the uid {uid}": "Ein anderer Benutzer hat die uid {uid}",
  "There is no user “{name}”": "Einen Benutzer „{name}“ gibt es nicht",
  "There is no group “{name}”": "Eine Gruppe „{name}“ gibt es nicht",
  "A group cannot be inside itself": "Eine Gruppe kann nicht in sich selbst sein",
  "Some rows have problems; look at the preview.":
    "Einige Zeilen haben Probleme; sehen Sie in die Vorschau.",
  "Things have changed since; look at the preview again.":
    "Seitdem hat sich etwas geändert; sehen Sie noch einmal in die Vorschau.",
  "a password is made": "ein Kennwort wird gemacht",
  "no password": "kein Kennwort",

  // Accounts of another box.
  "At most {number} users at a time.": "Höchstens {number} Benutzer auf einmal.",
  "This is no name.": "Das ist kein Name.",
  "The name is in the file twice.": "Der Name steht zweimal in der Datei.",
  "A group has this name; leave the user out.":
    "Eine Gruppe heißt so; lassen Sie den Benutzer weg.",
  "uid {uid} is somebody else's, another one is chosen":
    "uid {uid} gehört jemand anderem, es wird eine andere gewählt",
  "uid {uid}": "uid {uid}",
  "a share names them": "eine Freigabe nennt sie",
  "no password: set one before they can sign in":
    "kein Kennwort: setzen Sie eines, bevor sie sich anmelden können",
  password: "Kennwort",
  disabled: "ausgeschaltet",
  "the password is the file's from then on": "danach gilt das Kennwort aus der Datei",
  "there already, stays as it is": "schon da, bleibt, wie es ist",
  "there already": "schon da",
  "A user has this name; names are one list.": "Ein Benutzer heißt so; Namen gibt es nur einmal.",
  "empty: /etc/group was not given or does not have it":
    "leer: /etc/group wurde nicht angegeben oder hat sie nicht",
  "members: {_names}": "Mitglieder: {_names}",
  "none that are known here": "keine, die hier bekannt sind",
  "gid {gid}; {_members}": "gid {gid}; {_members}",
  "The second field is no uid.": "Das zweite Feld ist keine uid.",
  "It is the account of a machine in a domain.": "Es ist das Konto eines Rechners in einer Domäne.",
  "The fourth field is no NT hash.": "Das vierte Feld ist kein NT-Hash.",
  "This is neither NAME:HASH nor a line of smbpasswd.":
    "Das ist weder NAME:HASH noch eine Zeile aus smbpasswd.",
  "The second field is no NT hash in base64.": "Das zweite Feld ist kein NT-Hash in base64.",

  // The whole of it.
  "Choose a configuration, a password file or both.":
    "Wählen Sie eine Konfiguration, eine Kennwortdatei oder beides.",
  "The oldest version of SMB would be newer than the newest: leave settings out.":
    "Die älteste Version von SMB wäre neuer als die neueste: Lassen Sie die Einstellungen weg.",
  "Encryption would be required and not possible: leave settings out.":
    "Verschlüsselung wäre Pflicht und nicht möglich: Lassen Sie die Einstellungen weg.",
  "Some of it cannot be imported; look at the preview, and leave out what has problems.":
    "Einiges lässt sich nicht übernehmen; sehen Sie in die Vorschau, und lassen Sie weg, was Probleme hat.",
  "The files have more than {number} lines.": "Die Dateien haben mehr als {number} Zeilen.",
  "At most {number} shares at a time.": "Höchstens {number} Freigaben auf einmal.",
  "This box is no domain controller.": "Dieses Gerät ist kein Domänencontroller.",
  "It is always there.": "Das gibt es immer.",
  "This is neither a section nor NAME = VALUE.": "Das ist weder ein Abschnitt noch NAME = WERT.",
  "This is no section: [NAME] is one.": "Das ist kein Abschnitt: [NAME] ist einer.",
  "What is kept in Samba's registry is not in a file; `net conf list` prints it.":
    "Was in Sambas Registry steht, ist in keiner Datei; `net conf list` gibt es aus.",
  "Which file this is depends on the client.": "Welche Datei das ist, hängt vom Client ab.",
  "The file {name} was not given; choose it as well.":
    "Die Datei {name} wurde nicht angegeben; wählen Sie sie dazu.",
  "The file includes itself.": "Die Datei schließt sich selbst ein.",
  "Files are included too deep in each other.": "Dateien sind zu tief ineinander eingeschlossen.",
  "There is no such section above it to copy from.":
    "Einen solchen Abschnitt zum Kopieren gibt es darüber nicht.",
  "Line {number} says it again.": "Zeile {number} sagt es noch einmal.",
  "“{value}” is no mode in octal.": "„{value}“ ist kein oktaler Modus.",
  "“{value}” is neither yes nor no.": "„{value}“ ist weder ja noch nein.",
  "“{value}” is no size.": "„{value}“ ist keine Größe.",

  // Shares that move in.
  "[{section}] has the same name here; give one of them another.":
    "[{section}] hat hier denselben Namen; geben Sie einem davon einen anderen.",
  "The name: {_why}.": "Der Name: {_why}.",
  "It names no folder; choose one.": "Kein Ordner ist genannt; wählen Sie einen.",
  "The folder does not answer.": "Der Ordner antwortet nicht.",
  "The {_kind} {name} is left out and gets no right.":
    "{name} ({_kind}) wird weggelassen und bekommt kein Recht.",
  "{parameter} = {name}: nobody of this name is known here; set it in the share.":
    "{parameter} = {name}: So heißt hier niemand; setzen Sie es in der Freigabe.",
  hidden: "versteckt",
  "a folder for each user": "ein Ordner für jeden Benutzer",
  "encryption required": "Verschlüsselung Pflicht",
  "read-only": "schreibgeschützt",
  "case matters in names": "Groß- und Kleinschreibung zählt",
  "links are not followed": "Verweisen wird nicht gefolgt",
  "lists only what may be read": "listet nur, was gelesen werden darf",
  "open files outlive a restart": "offene Dateien überstehen einen Neustart",
  "no news of changes": "keine Meldungen von Änderungen",
  "reached from {hosts}": "erreichbar von {hosts}",
  "not reached from {hosts}": "nicht erreichbar von {hosts}",
  "at most {number} bytes": "höchstens {number} Bytes",
  "previous versions": "frühere Versionen",
  "snapshots in {path}": "Momentaufnahmen in {path}",
  "recycle bin": "Papierkorb",
  "closed after {number} minutes": "abgeschlossen nach {number} Minuten",
  "files belong to {name}": "Dateien gehören {name}",
  "files belong to the group {name}": "Dateien gehören der Gruppe {name}",
  "modes {files} and {folders}": "Modi {files} und {folders}",
  "{name} is on a list, but no valid user: no right was given.":
    "{name} steht auf einer Liste, aber nicht bei valid users: Es wurde kein Recht gegeben.",
  "{_who} gets “read” in place of “change”: the file keeps {names} from writing, and the strongest right counts here. Give “change” to those who need it.":
    "{_who} bekommt „Lesen“ statt „Ändern“: Die Datei lässt {names} nicht schreiben, und hier zählt das stärkste Recht. Geben Sie „Ändern“ denen, die es brauchen.",
  "The group {name}": "Die Gruppe {name}",
  Everyone: "Alle",
  "No account of this box: {names}. The others were taken over.":
    "Kein Konto dieses Geräts: {names}. Die anderen wurden übernommen.",
  "The folder depends on who comes, or is no absolute path: choose one.":
    "Der Ordner hängt davon ab, wer kommt, oder ist kein absoluter Pfad: Wählen Sie einen.",
  "What stands behind % is not filled in here.": "Was hinter % steht, wird hier nicht ausgefüllt.",
  "None of the hosts that may come has an address: only this box itself may.":
    "Keiner der Rechner, die kommen dürfen, hat eine Adresse: Nur dieses Gerät selbst darf.",
  "More than {number} hosts one way: only this box itself may come.":
    "Mehr als {number} Rechner in einer Richtung: Nur dieses Gerät selbst darf kommen.",
  "Only addresses and networks are known here, not {names}.":
    "Hier sind nur Adressen und Netze bekannt, nicht {names}.",
  "Not taken over: {_what}.": "Nicht übernommen: {_what}.",
  "full_audit (the audit log of this box records changes)":
    "full_audit (das Protokoll dieses Geräts hält Änderungen fest)",
  "streams_depot (its streams are not read; copy files over a client to keep them)":
    "streams_depot (seine Datenströme werden nicht gelesen; kopieren Sie Dateien über einen Client, um sie zu behalten)",
  "acl_tdb (rights kept in a database; only those in extended attributes are read)":
    "acl_tdb (Rechte in einer Datenbank; gelesen werden nur die in erweiterten Attributen)",
  "nfs4acl_xattr (rights of NFS are not read)":
    "nfs4acl_xattr (Rechte von NFS werden nicht gelesen)",
  "zfsacl (rights of ZFS are not read)": "zfsacl (Rechte von ZFS werden nicht gelesen)",
  "virusfilter (nothing is scanned)": "virusfilter (es wird nichts geprüft)",
  "dirsort (clients sort by themselves)": "dirsort (Clients sortieren selbst)",
  "Whose files they are may not depend on who comes.":
    "Wem die Dateien gehören, darf nicht davon abhängen, wer kommt.",

  // Settings that move in, or do not.
  "what stands behind % is not filled in here": "was hinter % steht, wird hier nicht ausgefüllt",
  "It cannot be taken over: {_why}.": "Das lässt sich nicht übernehmen: {_why}.",
  "SMB 1 is not served: the oldest is 2.0.2.": "SMB 1 gibt es nicht: Das älteste ist 2.0.2.",
  "This version of SMB is not known.": "Diese Version von SMB ist nicht bekannt.",
  "SMB 2 and 3 cannot be had without signing: clients may sign.":
    "SMB 2 und 3 gibt es nicht ohne Signieren: Clients dürfen signieren.",
  "It cannot be taken over: it is neither yes nor no.":
    "Das lässt sich nicht übernehmen: Es ist weder ja noch nein.",

  // Why a parameter stays behind.
  "There is nothing like it here.": "Dergleichen gibt es hier nicht.",
  "Caching is switched for the whole box, in the settings.":
    "Zwischenspeichern wird für das ganze Gerät geschaltet, in den Einstellungen.",
  "Open files always outlive a short loss of the network.":
    "Offene Dateien überstehen einen kurzen Netzausfall immer.",
  "Locks are always kept.": "Sperren gelten immer.",
  "Local programs and clients do not see each other's locks anyhow.":
    "Lokale Programme und Clients sehen ihre Sperren gegenseitig ohnehin nicht.",
  "Extended attributes are always there.": "Erweiterte Attribute gibt es immer.",
  "Attributes are always kept beside the file.": "Attribute stehen immer neben der Datei.",
  "Every file has a descriptor.": "Jede Datei hat einen Deskriptor.",
  "Passwords are never sent as they are.": "Kennwörter werden nie im Klartext gesendet.",
  "Nobody comes in without a name: give guests an account.":
    "Niemand kommt ohne Namen herein: Geben Sie Gästen ein Konto.",
  "No domain is joined, and none is served.":
    "Das Gerät tritt keiner Domäne bei und bietet keine an.",
  "NetBIOS and its name service are not spoken; discovery is a setting of its own.":
    "NetBIOS und sein Namensdienst werden nicht gesprochen; gefunden zu werden ist eine eigene Einstellung.",
  "The box logs by itself; what clients do is in the audit log.":
    "Das Gerät protokolliert selbst; was Clients tun, steht im Protokoll.",
  "Where the file server listens is set where the box is installed (LARDER_SMB_HOST).":
    "Wo der Dateiserver lauscht, wird bei der Installation gesetzt (LARDER_SMB_HOST).",
  "It is tuned by itself.": "Das stellt sich von selbst ein.",
  "No command is run when somebody comes or goes.":
    "Wenn jemand kommt oder geht, wird kein Befehl ausgeführt.",
  "No files are hidden or refused by their names.":
    "Keine Dateien werden nach ihrem Namen versteckt oder abgelehnt.",
  "All shares that are not hidden are listed for everybody; what is in them is not.":
    "Alle nicht versteckten Freigaben werden allen gezeigt; was darin ist, nicht.",
  "Rights come from the folder above as Windows has it, and are kept beside the mode.":
    "Rechte kommen wie bei Windows vom Ordner darüber und stehen neben dem Modus.",
  "Who comes is who signed in.": "Wer kommt, ist, wer sich angemeldet hat.",
  "The names of files are not changed on the way.":
    "Die Namen von Dateien werden unterwegs nicht geändert.",
  "There is no distributed file system.": "Ein verteiltes Dateisystem gibt es nicht.",
  "Shares are made here or in the browser, not by users of the machine.":
    "Freigaben werden hier oder im Browser angelegt, nicht von Benutzern des Rechners.",
  "The bin keeps folders under .recycle, one for each user.":
    "Der Papierkorb hat Ordner unter .recycle, einen für jeden Benutzer.",
  "The bin keeps everything; its size and days are options of the share.":
    "Der Papierkorb behält alles; Größe und Tage sind Optionen der Freigabe.",
  "Links are followed inside the share at most.":
    "Verweisen wird höchstens innerhalb der Freigabe gefolgt.",
  "Administrators see what goes on in the browser; nobody is told over SMB.":
    "Administratoren sehen im Browser, was geschieht; über SMB erfährt es niemand.",
  "Apple's extensions are on for each share as Macs ask for them.":
    "Apples Erweiterungen sind bei jeder Freigabe an, wenn Macs danach fragen.",
  "Snapshots are found by their dates, in the usual places or in the snapshot folder.":
    "Momentaufnahmen werden an ihrem Datum erkannt, an den üblichen Orten oder im Ordner dafür.",
  "The recycle bin has other options here.": "Der Papierkorb hat hier andere Optionen.",
  "What clients do is in the audit log.": "Was Clients tun, steht im Protokoll.",
  "Descriptors are kept as this module keeps them.":
    "Deskriptoren werden so aufbewahrt wie von diesem Modul.",
  "Streams are kept as this module keeps them.":
    "Datenströme werden so aufbewahrt wie von diesem Modul.",
  "All characters that clients send are kept as they are.":
    "Alle Zeichen, die Clients senden, bleiben, wie sie sind.",
  "A file is closed for good an hour after its last change, or after the grace period.":
    "Eine Datei wird eine Stunde nach der letzten Änderung endgültig abgeschlossen, oder nach der Frist.",
  "No domain is joined.": "Das Gerät tritt keiner Domäne bei.",
  "Accounts are kept in this box.": "Konten liegen in diesem Gerät.",
  "Local programs and clients do not see each other's locks.":
    "Lokale Programme und Clients sehen ihre Sperren gegenseitig nicht.",
  "Printers are not shared.": "Drucker werden nicht freigegeben.",
  "The services of RPC are the same for everybody.": "Die Dienste von RPC sind für alle gleich.",
  "The certificate is one of the box's own settings.":
    "Das Zertifikat ist eine Einstellung des Geräts selbst.",
  "There is no search index.": "Einen Suchindex gibt es nicht.",
} as const;
