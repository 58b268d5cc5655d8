/** The texts of how the box is found, by the English ones. */
export const germanDiscoveryTexts = {
  "Found on the network": "Im Netzwerk zu finden",
  "Clients list boxes that tell of themselves. Whoever knows the name needs none of it.":
    "Clients zeigen Geräte, die sich melden. Wer den Namen kennt, braucht nichts davon.",
  "Macs and Linux desktops": "Macs und Linux-Desktops",
  "Multicast DNS, also for Time Machine: port 5353":
    "Multicast-DNS, auch für Time Machine: Port 5353",
  Windows: "Windows",
  "WS-Discovery: ports 3702 and 5357": "WS-Discovery: Ports 3702 und 5357",
  "On these interfaces": "An diesen Schnittstellen",
  "None chosen: on all with hardware behind them, and on no bridge or tunnel":
    "Keine gewählt: an allen mit Hardware dahinter, und an keiner Bridge und keinem Tunnel",
  "The file server is away; its interfaces are listed when it is back.":
    "Der Dateiserver ist nicht da; seine Schnittstellen stehen hier, sobald er zurück ist.",
  "not there now": "gerade nicht da",
  "made by software": "von Software gemacht",
  "looking whether the name is free": "prüft, ob der Name frei ist",
  "told as {name}": "gemeldet als {name}",
  "shown to Windows": "für Windows sichtbar",
  "Interfaces on which it is found": "Schnittstellen, an denen es zu finden ist",
  "Found by Macs and Linux desktops": "Von Macs und Linux-Desktops zu finden",
  "Found by Windows": "Von Windows zu finden",
} as const;
