/** What the server says of shares, folders, users, groups, and of what a change costs those who are connected. */
export const germanSaidOfSharing = {
  "{by} has changed {name} since then.": "{by} hat {name} seitdem geändert.",
  "{by} has changed this since then.": "{by} hat das seitdem geändert.",
  "Somebody has changed this since then.": "Jemand hat das seitdem geändert.",
  "Somebody has changed {name} since then.": "Jemand hat {name} seitdem geändert.",
  "{_names} and {number} more": "{_names} und {number} weitere",
  "somebody without a name": "jemand ohne Namen",

  // Who notices.
  "{share} is no longer shared; the files stay.":
    "{share} ist nicht mehr freigegeben; die Dateien bleiben.",
  "{share} is called {name} from now on; the files stay.":
    "{share} heißt von nun an {name}; die Dateien bleiben.",
  "{share} shows {path} from now on; the files stay.":
    "{share} zeigt von nun an {path}; die Dateien bleiben.",
  "{share} shows each user a folder of their own from now on; the files stay.":
    "{share} zeigt von nun an jedem Benutzer einen eigenen Ordner; die Dateien bleiben.",
  "{share} shows all of its folder from now on; the files stay.":
    "{share} zeigt von nun an den ganzen Ordner; die Dateien bleiben.",
  "{share} is opened anew, as names and links count otherwise; the files stay.":
    "{share} wird neu geöffnet, weil Namen und Verweise anders gelten; die Dateien bleiben.",
  "It can only be read from now on: files that are open for writing are closed.":
    "Von nun an lässt sich nur lesen: Zum Schreiben geöffnete Dateien werden geschlossen.",
  "Whoever does not encrypt is disconnected.": "Wer nicht verschlüsselt, wird getrennt.",
  "Whoever neither signs nor encrypts is disconnected.":
    "Wer weder signiert noch verschlüsselt, wird getrennt.",
  "Whoever comes from where it is not reached any more is disconnected.":
    "Wer von dort kommt, wo sie nicht mehr erreichbar ist, wird getrennt.",
  "{_sessions} will be disconnected from it.": "{_sessions}: wird davon getrennt.",
  "{_sessions} will be disconnected from it: {_who}.": "{_sessions}: wird davon getrennt: {_who}.",
  "{_opens} will be closed; what was not written yet is lost.":
    "{_opens}: wird geschlossen; was noch nicht geschrieben war, geht verloren.",
  "{_names} is connected": "{_names} ist verbunden",
  "{_names} are connected": "{_names} sind verbunden",
  "{_who} now.": "Jetzt: {_who}.",
  "{user} may no longer sign in": "{user} darf sich nicht mehr anmelden",
  "{user} is called {name} from now on": "{user} heißt von nun an {name}",
  "{_change}; {_sessions} will be disconnected.": "{_change}; {_sessions}: wird getrennt.",
  "{_users} will be {_what}.": "{_users}: {_what}.",
  "deleted; their files stay": "gelöscht; die Dateien bleiben",
  "For an hour they can be brought back.": "Eine Stunde lang können sie zurückgeholt werden.",
  "What was deleted is not kept any more.": "Was gelöscht wurde, wird nicht mehr aufgehoben.",
  "The number of what was deleted belongs to another now.":
    "Die Nummer dessen, was gelöscht wurde, gehört inzwischen jemand anderem.",
  "switched off": "ausgeschaltet",
  "{_sessions} will be disconnected, with {_opens}.": "{_sessions}: wird getrennt, mit {_opens}.",

  // Shares and folders.
  "It is not below a data root ({roots}).": "Er liegt nicht in einem Datenordner ({roots}).",
  "It is not below a data root ({roots}). Choose a folder there, or name this one in LARDER_DATA, too.":
    "Er liegt nicht in einem Datenordner ({roots}). Wählen Sie dort einen Ordner oder nennen Sie diesen auch in LARDER_DATA.",
  "The share {name} has the same folder; each has its own permissions.":
    "Die Freigabe {name} hat denselben Ordner; jede hat eigene Berechtigungen.",
  "It lies inside the share {name}, whose users reach it too.":
    "Er liegt in der Freigabe {name}, deren Benutzer ihn auch erreichen.",
  "The share {name} lies inside it, and users of this share will reach it too.":
    "Die Freigabe {name} liegt darin; Benutzer dieser Freigabe erreichen sie auch.",
  "On the disk it belongs to uid {uid} with mode {mode}: others may not write, unless its own permissions or a forced owner allow it.":
    "Auf dem Datenträger gehört er uid {uid} mit Modus {mode}: Andere dürfen nicht schreiben, außer wenn seine eigenen Berechtigungen oder ein erzwungener Besitzer es erlauben.",
  "Snapshots cannot be in {path}: {_why}": "Momentaufnahmen können nicht in {path} liegen: {_why}",
  "{share} is not in a data folder of this box; choose another folder first.":
    "{share} liegt nicht in einem Datenordner dieses Geräts; wählen Sie zuerst einen anderen Ordner.",
  "This is not in a data folder of this box": "Das liegt nicht in einem Datenordner dieses Geräts",
  "What {_who} deleted in {share} cannot be had back then.":
    "Was {_who} in {share} gelöscht hat, ist dann nicht mehr zurückzuholen.",
  everybody: "irgendjemand",
  "{path} cannot be shared: {_why}": "{path} lässt sich nicht freigeben: {_why}",
  "There is already a share named {name}.": "Eine Freigabe namens {name} gibt es schon.",
  "There is already a share with this name": "Eine Freigabe mit diesem Namen gibt es schon",
  "There is no such share.": "Diese Freigabe gibt es nicht.",
  "A user or group may appear once": "Ein Benutzer oder eine Gruppe darf nur einmal vorkommen",
  "The folder {path} cannot be made: {_why}.":
    "Der Ordner {path} lässt sich nicht anlegen: {_why}.",
  "It cannot be made: {_why}": "Er lässt sich nicht anlegen: {_why}",
  "the server may not write there": "der Server darf dort nicht schreiben",
  "the file server is not running, which has to make it":
    "der Dateiserver läuft nicht, der ihn anlegen müsste",
  "the file system is read-only": "das Dateisystem ist schreibgeschützt",
  "the disk is full": "der Datenträger ist voll",
  "the quota is used up": "das Kontingent ist aufgebraucht",
  "a part of the path is a file": "ein Teil des Pfads ist eine Datei",
  "there is a file with this name": "eine Datei mit diesem Namen gibt es schon",
  "the name is too long": "der Name ist zu lang",
  "the path is not complete": "der Pfad ist nicht vollständig",
  "At most 255 characters": "Höchstens 255 Zeichen",
  'None of " / \\ : | < > * ?': 'Keines von " / \\ : | < > * ?',
  "This name has a fixed meaning": "Dieser Name hat eine feste Bedeutung",
  "It may not end with a full stop": "Er darf nicht mit einem Punkt enden",
  "There is already something named {name}.": "Etwas namens {name} gibt es schon.",
  "There is already something with this name": "Etwas mit diesem Namen gibt es schon",
  "{path} is not below a data root.": "{path} liegt nicht in einem Datenordner.",
  "There is no folder {path}.": "Den Ordner {path} gibt es nicht.",
  "The server may not read {path}.": "Der Server darf {path} nicht lesen.",
  "Empty the recycle bin in {share}": "Papierkorb in {share} leeren",
  "Empty the recycle bin of {user} in {share}": "Papierkorb von {user} in {share} leeren",
  "{_files} removed, {number} MiB free again.": "{_files} entfernt, {number} MiB wieder frei.",
  "Somebody has it open.": "Jemand hat es geöffnet.",
  "The file server stopped: {why}.": "Der Dateiserver hörte auf: {why}.",

  // Users and groups.
  "One of the users does not exist any more.": "Einen der Benutzer gibt es nicht mehr.",
  "One of the users does not exist": "Einen der Benutzer gibt es nicht",
  "This user does not exist any more.": "Diesen Benutzer gibt es nicht mehr.",
  "One of the groups does not exist any more.": "Eine der Gruppen gibt es nicht mehr.",
  "One of the groups does not exist": "Eine der Gruppen gibt es nicht",
  "One of the shares does not exist any more.": "Eine der Freigaben gibt es nicht mehr.",
  "One of the shares does not exist": "Eine der Freigaben gibt es nicht",
  "Choose a group that exists.": "Wählen Sie eine Gruppe, die es gibt.",
  "There is already a {_kind} named {name}.": "Diesen Namen gibt es schon ({_kind}): {name}.",
  "There is already a {_kind} with this name": "Diesen Namen gibt es schon ({_kind})",
  user: "Benutzer",
  group: "Gruppe",
  "There is no such user.": "Diesen Benutzer gibt es nicht.",
  "There is no such group.": "Diese Gruppe gibt es nicht.",
  "Another user has the uid {uid}.": "Ein anderer Benutzer hat die uid {uid}.",
  "Another user has this uid": "Ein anderer Benutzer hat diese uid",
  "Another group has the gid {gid}.": "Eine andere Gruppe hat die gid {gid}.",
  "Another group has this gid": "Eine andere Gruppe hat diese gid",
  "The group would be inside itself, by way of {name}":
    "Die Gruppe wäre über {name} in sich selbst enthalten",
  "This user is not in the group.": "Dieser Benutzer ist nicht in der Gruppe.",
  "It is one of the last {number}; take a new one":
    "Es ist eines der letzten {number}; nehmen Sie ein neues",
  "At least {number} characters": "Mindestens {number} Zeichen",
  "It may not hold the name": "Es darf den Namen nicht enthalten",
  "The password is refused: {_why}.": "Das Kennwort wird abgelehnt: {_why}.",
  "Ask an administrator for a new password.":
    "Bitten Sie einen Administrator um ein neues Kennwort.",
  "The new password is the present one.": "Das neue Kennwort ist das jetzige.",
  "Take another one than the present": "Nehmen Sie ein anderes als das jetzige",
  "{name} is an administrator already.": "{name} ist schon Administrator.",
  "There is an administrator with this name": "Einen Administrator mit diesem Namen gibt es",
  "There is no such administrator.": "Diesen Administrator gibt es nicht.",
  "{name} is the last with this role.": "{name} ist der letzte mit dieser Rolle.",
  "There is already a key named {name}.": "Einen Schlüssel namens {name} gibt es schon.",
  "There is already a key with this name": "Einen Schlüssel mit diesem Namen gibt es schon",
  "There is no such key.": "Diesen Schlüssel gibt es nicht.",
} as const;
