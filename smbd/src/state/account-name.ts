/** Windows compares account and share names without regard to case. */
export function foldAccountName(name: string): string {
  // Most are, and a hundred thousand accounts are folded at once.
  return (ASCII.test(name) ? name : name.normalize("NFC")).toUpperCase();
}

const ASCII = /^[ -~]*$/;
