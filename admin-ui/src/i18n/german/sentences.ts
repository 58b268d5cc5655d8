/** What the server says in sentences that hold a name or a number. */
export const germanSentences: readonly (readonly [pattern: RegExp, text: string])[] = [];
