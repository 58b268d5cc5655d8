/** What administrators do, as the audit log names it: the first part of a row's summary. */
export const germanSaidOfAudit = {
  "Make the first administrator with the one-time setup code":
    "Den ersten Administrator mit dem Einrichtungscode anlegen",
  "Change one's own password": "Das eigene Kennwort ändern",
  "Begin to set up one's own second factor": "Den eigenen zweiten Faktor einzurichten beginnen",
  "Prove the app's code": "Den Code der App nachweisen",
  "Make new recovery codes": "Neue Wiederherstellungscodes erzeugen",
  "Sign in without a second factor again": "Wieder ohne zweiten Faktor anmelden",
  "Change the identity provider": "Den Identitätsanbieter ändern",
  "Begin to sign in at the identity provider": "Anmeldung beim Identitätsanbieter beginnen",
  "Sign in with the identity provider's answer": "Mit der Antwort des Identitätsanbieters anmelden",
  "Sign somebody out of these pages at once": "Jemanden sofort von diesen Seiten abmelden",
  "Sign oneself out somewhere else": "Sich anderswo abmelden",
  "Sign oneself out everywhere else": "Sich überall sonst abmelden",
  "Change the rules": "Die Regeln ändern",
  "Add an administrator": "Einen Administrator hinzufügen",
  "Change an administrator's role and shares": "Rolle und Freigaben eines Administrators ändern",
  "Set an administrator's password": "Das Kennwort eines Administrators setzen",
  "Let an administrator sign in without the second factor":
    "Einen Administrator ohne zweiten Faktor anmelden lassen",
  "Delete an administrator": "Einen Administrator löschen",
  "Create a user": "Einen Benutzer anlegen",
  "Change a user": "Einen Benutzer ändern",
  "Do the same to several users": "Mit mehreren Benutzern dasselbe tun",
  "Set a user's SMB password": "Das SMB-Kennwort eines Benutzers setzen",
  "Delete a user": "Einen Benutzer löschen",
  "Bring deleted users back as they were, with number, password, groups and rights on shares":
    "Gelöschte Benutzer zurückholen, wie sie waren, mit Nummer, Kennwort, Gruppen und Rechten auf Freigaben",
  "Bring a deleted group back as it was, with number, members and rights on shares":
    "Eine gelöschte Gruppe zurückholen, wie sie war, mit Nummer, Mitgliedern und Rechten auf Freigaben",
  "Share a folder again as it was, with permissions and settings":
    "Einen Ordner wieder freigeben, wie er war, mit Berechtigungen und Einstellungen",
  "Import users or groups as previewed: all or none":
    "Benutzer oder Gruppen wie angesehen importieren: alle oder keine",
  "Import a Samba or ksmbd configuration as previewed: all or nothing":
    "Eine Konfiguration von Samba oder ksmbd wie angesehen importieren: alles oder nichts",
  "Change one's own password for the file server": "Das eigene Kennwort für den Dateiserver ändern",
  "Create a group": "Eine Gruppe anlegen",
  "Change a group": "Eine Gruppe ändern",
  "Put a user into a group": "Einen Benutzer in eine Gruppe aufnehmen",
  "Take a user out of a group": "Einen Benutzer aus einer Gruppe nehmen",
  "Delete a group": "Eine Gruppe löschen",
  "Create a share": "Eine Freigabe anlegen",
  "Change a share": "Eine Freigabe ändern",
  "Remove for good what the recycle bin of a share holds, as a job":
    "Den Papierkorb einer Freigabe endgültig leeren, als Auftrag",
  "Change when the configuration is saved by itself":
    "Ändern, wann die Konfiguration von selbst gesichert wird",
  "Save the configuration now, as the schedule would":
    "Die Konfiguration jetzt sichern, wie es der Zeitplan täte",
  "Stop sharing a folder": "Einen Ordner nicht mehr freigeben",
  "Make a folder below the data roots": "Einen Ordner in den Datenordnern anlegen",
  "End an SMB session and close its files": "Eine SMB-Sitzung beenden und ihre Dateien schließen",
  "Close an open file": "Eine offene Datei schließen",
  "Settle a mass change": "Eine Massenänderung erledigen",
  "Change settings": "Einstellungen ändern",
  "Set protection and limits back to what they are on a fresh box":
    "Schutz und Grenzen auf den Stand eines neuen Geräts zurücksetzen",
  "Make an API key": "Einen API-Schlüssel anlegen",
  "Revoke an API key at once": "Einen API-Schlüssel sofort widerrufen",
  "Save the whole configuration as one sealed file":
    "Die ganze Konfiguration als eine versiegelte Datei sichern",
  "Put a backup in the place of everything that is configured":
    "Eine Sicherung an die Stelle der ganzen Konfiguration setzen",
  "Set a fresh box up out of a backup, with the one-time setup code":
    "Ein neues Gerät aus einer Sicherung einrichten, mit dem Einrichtungscode",
  "Serve these pages with another certificate, from the next connection on":
    "Diese Seiten ab der nächsten Verbindung mit einem anderen Zertifikat ausliefern",
  "Go back to a certificate that the box signs itself":
    "Zu einem Zertifikat zurückkehren, das das Gerät selbst signiert",
  "Make a key, which stays here, and a request that an authority signs":
    "Einen Schlüssel, der hier bleibt, und eine Anforderung für eine Zertifizierungsstelle erzeugen",
  "Forget a request and its key": "Eine Anforderung und ihren Schlüssel vergessen",
  "Issue a certificate with an authority that this box keeps":
    "Ein Zertifikat mit der Zertifizierungsstelle dieses Geräts ausstellen",
  "Collect what somebody needs to find a fault, without secrets":
    "Sammeln, was zur Fehlersuche gebraucht wird, ohne Geheimnisse",
  "Change how long the audit log is kept and where it is forwarded":
    "Ändern, wie lange das Protokoll aufbewahrt und wohin es weitergeleitet wird",
  "Send one entry to the syslog server, and say whether that worked":
    "Dem Syslog-Server einen Eintrag senden und sagen, ob das ging",
  "Change what alerts are raised for": "Ändern, wovor gewarnt wird",
  "Send alerts somewhere: by mail, to a webhook or to ntfy":
    "Warnungen versenden: per E-Mail, an einen Webhook oder an ntfy",
  "Change where alerts go": "Ändern, wohin Warnungen gehen",
  "Send alerts there no more": "Dorthin keine Warnungen mehr senden",
  "Send a test message there, and say whether it arrived":
    "Dorthin eine Probenachricht senden und sagen, ob sie ankam",
  "Stop a job": "Einen Auftrag anhalten",
  "Change the permissions of one file or folder":
    "Die Berechtigungen einer Datei oder eines Ordners ändern",
  "Hand the permissions of a folder down to everything below, as a job":
    "Die Berechtigungen eines Ordners an alles darunter weitergeben, als Auftrag",
  "Keep a list of entries under a name": "Eine Liste von Einträgen unter einem Namen aufheben",
  "Forget a preset": "Eine Vorlage vergessen",
} as const;
