/** Two names are the same when their keys are. */
export function nameKey(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
