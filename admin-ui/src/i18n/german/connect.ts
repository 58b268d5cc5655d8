export const germanConnect = {
  Connect: "Verbinden",
  "How to reach a share from Windows, macOS and Linux.":
    "Wie Sie eine Freigabe von Windows, macOS und Linux aus erreichen.",
  "New share": "Neue Freigabe",
  "Share a folder first; its address appears here.":
    "Geben Sie zuerst einen Ordner frei; seine Adresse erscheint dann hier.",
  "The page of the share says why.": "Auf der Seite der Freigabe steht, warum.",
  "There is nothing to connect to yet": "Es gibt noch nichts, womit Sie sich verbinden könnten",
  "This share is not live at the moment": "Diese Freigabe ist zurzeit nicht aktiv",
  addresses: "Adressen",
} as const;
