/** Said after a deletion that can be taken back. */
export function removalHint(removalId: string | null, name: string): string[] {
  return removalId === null
    ? []
    : [`Within an hour \`larder removal undo "${name}"\` brings it back.`];
}
