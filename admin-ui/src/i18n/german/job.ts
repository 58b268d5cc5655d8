export const germanJob = {
  ", of which the first {count} follow": ", von denen die ersten {count} folgen",
  Begun: "Begonnen",
  "Handing permissions down or emptying a recycle bin shows up here, with what failed.":
    "Das Weitergeben von Berechtigungen und das Leeren eines Papierkorbs erscheinen hier, mit dem, was fehlschlug.",
  Jobs: "Aufträge",
  "Nothing has run yet": "Noch ist nichts gelaufen",
  "Share {share}, begun by {actor}": "Freigabe {share}, begonnen von {actor}",
  State: "Zustand",
  Stop: "Anhalten",
  "Stop the job": "Auftrag anhalten",
  "Stop this job?": "Diesen Auftrag anhalten?",
  "The job could not be stopped": "Der Auftrag konnte nicht angehalten werden",
  "What failed": "Was fehlschlug",
  "What it has done stays done.": "Was getan ist, bleibt getan.",
  "Work that takes longer than a moment. It goes on when you leave this page.":
    "Arbeit, die länger als einen Augenblick dauert. Sie läuft weiter, wenn Sie diese Seite verlassen.",
  "begun by {actor}": "begonnen von {actor}",
  jobs: "Aufträge",
  "what failed": "Fehlschläge",
  "“{title}” is being stopped": "„{title}“ wird angehalten",
  "“{title}” stops where it is.": "„{title}“ hört dort auf, wo er ist.",
} as const;
