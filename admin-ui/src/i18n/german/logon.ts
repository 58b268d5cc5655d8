export const germanLogon = {
  "A password is needed": "Ein Kennwort wird benötigt",
  "As an administrator of {serverName}. With an account for files you can {link}.":
    "Als Administrator von {serverName}. Mit einem Konto für Dateien können Sie {link}.",
  "Asking the box": "Das Gerät wird gefragt",
  Code: "Code",
  "Show password": "Kennwort anzeigen",
  "Sign in": "Anmelden",
  "Sign in with {label}": "Anmelden mit {label}",
  "Sign in · Larder": "Anmelden · Larder",
  "Signing in · Larder": "Anmeldung läuft · Larder",
  "That your authenticator app shows, or one of your recovery codes":
    "Den Ihre Authenticator-App anzeigt, oder einer Ihrer Wiederherstellungscodes",
  "The provider’s answer did not help": "Die Antwort des Anbieters half nicht weiter",
  "This window did not begin to sign in, or has done so already.":
    "Dieses Fenster hat keine Anmeldung begonnen oder sie bereits abgeschlossen.",
  "Try again": "Erneut versuchen",
  "You are not signed in": "Sie sind nicht angemeldet",
  "change your password": "Ihr Kennwort ändern",
  or: "oder",
  "this box": "diesem Gerät",
} as const;
