/** What the server says of permissions: who may do what, why, and what a change does. */
export const germanSaidOfAccess = {
  // Why somebody may do what.
  "sees what is in {_place}": "sieht, was in {_place} ist",
  "does not see what is in {_place}: {_why}": "sieht nicht, was in {_place} ist: {_why}",
  "The share {share} is switched off.": "Die Freigabe {share} ist ausgeschaltet.",
  "The folder of {share} cannot be opened by the file server ({status}).":
    "Der Dateiserver kann den Ordner von {share} nicht öffnen ({status}).",
  "{_place} does not exist.": "{_place} gibt es nicht.",
  "{_place} is not a folder, so that nothing can be in it.":
    "{_place} ist kein Ordner, also kann nichts darin sein.",
  "{_place} cannot be looked at ({status}).": "{_place} lässt sich nicht ansehen ({status}).",
  "{user} does not see what is in {_place} ({_why}), and finds {_file} only by its whole name.":
    "{user} sieht nicht, was in {_place} ist ({_why}), und findet {_file} nur mit dem vollen Namen.",
  "{share} is reached from {hosts} and from nowhere else.":
    "{share} ist von {hosts} aus zu erreichen und von nirgends sonst.",
  "{share} turns away {hosts}.": "{share} weist {hosts} ab.",
  "{share} turns away clients that do not encrypt.":
    "{share} weist Clients ab, die nicht verschlüsseln.",
  "{share} turns away clients that do not sign.": "{share} weist Clients ab, die nicht signieren.",
  "Lists of {share} show {user} only what {user} may read.":
    "Listen von {share} zeigen {user} nur, was {user} lesen darf.",
  "{user} cannot open {_place}. {_because}": "{user} kann {_place} nicht öffnen. {_because}",
  open: "öffnen",
  "look into": "ansehen",
  "{user} has full control of {_place}.": "{user} hat Vollzugriff auf {_place}.",
  "{user} can {_open}, change and delete {_place}.":
    "{user} kann {_place} {_open}, ändern und löschen.",
  "{user} can look into {_place}, and not change it.":
    "{user} kann {_place} ansehen, aber nicht ändern.",
  "{user} can open {_place}, and not change it.": "{user} kann {_place} öffnen, aber nicht ändern.",
  "{user} can neither {_open} nor change {_place}.":
    "{user} kann {_place} weder {_open} noch ändern.",
  "{user} can pass through {_place} and nothing else.":
    "{user} kann {_place} durchqueren und sonst nichts.",
  "{user} has some rights on {_place}; the list says which.":
    "{user} hat einzelne Rechte an {_place}; die Liste sagt, welche.",
  "{user} can delete it all the same; the list says why.":
    "{user} kann es trotzdem löschen; die Liste sagt, warum.",
  "an entry of its list": "ein Eintrag seiner Liste",
  "the entry for {_who} on {_origin} allows it": "der Eintrag für {_who} an {_origin} erlaubt es",
  "the entry for {_who} on {_origin} denies it":
    "der Eintrag für {_who} an {_origin} verweigert es",
  "{_place}, inherited from {_from},": "{_place}, geerbt von: {_from},",
  "a folder above": "einem Ordner darüber",
  "the group {name}": "die Gruppe {name}",
  "{user} owns {_place}": "{_place} gehört {user}",
  "{_place} has no list at all, which lets everybody do everything":
    "{_place} hat gar keine Liste, also dürfen alle alles",
  "{user} is an administrator, who may take what is kept away":
    "{user} ist Administrator und darf sich nehmen, was vorenthalten wird",
  "no entry on {_place} gives it to {user} or a group of {user}":
    "kein Eintrag an {_place} gibt es {user} oder einer Gruppe von {user}",
  "the folder {_place} gives it on what is in it":
    "der Ordner {_place} gibt es für das, was darin ist",
  "the folder {_place} gives it on what is in it by the entry for {_who}":
    "der Ordner {_place} gibt es für das, was darin ist, mit dem Eintrag für {_who}",
  "the share {share} does not give it to {user}": "die Freigabe {share} gibt es {user} nicht",
  "the share {share} is read-only": "die Freigabe {share} ist schreibgeschützt",
  "a rule of the share {share} takes it away (write once, own files only, or recycle bin)":
    "eine Regel der Freigabe {share} nimmt es weg (nur einmal schreiben, nur eigene Dateien oder Papierkorb)",
  "the file is marked read-only": "die Datei ist als schreibgeschützt markiert",
  "The share {share} keeps {user} out: “no access” for {_who} beats every other entry.":
    "Die Freigabe {share} lässt {user} nicht ein: „Kein Zugriff“ für {_who} geht jedem anderen Eintrag vor.",
  "Nobody gave {user} access to the share {share}, in person or by a group.":
    "Niemand hat {user} Zugriff auf die Freigabe {share} gegeben, weder selbst noch über eine Gruppe.",
  "The share {share} leaves {user}: {_level}.": "Die Freigabe {share} lässt {user}: {_level}.",
  "It is read-only for everybody.": "Sie ist für alle schreibgeschützt.",
  "{user} is switched off and cannot log on":
    "{user} ist ausgeschaltet und kann sich nicht anmelden",
  "{user} has expired and cannot log on": "{user} ist abgelaufen und kann sich nicht anmelden",
  "{user} has no password yet and cannot log on":
    "{user} hat noch kein Kennwort und kann sich nicht anmelden",
  "{user} has to change the password before the next logon":
    "{user} muss vor der nächsten Anmeldung das Kennwort ändern",
  "{user} has a password that is too old, and has to change it first":
    "{user} hat ein zu altes Kennwort und muss es zuerst ändern",

  // Who and where.
  "everyone with an account": "alle mit einem Konto",
  "Everyone with an account": "Alle mit einem Konto",
  "Whoever makes it (CREATOR OWNER)": "Wer es anlegt (CREATOR OWNER)",
  "Its owner (OWNER RIGHTS)": "Der Besitzer (OWNER RIGHTS)",
  "Backup operators": "Sicherungsoperatoren",
  "The group of whoever makes it (CREATOR GROUP)":
    "Die Gruppe dessen, der es anlegt (CREATOR GROUP)",
  Administrators: "Administratoren",
  "{kind} {number} of this box": "{kind} {number} dieses Geräts",
  "the share’s folder": "Ordner der Freigabe",
  "“{name}”": "„{name}“",

  // Rights, in the middle of a sentence.
  nothing: "nichts",
  "pass through": "durchqueren",
  "some rights": "einzelne Rechte",
  other: "andere",
  "a special part": "einen besonderen Teil",
  "{_what} ({_where})": "{_what} ({_where})",

  // What a change does.
  "{_who} is allowed {_what}": "{_who} darf: {_what}",
  "{_who} is denied {_what}": "{_who} wird verweigert: {_what}",
  "{_who} has a special entry for {_what}": "{_who} hat einen besonderen Eintrag für: {_what}",
  "Goes: {_entry}.": "Entfällt: {_entry}.",
  "New: {_entry}.": "Neu: {_entry}.",
  "Entries of the folders above do not count here any more.":
    "Einträge der Ordner darüber gelten hier nicht mehr.",
  "Entries of the folders above count here again.":
    "Einträge der Ordner darüber gelten hier wieder.",
  "So far it had no list at all and was open to everybody; now only the list counts.":
    "Bisher gab es gar keine Liste, und alle durften alles; jetzt zählt nur die Liste.",
  "It belongs to {_who} instead of {_former}.": "Es gehört {_who} statt {_former}.",
  "What it inherits is brought up to date with the folder above.":
    "Was es erbt, wird auf den Stand des Ordners darüber gebracht.",
  "The entries are the same in the order that Windows expects: denials first.":
    "Die Einträge sind dieselben in der Reihenfolge, die Windows erwartet: Verweigerungen zuerst.",
  "{user}: {_from} → {_to}": "{user}: {_from} → {_to}",
  "{user} gains {_rights}": "{user} bekommt hinzu: {_rights}",
  "{user} loses {_rights}": "{user} verliert: {_rights}",
  "{user} gains {_rights} and loses {_lost}":
    "{user} bekommt hinzu: {_rights}, und verliert: {_lost}",

  // Handing down.
  "more than {_number}": "mehr als {_number}",
  "Everything below {_place} gets the permissions that this folder hands down: {_number}.":
    "Alles unter {_place} bekommt die Berechtigungen, die dieser Ordner weitergibt: {_number}.",
  "Entries that files and folders below have of their own are lost.":
    "Eigene Einträge von Dateien und Ordnern darunter gehen verloren.",
  "All of it gets the owner that you named.": "Alles davon bekommt den genannten Besitzer.",
  "Hand the permissions of {_place} down": "Berechtigungen von {_place} weitergeben",
  "{number} changed; all others were as they should be.":
    "{number} geändert; alle anderen waren, wie sie sein sollen.",
  "The file server stopped before it was through. What is done stays done; start it again for the rest.":
    "Der Dateiserver endete, bevor alles getan war. Was getan ist, bleibt; beginnen Sie für den Rest noch einmal.",

  // What the file server refuses.
  "The folder of the share": "Der Ordner der Freigabe",
  "The file server does not know this share (yet).":
    "Der Dateiserver kennt diese Freigabe (noch) nicht.",
  "The folder of the share cannot be opened ({status}).":
    "Der Ordner der Freigabe lässt sich nicht öffnen ({status}).",
  "{_place} is no name that a file can have.": "{_place} ist kein Name, den eine Datei haben kann.",
  "{_place} is not a folder.": "{_place} ist kein Ordner.",
  "The file server does not know this user (yet).":
    "Der Dateiserver kennt diesen Benutzer (noch) nicht.",
  "{_place} is a link: change the permissions of what it leads to.":
    "{_place} ist ein Verweis: Ändern Sie die Berechtigungen dessen, wohin er führt.",
  "The permissions of {_place} were changed since you read them. Look at them again first.":
    "Die Berechtigungen von {_place} wurden geändert, seit Sie sie gelesen haben. Sehen Sie sie erst noch einmal an.",
  "One of the entries is of a kind that can be kept, but not made or changed here.":
    "Einer der Einträge ist von einer Art, die bleiben kann, aber hier nicht angelegt oder geändert wird.",
  "Too many walks at a time; wait for one.":
    "Zu viele Durchläufe auf einmal; warten Sie, bis einer endet.",
  "The file server was restarted meanwhile.": "Der Dateiserver wurde inzwischen neu gestartet.",
  "the file server answered {status}.": "der Dateiserver antwortete {status}.",
  "the file server itself may not do this on the disk.":
    "der Dateiserver darf das auf dem Datenträger selbst nicht.",
  "there is no room left on the disk.": "auf dem Datenträger ist kein Platz mehr.",
  "the disk is read-only.": "der Datenträger ist schreibgeschützt.",
  "the file system keeps no permissions of this kind.":
    "das Dateisystem bewahrt Berechtigungen dieser Art nicht auf.",
  "what is stored as its permissions cannot be read.":
    "was als Berechtigungen gespeichert ist, lässt sich nicht lesen.",
  "the list is too long to be stored.": "die Liste ist zu lang, um gespeichert zu werden.",
  "the file system has no room for a list of this length.":
    "das Dateisystem hat für eine so lange Liste keinen Platz.",
  "it is a link.": "es ist ein Verweis.",
  "the share was moved or removed meanwhile.":
    "die Freigabe wurde inzwischen verschoben oder entfernt.",
  "There is no {_kind} {name}.": "Nicht gefunden ({_kind}): {name}.",
  "This {_kind} does not exist": "Gibt es nicht ({_kind})",
  "A preset holds entries that allow or deny.":
    "Eine Vorlage enthält Einträge, die erlauben oder verweigern.",
  "Only plain entries can be kept": "Nur einfache Einträge lassen sich aufheben",
  "There is already a preset named {name}.": "Eine Vorlage namens {name} gibt es schon.",
  "There is already a preset with this name": "Eine Vorlage mit diesem Namen gibt es schon",
  "{number} presets are kept; delete one first.":
    "{number} Vorlagen werden aufgehoben; löschen Sie zuerst eine.",
  "There is no such preset.": "Diese Vorlage gibt es nicht.",
} as const;
