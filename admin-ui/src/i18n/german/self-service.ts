export const germanSelfService = {
  "At least {passwordLengthMin} characters": "Mindestens {passwordLengthMin} Zeichen",
  "Change your password · Larder": "Kennwort ändern · Larder",
  "Connect with the new one from now on. Where a computer remembers the old one, it will ask you.":
    "Verbinden Sie sich von nun an mit dem neuen. Wo ein Rechner sich das alte gemerkt hat, fragt er Sie danach.",
  "Here you cannot. Ask an administrator of the box for a new one.":
    "Hier geht das nicht. Bitten Sie einen Administrator des Geräts um ein neues.",
  "The one with which you open files on {serverName}.":
    "Das Kennwort, mit dem Sie Dateien auf {serverName} öffnen.",
  "the rules for passwords": "Regeln für Kennwörter",
} as const;
