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
  "You were signed out": "Sie wurden abgemeldet",
  "Sign in again": "Erneut anmelden",
  "What you filled in is still here. Sign in again, then save it.":
    "Was Sie ausgefüllt haben, ist noch da. Melden Sie sich erneut an und speichern Sie es dann.",
  "Another way of signing in, or another name: {link}.":
    "Auf anderem Weg oder unter anderem Namen anmelden: {link}.",
  "in a new window": "in einem neuen Fenster",
} as const;
