import { catalogue } from "./catalogue.ts";
import { filled } from "./t.ts";

/** A sentence that the server made, in the reader's language where its words are known; else as it came. */
export function serverWords(text: string): string {
  const { texts, sentences } = catalogue.current();
  const whole = texts[text];
  if (whole !== undefined) return whole;
  for (const [pattern, said] of sentences) {
    const found = pattern.exec(text);
    if (found !== null) return filled(said, found.groups ?? {});
  }
  return text;
}
