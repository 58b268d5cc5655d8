export const germanShare = {
  "0: until it is emptied": "0: bis er geleert wird",
  "A folder of this box, on the network.": "Ein Ordner dieses Geräts im Netz.",
  "A home for each user": "Ein eigener Ordner für jeden Benutzer",
  "A link never leads out of the share": "Eine Verknüpfung führt nie aus der Freigabe hinaus",
  "Addresses and networks, one a line; empty: from everywhere":
    "Adressen und Netze, je Zeile eines; leer: von überall",
  "Administrators see all of them": "Administratoren sehen alle",
  "Advanced: listing, restarts, names, links, owners":
    "Erweitert: Auflisten, Neustarts, Namen, Verknüpfungen, Besitzer",
  Archive: "Archiv",
  "As on Linux. Windows and macOS programs expect that they do not":
    "Wie unter Linux. Programme für Windows und macOS erwarten das Gegenteil",
  "Backups of Macs. Give it a size, or they take all there is. Requires signing.":
    "Sicherungen von Macs. Geben Sie eine Größe an, sonst nehmen sie allen Platz. Verlangt Signieren.",
  "By nobody over the network, administrators included. Empty: they always can":
    "Über das Netz von niemandem, auch nicht von Administratoren. Leer: immer änderbar",
  "Choose a folder, say who may read or change it, and connect from Windows, macOS or Linux.":
    "Wählen Sie einen Ordner, legen Sie fest, wer ihn lesen oder ändern darf, und verbinden Sie sich von Windows, macOS oder Linux aus.",
  "Clients that neither sign nor encrypt are turned away":
    "Clients, die weder signieren noch verschlüsseln, werden abgewiesen",
  Connected: "Verbunden",
  "Create share": "Freigabe anlegen",
  "Days in the bin": "Tage im Papierkorb",
  "Delete the share “{name}”?": "Die Freigabe „{name}“ löschen?",
  "Documents and everything else. What is deleted is kept for 30 days.":
    "Dokumente und alles andere. Gelöschtes wird 30 Tage aufbewahrt.",
  "Drop box": "Briefkasten",
  "Each user sees one folder, made at the first visit, and nobody else's":
    "Jeder Benutzer sieht einen Ordner, der beim ersten Besuch angelegt wird, und keinen anderen",
  "Empty the recycle bin": "Papierkorb leeren",
  "Empty: the group of whoever makes them": "Leer: die Gruppe dessen, der sie anlegt",
  "Empty: whoever makes them": "Leer: wer sie anlegt",
  Encrypted: "Verschlüsselt",
  "Everybody puts something in and sees what is their own; administrators see all.":
    "Alle legen etwas hinein und sehen nur ihr Eigenes; Administratoren sehen alles.",
  "Everybody sees their own files only": "Alle sehen nur ihre eigenen Dateien",
  Files: "Dateien",
  "Files and permissions": "Dateien und Berechtigungen",
  "Fills in the options that go together. All of them can be changed below, now and later.":
    "Füllt die Angaben aus, die zusammengehören. Alle lassen sich unten ändern, jetzt und später.",
  "Folders leave out files and folders that whoever looks may not read. Large folders take longer to list":
    "Ordner lassen Dateien und Ordner weg, die der Betrachter nicht lesen darf. Das Auflisten großer Ordner dauert länger",
  "Folders of this box that people reach over the network.":
    "Ordner dieses Geräts, die man über das Netz erreicht.",
  "Followed inside the share": "Innerhalb der Freigabe befolgt",
  "For programs on the box itself": "Für Programme auf dem Gerät selbst",
  "From the share's folder, as in ../snapshots. Empty: .zfs/snapshot or .snapshots, here or above":
    "Vom Ordner der Freigabe aus, etwa ../snapshots. Leer: .zfs/snapshot oder .snapshots, hier oder darüber",
  "Group of new files (gid)": "Gruppe neuer Dateien (gid)",
  Hidden: "Verborgen",
  "Not in the audit log": "Nicht im Prüfprotokoll",
  "Its permissions and settings go with it.": "Ihre Berechtigungen und Einstellungen gehen mit.",
  "Keep files open over a restart": "Dateien über einen Neustart offen halten",
  Keeping: "Aufbewahren",
  Media: "Medien",
  "{label}: {value}": "{label}: {value}",
  "Set otherwise here: {options}.": "Hier anders eingestellt: {options}.",
  "Minutes until files cannot be changed any more":
    "Minuten, bis sich Dateien nicht mehr ändern lassen",
  "Mode of new files": "Modus neuer Dateien",
  "Mode of new folders": "Modus neuer Ordner",
  "Music and films, with other programs of the box. New files are their group's to change.":
    "Musik und Filme, gemeinsam mit anderen Programmen des Geräts. Neue Dateien darf ihre Gruppe ändern.",
  "Nobody can change anything in it, whatever their rights":
    "Niemand kann darin etwas ändern, gleich mit welchen Rechten",
  "Nobody is connected to it now.": "Zurzeit ist niemand mit ihr verbunden.",
  "Nobody listed": "Niemand aufgeführt",
  "Not followed": "Nicht befolgt",
  "Not in the list of shares; still reachable by its name":
    "Nicht in der Liste der Freigaben; unter ihrem Namen weiterhin erreichbar",
  "Not reached from": "Nicht erreichbar von",
  "Off: nobody can connect; the files and these settings stay":
    "Aus: Niemand kann sich verbinden; Dateien und Einstellungen bleiben",
  "Old devices": "Alte Geräte",
  "One folder for each user, which nobody else sees.":
    "Ein Ordner für jeden Benutzer, den sonst niemand sieht.",
  "Optional; shown beside the name on the network": "Freiwillig; steht im Netz neben dem Namen",
  "Owner of new files (uid)": "Besitzer neuer Dateien (uid)",
  "Previous versions": "Frühere Versionen",
  "Private homes": "Private Ordner",
  "Programs go on with their open files when the file server restarts, for databases and virtual machines. Opening each file costs a write to disk":
    "Programme arbeiten mit ihren offenen Dateien weiter, wenn der Dateiserver neu startet; für Datenbanken und virtuelle Maschinen. Jedes Öffnen kostet einen Schreibvorgang",
  "Reached from": "Erreichbar von",
  "Read only": "Nur lesen",
  "Recycle bin": "Papierkorb",
  Rules: "Regeln",
  Safety: "Sicherheit",
  "Save share": "Freigabe speichern",
  "Scanners and players that cannot do much. Better kept to addresses that are known.":
    "Scanner und Abspielgeräte, die nicht viel können. Besser auf bekannte Adressen beschränken.",
  "Share deleted": "Freigabe gelöscht",
  "Share your first folder": "Geben Sie Ihren ersten Ordner frei",
  "Share “{name}” created": "Freigabe „{name}“ angelegt",
  "Share “{name}” saved": "Freigabe „{name}“ gespeichert",
  "Show only what one may open": "Nur zeigen, was man öffnen darf",
  "Size of the bin": "Größe des Papierkorbs",
  "Size of the share": "Größe der Freigabe",
  "Switched on": "Eingeschaltet",
  "Symbolic links": "Symbolische Verknüpfungen",
  "Tell of changes at once": "Änderungen sofort melden",
  "The folder {path} and its files stay on the box.":
    "Der Ordner {path} und seine Dateien bleiben auf dem Gerät.",
  "The oldest goes first; empty: as much as there is room for":
    "Das Älteste geht zuerst; leer: so viel, wie Platz ist",
  "The recycle bin could not be emptied": "Der Papierkorb konnte nicht geleert werden",
  "The recycle bin of “{name}” is being emptied; see Jobs":
    "Der Papierkorb von „{name}“ wird geleert; siehe Aufträge",
  "The share could not be created": "Die Freigabe konnte nicht angelegt werden",
  "The share could not be deleted": "Die Freigabe konnte nicht gelöscht werden",
  "The share could not be saved": "Die Freigabe konnte nicht gespeichert werden",
  "Upper and lower case make different names":
    "Groß- und Kleinschreibung ergeben verschiedene Namen",
  "What clients are told that there is; of private homes, of each. Empty: what the disk has":
    "Wie viel Platz Clients genannt wird; bei privaten Ordnern für jeden. Leer: was der Datenträger hat",
  "What is deleted over the network goes to .recycle, where its user and administrators find it. Files written over in place are not kept":
    "Was über das Netz gelöscht wird, kommt nach .recycle, wo es der Benutzer und Administratoren finden. An Ort und Stelle überschriebene Dateien werden nicht aufbewahrt",
  "What is it for?": "Wofür ist sie?",
  "What is put in can be read for ever, and changed for an hour.":
    "Was hineingelegt wird, lässt sich immer lesen und eine Stunde lang ändern.",
  "What is shared": "Was freigegeben wird",
  "What these permissions mean": "Was diese Berechtigungen bedeuten",
  "Where both fit an address, the smaller network decides":
    "Wo beides auf eine Adresse passt, entscheidet das kleinere Netz",
  "Where snapshots lie": "Wo Schnappschüsse liegen",
  "Windows and macOS show files as snapshots of ZFS, Btrfs or bcachefs have them":
    "Windows und macOS zeigen Dateien, wie sie in Schnappschüssen von ZFS, Btrfs oder bcachefs stehen",
  "Windows that show a folder follow what others change in it. Off: they ask again now and then, which spares a box with very many open folders":
    "Windows-Fenster, die einen Ordner zeigen, folgen den Änderungen anderer. Aus: Sie fragen ab und zu nach, was ein Gerät mit sehr vielen offenen Ordnern schont",
  "{sessions} will be disconnected from it and {files} closed.":
    "Getrennt werden {sessions}, geschlossen {files}.",
  "{wrong} is no address and no network like 192.168.1.0/24":
    "{wrong} ist weder eine Adresse noch ein Netz wie 192.168.1.0/24",
  "“No access” beats every grant; otherwise the strongest right counts. Whoever is not listed has no access.":
    "„Kein Zugriff“ geht jeder Erlaubnis vor; sonst zählt das stärkste Recht. Wer nicht aufgeführt ist, hat keinen Zugriff.",
  "Choosing another fills in its options below; nothing is saved before you save the share.":
    "Eine andere Wahl füllt unten deren Angaben aus; gespeichert wird erst, wenn Sie die Freigabe speichern.",
  Audit: "Protokoll",
  "What the audit log records of this share": "Was das Protokoll von dieser Freigabe festhält",
  "Who signs in, what administrators do and what changes too much at once is always recorded":
    "Anmeldungen, das Tun von Administratoren und zu viele Änderungen auf einmal werden immer festgehalten",
} as const;
