/** What the server says of the box: alerts, settings, certificate, backup, jobs, and signing in. */
export const germanSaidOfBox = {
  // Alerts.
  "The disk of {share} is nearly full": "Der Datenträger von {share} ist fast voll",
  "{percent} % ({number} MiB) are free where {_shares} lies. Delete something, empty recycle bins, or add space.":
    "{percent} % ({number} MiB) sind frei, wo {_shares} liegt. Löschen Sie etwas, leeren Sie Papierkörbe, oder schaffen Sie Platz.",
  "Many failed logons from {address}": "Viele fehlgeschlagene Anmeldungen von {address}",
  "{number} in ten minutes, as {users}. Somebody guesses, or a device there has an old password.":
    "{number} in zehn Minuten, als {users}. Jemand rät, oder ein Gerät dort hat ein altes Kennwort.",
  "Somebody guesses, or a device there has an old password.":
    "Jemand rät, oder ein Gerät dort hat ein altes Kennwort.",
  "The certificate has ended": "Das Zertifikat ist abgelaufen",
  "The certificate ends soon": "Das Zertifikat läuft bald ab",
  "The certificate of these pages ended on {day}; browsers refuse it. Renew it, or restart the server where it makes its own.":
    "Das Zertifikat dieser Seiten ist am {day} abgelaufen; Browser lehnen es ab. Erneuern Sie es, oder starten Sie den Server neu, wo er sein eigenes ausstellt.",
  "The certificate of these pages ends on {day}; browsers will refuse it. Renew it, or restart the server where it makes its own.":
    "Das Zertifikat dieser Seiten läuft am {day} ab; Browser werden es ablehnen. Erneuern Sie es, oder starten Sie den Server neu, wo er sein eigenes ausstellt.",
  Somebody: "Jemand",
  "{_user} changes too much in {share}": "{_user} ändert zu viel in {share}",
  "From {address}: {deleted} deleted, {renamed} renamed, {overwritten} overwritten with what looks encrypted. {_measure} See what was touched, then release the user, or switch the user off.":
    "Von {address}: {deleted} gelöscht, {renamed} umbenannt, {overwritten} mit etwas überschrieben, das verschlüsselt aussieht. {_measure} Sehen Sie, was betroffen ist, und geben Sie den Benutzer dann frei, oder schalten Sie ihn aus.",
  "Nothing was done about it.": "Es wurde nichts dagegen getan.",
  "The user is slowed down.": "Der Benutzer wird gebremst.",
  "The user was cut off and cannot come back until released.":
    "Der Benutzer wurde getrennt und kommt erst wieder, wenn er freigegeben wird.",
  "It told no locks.": "Er hat keine Sperren genannt.",
  "The configuration was not saved": "Die Konfiguration wurde nicht gesichert",
  "{_reason} It was never saved by itself yet.":
    "{_reason} Sie wurde noch nie von selbst gesichert.",
  "{_reason} It was saved last at {time}.": "{_reason} Zuletzt gesichert wurde sie am {time}.",
  "It has no passphrase: set one.": "Die Sicherung hat keine Passphrase: Setzen Sie eine.",
  "Its passphrase does not open with this box's key: enter it anew.":
    "Ihre Passphrase lässt sich mit dem Schlüssel dieses Geräts nicht öffnen: Geben Sie sie neu ein.",
  "There is no room left where it is kept.": "Wo sie aufgehoben wird, ist kein Platz mehr.",
  "The server may not write in this folder.": "Der Server darf in diesen Ordner nicht schreiben.",
  "The folder is not there.": "Der Ordner ist nicht da.",
  "This is no folder.": "Das ist kein Ordner.",
  "The folder is not in a data folder of this box.":
    "Der Ordner liegt in keinem Datenordner dieses Geräts.",
  "The file could not be written ({code}).": "Die Datei konnte nicht geschrieben werden ({code}).",
  "There is no such folder": "Diesen Ordner gibt es nicht",
  "A backup needs a passphrase.": "Eine Sicherung braucht eine Passphrase.",
  "Choose a passphrase": "Wählen Sie eine Passphrase",
  "The file server does not answer": "Der Dateiserver antwortet nicht",
  "The file server does not answer.": "Der Dateiserver antwortet nicht.",
  "Since {time}. Files may be out of reach; look at its log.":
    "Seit {time}. Dateien sind vielleicht nicht erreichbar; sehen Sie in sein Protokoll.",
  "{number} are kept; delete one first.": "{number} werden aufgehoben; löschen Sie zuerst einen.",
  "There is no such channel any more.": "Diesen Kanal gibt es nicht mehr.",
  "It failed.": "Es schlug fehl.",
  "Its secret does not open with this box's key: enter it anew.":
    "Sein Geheimnis lässt sich mit dem Schlüssel dieses Geräts nicht öffnen: Geben Sie es neu ein.",
  "It answered {status}, a redirect, which is not followed: enter the address that it leads to.":
    "Es antwortete {status}, eine Weiterleitung, der nicht gefolgt wird: Geben Sie die Adresse ein, zu der sie führt.",
  "It answered {status}.": "Es antwortete {status}.",
  "It does not answer.": "Es antwortet nicht.",
  "Without a name and password in it": "Ohne Namen und Kennwort darin",

  // Badly protected clients.
  "SMB {dialect}, neither signed nor encrypted": "SMB {dialect}, weder signiert noch verschlüsselt",
  "Whoever sits on the way may read and change what goes over it. Turn signing on in the client, or ask for it in the settings.":
    "Wer unterwegs mithört, kann lesen und ändern, was übertragen wird. Schalten Sie im Client das Signieren ein, oder verlangen Sie es in den Einstellungen.",
  "This dialect cannot encrypt. Update the client; when all are new, raise the oldest dialect in the settings.":
    "Dieser Dialekt kann nicht verschlüsseln. Aktualisieren Sie den Client; wenn alle neu sind, heben Sie in den Einstellungen den ältesten Dialekt an.",
  "Somebody guesses, or a device has an old password. Find the device by its address and enter the password anew, or keep the address out of the shares.":
    "Jemand rät, oder ein Gerät hat ein altes Kennwort. Finden Sie das Gerät anhand seiner Adresse und geben Sie das Kennwort neu ein, oder sperren Sie die Adresse bei den Freigaben aus.",
  "This is settled already.": "Das ist schon erledigt.",

  // Settings.
  "it speaks nothing newer than SMB {dialect}.": "er spricht nichts Neueres als SMB {dialect}.",
  "It may speak something newer than SMB {dialect}.":
    "Vielleicht spricht er etwas Neueres als SMB {dialect}.",
  "It encrypts from the next sign-in on.": "Er verschlüsselt ab der nächsten Anmeldung.",
  "it gave no name.": "er nannte keinen Namen.",
  "It signs from the next sign-in on.": "Er signiert ab der nächsten Anmeldung.",
  "It uses {cipher}, which its next connection cannot have.":
    "Er benutzt {cipher}, was seine nächste Verbindung nicht haben kann.",
  "without a name there is no key to encrypt with.":
    "ohne Namen gibt es keinen Schlüssel zum Verschlüsseln.",
  "SMB {dialect} cannot encrypt.": "SMB {dialect} kann nicht verschlüsseln.",
  "SMB {dialect} encrypts with AES-128-CCM only.":
    "SMB {dialect} verschlüsselt nur mit AES-128-CCM.",
  "Somebody without a name ({facts})": "Jemand ohne Namen ({facts})",
  "{_client} is disconnected for good: {_why}": "{_client} wird endgültig getrennt: {_why}",
  "So are {_number}.": "Ebenso: {_number}.",
  "What they have not written yet is lost.": "Was sie noch nicht geschrieben haben, geht verloren.",
  "{_names} will be disconnected for a moment and come back by themselves.":
    "{_names}: wird kurz getrennt und kommt von selbst wieder.",
  "{shares} asks for encryption, which is off then: nobody will get in there.":
    "{shares} verlangt Verschlüsselung, die dann aus ist: Niemand kommt mehr hinein.",
  "{shares} ask for encryption, which is off then: nobody will get in there.":
    "{shares} verlangen Verschlüsselung, die dann aus ist: Niemand kommt mehr hinein.",
  "Windows Vista and Server 2008, many old scanners, printers and media players":
    "Windows Vista und Server 2008, viele alte Scanner, Drucker und Medienspieler",
  "Windows 7 and Server 2008 R2, scanners and media players of their time":
    "Windows 7 und Server 2008 R2, Scanner und Medienspieler jener Zeit",
  "Windows 8 and Server 2012": "Windows 8 und Server 2012",
  "Windows 8.1 and Server 2012 R2, older releases of macOS":
    "Windows 8.1 und Server 2012 R2, ältere Versionen von macOS",
  "Windows 10 and later, current macOS and Linux": "Windows 10 und neuer, heutiges macOS und Linux",
  "Nobody of these can connect any more: {_kinds}.":
    "Niemand von diesen kann sich noch verbinden: {_kinds}.",
  "The oldest dialect may not be newer than the newest.":
    "Der älteste Dialekt darf nicht neuer sein als der neueste.",
  "Encryption is required, so at least one cipher is needed.":
    "Verschlüsselung ist Pflicht, also wird mindestens ein Verfahren gebraucht.",
  "Encryption is required, and dialects before 3.0 cannot encrypt.":
    "Verschlüsselung ist Pflicht, und Dialekte vor 3.0 können nicht verschlüsseln.",
  "At most 15 characters": "Höchstens 15 Zeichen",
  "Letters, digits and hyphens inside": "Buchstaben, Ziffern und innen Bindestriche",
  "A name as the system has it": "Ein Name, wie ihn das System hat",
  "Each device once": "Jedes Gerät einmal",
  "Each cipher once": "Jedes Verfahren einmal",
  "Each algorithm once": "Jedes Verfahren einmal",

  // Backup.
  "It is of another box, {name}: this one becomes that box. Do not run both on one network.":
    "Sie ist von einem anderen Gerät, {name}: Dieses wird zu jenem. Betreiben Sie nicht beide in einem Netz.",
  "The folders of {shares} are not here yet: bring the files back to the same place.":
    "Die Ordner von {shares} sind noch nicht hier: Bringen Sie die Dateien an dieselbe Stelle zurück.",
  "{shares}: not in a data folder of this box, so switched off until you choose another folder.":
    "{shares}: nicht in einem Datenordner dieses Geräts, also ausgeschaltet, bis Sie einen anderen Ordner wählen.",
  "Files are not in a backup.": "Dateien sind nicht in einer Sicherung.",
  "From then on {name} signs in here, with the password of then.":
    "Danach meldet sich hier {name} an, mit dem Kennwort von damals.",
  "From then on {names} sign in here, with the passwords of then ({number} administrators).":
    "Danach melden sich hier {names} an, mit den Kennwörtern von damals ({number} Administratoren).",
  "Everything that is configured now is replaced: users, groups, shares, settings, administrators.":
    "Alles, was jetzt eingestellt ist, wird ersetzt: Benutzer, Gruppen, Freigaben, Einstellungen, Administratoren.",
  "{_sessions} of clients may be disconnected.":
    "{_sessions} von Clients: wird vielleicht getrennt.",
  "Everybody is signed out of these pages, you too.":
    "Alle werden auf diesen Seiten abgemeldet, auch Sie.",
  "The backup has {article} {_kind} that no Larder box writes: {name}.":
    "Die Sicherung enthält etwas, das kein Gerät mit Larder schreibt ({_kind}): {name}.",
  "The backup has no administrator with a password.":
    "Die Sicherung hat keinen Administrator mit Kennwort.",
  "A newer release ({release}) made this backup. Bring this box up to date first.":
    "Eine neuere Version ({release}) hat diese Sicherung gemacht. Aktualisieren Sie zuerst dieses Gerät.",
  "A newer release made this backup. Bring this box up to date first.":
    "Eine neuere Version hat diese Sicherung gemacht. Aktualisieren Sie zuerst dieses Gerät.",
  "This backup is too old for this release. Restore it with release {release}, and make a new one there.":
    "Diese Sicherung ist für diese Version zu alt. Stellen Sie sie mit Version {release} wieder her, und machen Sie dort eine neue.",
  "The backup has a table that this program lacks: {name}.":
    "Die Sicherung hat eine Tabelle, die diesem Programm fehlt: {name}.",
  "The backup has a column that this program lacks: {name}.":
    "Die Sicherung hat eine Spalte, die diesem Programm fehlt: {name}.",
  "The backup does not say which box it is of.":
    "Die Sicherung sagt nicht, von welchem Gerät sie ist.",
  "The backup does not hold what a Larder box puts into it.":
    "Die Sicherung enthält nicht, was ein Gerät mit Larder hineinlegt.",
  "The passphrase is not the one that this backup was made with.":
    "Mit dieser Passphrase wurde die Sicherung nicht gemacht.",
  "The backup was changed after it was made. Use another copy of it.":
    "Die Sicherung wurde nachträglich geändert. Nehmen Sie eine andere Kopie davon.",
  "This is not a backup of a Larder box.": "Das ist keine Sicherung eines Geräts mit Larder.",
  "The backup is damaged or cut off. Use another copy of it.":
    "Die Sicherung ist beschädigt oder abgeschnitten. Nehmen Sie eine andere Kopie davon.",
  "The backup is cut off. Use another copy of it.":
    "Die Sicherung ist abgeschnitten. Nehmen Sie eine andere Kopie davon.",
  "The passphrase is needed": "Die Passphrase wird gebraucht",

  // Certificate.
  "The key does not belong to any of these certificates.":
    "Der Schlüssel gehört zu keinem dieser Zertifikate.",
  "TLS cannot work with this certificate and key.":
    "TLS kann mit diesem Zertifikat und Schlüssel nicht arbeiten.",
  "The key is protected by a password; remove it first.":
    "Der Schlüssel ist durch ein Kennwort geschützt; entfernen Sie es zuerst.",
  "This is not a private key in PEM form.": "Das ist kein privater Schlüssel in PEM-Form.",
  "Browsers take RSA and ECDSA keys only.": "Browser nehmen nur RSA- und ECDSA-Schlüssel.",
  "An RSA key needs at least {number} bits.": "Ein RSA-Schlüssel braucht mindestens {number} Bits.",
  "There is no certificate in PEM form in it.": "Darin ist kein Zertifikat in PEM-Form.",
  "At most {number} certificates.": "Höchstens {number} Zertifikate.",
  "One of the certificates cannot be read.": "Eines der Zertifikate lässt sich nicht lesen.",
  "The certificate is not meant for servers.": "Das Zertifikat ist nicht für Server gedacht.",
  "The certificate names no address (subjectAltName); browsers refuse that.":
    "Das Zertifikat nennt keine Adresse (subjectAltName); Browser lehnen das ab.",
  "{name} ended on {day}.": "{name} lief am {day} ab.",
  "{name} begins on {day} only.": "{name} gilt erst ab {day}.",
  "{issuer} did not sign {name}: the chain does not fit together.":
    "{issuer} hat {name} nicht unterschrieben: Die Kette passt nicht zusammen.",
  "The key is needed: no request waits here for one.":
    "Der Schlüssel wird gebraucht: Keine Anforderung wartet hier auf einen.",
  "This box has no authority of its own yet.": "Dieses Gerät hat noch keine eigene Stelle.",

  // Jobs and the server itself.
  "“{_title}” is still running. Wait until it is through, or cancel it first.":
    "„{_title}“ läuft noch. Warten Sie, bis es fertig ist, oder brechen Sie es zuerst ab.",
  "The server is stopping.": "Der Server hält an.",
  "{number} jobs run already; wait for one.":
    "Es laufen schon {number} Aufträge; warten Sie, bis einer endet.",
  "Something went wrong; the server's log says more.":
    "Etwas ist schiefgegangen; im Protokoll des Servers steht mehr.",
  "Cancelled; what was done stays done.": "Abgebrochen; was getan ist, bleibt.",
  "The server stopped before it was through. Start it again to do the rest.":
    "Der Server endete, bevor alles getan war. Beginnen Sie noch einmal, um den Rest zu tun.",
  "There is no such job any more.": "Diesen Auftrag gibt es nicht mehr.",
  "The file server is not running.": "Der Dateiserver läuft nicht.",
  "The file server does not answer to the last change.":
    "Der Dateiserver antwortet auf die letzte Änderung nicht.",
  "The desired state cannot be read from the database.":
    "Was gelten soll, lässt sich nicht aus der Datenbank lesen.",
  "The file server cannot be reached.": "Der Dateiserver ist nicht erreichbar.",
  "The database does not answer; files are still served.":
    "Die Datenbank antwortet nicht; Dateien werden weiterhin bereitgestellt.",
  "Look again, then try once more.":
    "Sehen Sie noch einmal nach, und versuchen Sie es dann erneut.",
  "It was deleted in the meantime.": "Es wurde inzwischen gelöscht.",
  "The body is larger than this call takes. Send less at a time.":
    "Das ist mehr, als dieser Aufruf annimmt. Senden Sie weniger auf einmal.",
  "Send the body as application/json.": "Senden Sie den Inhalt als application/json.",
  "The body is no JSON.": "Der Inhalt ist kein JSON.",
  "It took longer than the server waits; it may be done all the same.":
    "Es dauerte länger, als der Server wartet; vielleicht ist es trotzdem geschehen.",
  "The request could not be read.": "Die Anfrage konnte nicht gelesen werden.",
  "Something went wrong on the server; its log says more.":
    "Auf dem Server ist etwas schiefgegangen; in seinem Protokoll steht mehr.",
  "There is no such session any more.": "Diese Sitzung gibt es nicht mehr.",
  "This session has ended already.": "Diese Sitzung ist schon zu Ende.",
  "It is not open any more.": "Es ist nicht mehr geöffnet.",
  "Too many pages follow along.": "Zu viele Seiten sehen gleichzeitig zu.",
  "Other exports run; wait for their end.": "Andere Ausgaben laufen; warten Sie, bis sie enden.",
  "Forwarding is off: switch it on and save.":
    "Das Weiterleiten ist aus: Schalten Sie es ein, und speichern Sie.",
  "This is no certificate that can be read.": "Das ist kein lesbares Zertifikat.",
  "A name or an address, without a port": "Ein Name oder eine Adresse, ohne Port",
  "A name such as nas.example.org, or an address":
    "Ein Name wie nas.example.org, oder eine Adresse",
  "The identity provider": "Der Identitätsanbieter",
  "{number} events were lost because nobody could store them":
    "{number} Ereignisse gingen verloren, weil niemand sie speichern konnte",
  "Say which server the entries go to.": "Sagen Sie, an welchen Server die Einträge gehen.",

  // Signing in, and who may.
  "It came from another site.": "Sie kam von einer anderen Website.",
  "The {name} header has to hold the session's token; reload the page.":
    "Der Kopf {name} muss das Zeichen der Sitzung enthalten; laden Sie die Seite neu.",
  "This key has used up its rate; wait {number} seconds.":
    "Dieser Schlüssel hat seine Rate verbraucht; warten Sie {number} Sekunden.",
  "The box is set up: sign in.": "Das Gerät ist eingerichtet: Melden Sie sich an.",
  "Sign in as somebody with the admin role.": "Melden Sie sich mit der Rolle „Admin“ an.",
  "Sign in, then try again.": "Melden Sie sich an, und versuchen Sie es dann erneut.",
  "This needs the {role} role.": "Das braucht die Rolle {role}.",
  "This box asks for a second factor: set one up, then go on.":
    "Dieses Gerät verlangt einen zweiten Faktor: Richten Sie einen ein, dann geht es weiter.",
  "This is for those who look after all shares.":
    "Das ist für diejenigen, die sich um alle Freigaben kümmern.",
  "This share is not among those that you look after.":
    "Diese Freigabe gehört nicht zu denen, um die Sie sich kümmern.",
  "Only those who look after all shares change {fields}.":
    "Nur wer sich um alle Freigaben kümmert, ändert {fields}.",
  "This call takes no {part}": "Dieser Aufruf nimmt nichts an ({part})",
  "The {part} may not hold a zero character": "Darf kein Nullzeichen enthalten ({part})",
  "The {part} may not hold half of a character": "Darf kein halbes Zeichen enthalten ({part})",
  "It may not hold characters that nobody sees": "Darf keine unsichtbaren Zeichen enthalten",
  "A name is needed": "Ein Name wird gebraucht",
  "At least one entry": "Mindestens ein Eintrag",
  "Nobody can sign in before the box is set up.":
    "Niemand kann sich anmelden, bevor das Gerät eingerichtet ist.",
  "The name or the password is wrong.": "Der Name oder das Kennwort ist falsch.",
  "Sign in first.": "Melden Sie sich zuerst an.",
  "Only an administrator has a password of their own.":
    "Nur ein Administrator hat ein eigenes Kennwort.",
  "The current password is wrong.": "Das jetzige Kennwort ist falsch.",
  "This is not the current password": "Das ist nicht das jetzige Kennwort",
  "This is not your password": "Das ist nicht Ihr Kennwort",
  "Enter the code that your app shows.": "Geben Sie den Code ein, den Ihre App zeigt.",
  "The code is wrong or was used already. Wait for the next one, or use a recovery code.":
    "Der Code ist falsch oder schon benutzt. Warten Sie auf den nächsten, oder nehmen Sie einen Wiederherstellungscode.",
  "The code is wrong or was used already. Wait for the next one; check the clock of the phone and the box.":
    "Der Code ist falsch oder schon benutzt. Warten Sie auf den nächsten; prüfen Sie die Uhren von Telefon und Gerät.",
  "Wrong, or used already": "Falsch oder schon benutzt",
  "Too many failures; wait {number} seconds.":
    "Zu viele Fehlversuche; warten Sie {number} Sekunden.",
  "Too many wrong codes; wait {number} seconds.":
    "Zu viele falsche Codes; warten Sie {number} Sekunden.",
  "Begin again with a new QR code.": "Beginnen Sie noch einmal mit einem neuen QR-Code.",
  "Only a person has a second factor.": "Nur eine Person hat einen zweiten Faktor.",
  "No second factor is set up.": "Es ist kein zweiter Faktor eingerichtet.",
  "A second factor is set up already; remove it first.":
    "Ein zweiter Faktor ist schon eingerichtet; entfernen Sie ihn zuerst.",
  "There is an administrator already; sign in.":
    "Es gibt schon einen Administrator; melden Sie sich an.",
  "Look for the code where the server was started, or in setup-code in its state folder.":
    "Der Code steht dort, wo der Server gestartet wurde, oder in setup-code in seinem Zustandsordner.",
  "This is not the setup code": "Das ist nicht der Einrichtungscode",
  "This took too long, or began elsewhere. Try again.":
    "Das dauerte zu lange oder begann woanders. Versuchen Sie es erneut.",
  "{name} knows you, but gives you no role here. Ask an administrator of the box.":
    "{name} kennt Sie, gibt Ihnen hier aber keine Rolle. Fragen Sie einen Administrator des Geräts.",
  "The identity provider does not answer, or not as it should. Sign in with a password of this box; the server's log says more.":
    "Der Identitätsanbieter antwortet nicht, oder nicht wie erwartet. Melden Sie sich mit einem Kennwort dieses Geräts an; im Protokoll des Servers steht mehr.",
  "Needed to switch it on": "Wird zum Einschalten gebraucht",
  "Something is missing to switch it on.": "Zum Einschalten fehlt etwas.",
  "No identity provider is switched on.": "Kein Identitätsanbieter ist eingeschaltet.",
} as const;
