/** Every text of the pages, by the English one. */
export const germanTexts = {
  "Your account": "Ihr Konto",
} as const;
