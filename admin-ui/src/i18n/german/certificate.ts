export const germanCertificate = {
  "({name}) and add it to the trusted ones of a computer or phone.":
    "({name}) und nehmen Sie sie bei einem Computer oder Telefon unter die vertrauten auf.",
  "An authority of its own": "Eine eigene Zertifizierungsstelle",
  "As people type them: names and addresses": "Wie man sie eintippt: Namen und Adressen",
  "Ask an authority": "Eine Zertifizierungsstelle fragen",
  "Back to self-signed": "Zurück zum selbst signierten",
  "Bring a certificate": "Ein Zertifikat mitbringen",
  "Browsers warn until somebody accepts it.": "Browser warnen, bis jemand es annimmt.",
  Certificate: "Zertifikat",
  "Copy it to the authority, and bring what it makes of it above":
    "Geben Sie sie der Zertifizierungsstelle, und bringen Sie oben, was diese daraus macht",
  "Delete the request": "Anforderung löschen",
  "Download the authority": "Zertifizierungsstelle herunterladen",
  "Empty: the key of the request below. It is sealed here and never shown":
    "Leer: der Schlüssel der Anforderung unten. Er wird hier versiegelt und nie gezeigt",
  Ended: "Abgelaufen",
  "Ends soon": "Läuft bald ab",
  "Fingerprint (SHA-256)": "Fingerabdruck (SHA-256)",
  "For {names}": "Für {names}",
  "From an authority, as text that begins with -----BEGIN.":
    "Von einer Zertifizierungsstelle, als Text, der mit -----BEGIN anfängt.",
  "Go back": "Zurückkehren",
  "Go back to a self-signed certificate?": "Zum selbst signierten Zertifikat zurückkehren?",
  "How browsers know that they talk to this box. A change holds from the next connection on, without a restart.":
    "Woran Browser erkennen, dass sie mit diesem Gerät sprechen. Eine Änderung gilt ab der nächsten Verbindung, ohne Neustart.",
  "In use": "In Gebrauch",
  "Issue and use": "Ausstellen und verwenden",
  "Issued by {issuer}.": "Ausgestellt von {issuer}.",
  "Make a request": "Anforderung erstellen",
  "Make another request": "Weitere Anforderung erstellen",
  "Names of this box": "Namen dieses Geräts",
  "Names to ask for": "Namen, um die es geht",
  "No certificate was issued": "Es wurde kein Zertifikat ausgestellt",
  "No request was made": "Es wurde keine Anforderung erstellt",
  Organisation: "Organisation",
  "Private key": "Privater Schlüssel",
  "Signed by the box itself: browsers warn, and show the fingerprint below.":
    "Vom Gerät selbst signiert: Browser warnen und zeigen den Fingerabdruck unten.",
  "The box signs its certificate itself again": "Das Gerät signiert sein Zertifikat wieder selbst",
  "The certificate cannot be used": "Das Zertifikat kann nicht verwendet werden",
  "The certificate is in use": "Das Zertifikat ist in Gebrauch",
  "The certificate is issued and in use": "Das Zertifikat ist ausgestellt und in Gebrauch",
  "The certificate is not used": "Das Zertifikat wird nicht verwendet",
  "The certificate stayed as it was": "Das Zertifikat blieb, wie es war",
  "The certificate that is in use, and its key, are deleted here.":
    "Das Zertifikat in Gebrauch und sein Schlüssel werden hier gelöscht.",
  "The request": "Die Anforderung",
  "The request and its key are deleted": "Die Anforderung und ihr Schlüssel sind gelöscht",
  "The request could not be deleted": "Die Anforderung konnte nicht gelöscht werden",
  "The request goes to the authority; its key never leaves this box.":
    "Die Anforderung geht an die Zertifizierungsstelle; ihr Schlüssel verlässt dieses Gerät nie.",
  "The request is made; its key waits here":
    "Die Anforderung ist erstellt; ihr Schlüssel wartet hier",
  "This box issues its certificates, and renews them in time. Each computer that trusts the authority once warns no more.":
    "Dieses Gerät stellt seine Zertifikate aus und erneuert sie rechtzeitig. Jeder Computer, der der Stelle einmal vertraut, warnt nicht mehr.",
  "Until {date}, {time}": "Bis {date}, {time}",
  "Use this certificate": "Dieses Zertifikat verwenden",
  Valid: "Gültig",
  "With those between it and the root, in any order":
    "Mit denen zwischen ihm und der Wurzel, in beliebiger Reihenfolge",
  "Without a password. It is sealed here and never shown":
    "Ohne Kennwort. Er wird hier versiegelt und nie gezeigt",
  "the certificate": "das Zertifikat",
} as const;
