export const germanSetting = {
  "3.1.1 unless a client misbehaves": "3.1.1, sofern sich kein Client daneben benimmt",
  "And {number} more.": "Und {number} weitere.",
  "Anonymous look-ups": "Anonyme Abfragen",
  "At most 15 letters, digits and hyphens": "Höchstens 15 Buchstaben, Ziffern und Bindestriche",
  "Back to defaults": "Voreinstellungen",
  "Back to the defaults?": "Zurück zu den Voreinstellungen?",
  "By name, such as mlx5_0. None: all. A change ends the connections over RDMA":
    "Mit Namen, etwa mlx5_0. Keine: alle. Eine Änderung beendet die Verbindungen über RDMA",
  "Cards such as eth0 that get an RDMA device in software, at the processor's cost. One that is taken off goes when the RDMA container starts again":
    "Karten wie eth0, die ein RDMA-Gerät in Software bekommen, auf Kosten des Prozessors. Eine weggenommene geht, wenn der RDMA-Container neu startet",
  "Choose at least one": "Wählen Sie mindestens eines",
  Ciphers: "Verschlüsselungsverfahren",
  "Clients may cache": "Clients dürfen zwischenspeichern",
  "Clients without SMB 3 encryption are refused on every share":
    "Clients ohne SMB-3-Verschlüsselung werden bei jeder Freigabe abgewiesen",
  "Clients without a name may list shares and names, never open files":
    "Clients ohne Namen dürfen Freigaben und Namen auflisten, nie Dateien öffnen",
  "Comes back": "Kommt wieder",
  "Connected clients": "Verbundene Clients",
  "Delay after a failed sign-in": "Verzögerung nach fehlgeschlagener Anmeldung",
  Description: "Beschreibung",
  "Encryption required everywhere": "Verschlüsselung überall erforderlich",
  "For clients with RDMA network cards, where the RDMA container runs on this box.":
    "Für Clients mit RDMA-Netzwerkkarten, wo auf diesem Gerät der RDMA-Container läuft.",
  "How the file server names and protects itself. Changes are live without a restart; before you save, the page says whom they touch.":
    "Wie sich der Dateiserver nennt und schützt. Änderungen sind ohne Neustart aktiv; vor dem Speichern sagt die Seite, wen sie betreffen.",
  "In hours; clients do this by themselves. 0: never":
    "In Stunden; Clients tun das von selbst. 0: nie",
  "In order of preference. None chosen: encryption is off":
    "In der Reihenfolge des Vorzugs. Keines gewählt: Verschlüsselung ist aus",
  "In order of preference; at least one": "In der Reihenfolge des Vorzugs; mindestens eines",
  "In seconds, for the same name or address. Slows down guessing":
    "In Sekunden, für denselben Namen oder dieselbe Adresse. Bremst das Raten",
  "Larger is faster on good networks and takes more memory":
    "Größer ist in guten Netzen schneller und braucht mehr Speicher",
  "Largest single read or write": "Größtes einzelnes Lesen oder Schreiben",
  "Less protected": "Weniger geschützt",
  "Limits and speed": "Grenzen und Geschwindigkeit",
  "Looking who is connected …": "Es wird nachgesehen, wer verbunden ist …",
  "Multichannel: clients with more than one network path are faster and survive the loss of one":
    "Multichannel: Clients mit mehr als einem Netzweg sind schneller und überstehen den Ausfall eines davon",
  "Names stay.": "Namen bleiben.",
  "Network cards with soft-RoCE": "Netzwerkkarten mit Soft-RoCE",
  "Newest SMB version": "Neueste SMB-Version",
  "Nobody who is connected notices.": "Niemand, der verbunden ist, merkt etwas davon.",
  "Nothing is saved yet.": "Noch ist nichts gespeichert.",
  "Off: nothing listens on RDMA devices; clients go on over TCP":
    "Aus: Auf RDMA-Geräten lauscht nichts; Clients arbeiten über TCP weiter",
  "Older clients are refused": "Ältere Clients werden abgewiesen",
  "Oldest SMB version": "Älteste SMB-Version",
  "Oplocks and leases. Off: slower, for programs that keep a database on a share and want nobody to hold anything back":
    "Oplocks und Leases. Aus: langsamer; für Programme, die eine Datenbank auf einer Freigabe haben und wollen, dass niemand etwas zurückhält",
  Protection: "Schutz",
  "Protection and limits are as on a fresh box":
    "Schutz und Grenzen sind wie auf einem neuen Gerät",
  "Protection and limits become what they are on a fresh box.":
    "Schutz und Grenzen werden, wie sie auf einem neuen Gerät sind.",
  "Protects against changes on the way; what is encrypted is protected already":
    "Schützt vor Änderungen unterwegs; was verschlüsselt ist, ist schon geschützt",
  "RDMA devices to use": "Zu verwendende RDMA-Geräte",
  "SMB Direct": "SMB Direct",
  "SMB {dialect}": "SMB {dialect}",
  "Save settings": "Einstellungen speichern",
  "Server name": "Servername",
  Settings: "Einstellungen",
  "Settings saved": "Einstellungen gespeichert",
  "Several connections at once": "Mehrere Verbindungen zugleich",
  "Shut out": "Ausgesperrt",
  "Sign in again after": "Erneut anmelden nach",
  "Signing algorithms": "Signaturverfahren",
  "Signing required": "Signieren erforderlich",
  "Somebody without a name": "Jemand ohne Namen",
  "The defaults could not be restored":
    "Die Voreinstellungen konnten nicht wiederhergestellt werden",
  "The settings could not be saved": "Die Einstellungen konnten nicht gespeichert werden",
  "The settings do not fit together yet.": "Die Einstellungen passen noch nicht zusammen.",
  "These could not connect any more:": "Diese könnten sich nicht mehr verbinden:",
  "What clients see on the network.": "Was Clients im Netz sehen.",
  "What this will do": "Was dies bewirkt",
  "Which clients may connect, and how their data travels.":
    "Welche Clients sich verbinden dürfen und wie ihre Daten reisen.",
  Workgroup: "Arbeitsgruppe",
  "for files that are opened from then on": "für Dateien, die von da an geöffnet werden",
  "from each client's next sign-in on": "ab der nächsten Anmeldung jedes Clients",
  settings: "Einstellungen",
  "for connections that begin from then on; those that are there stay":
    "für Verbindungen, die von da an beginnen; bestehende bleiben",
  interfaces: "Schnittstellen",
  "Found by Macs and Linux desktops": "Auffindbar für Macs und Linux-Rechner",
  "Found by Windows": "Auffindbar für Windows",
  "Interfaces on which it is found": "Schnittstellen, auf denen es auffindbar ist",
} as const;
