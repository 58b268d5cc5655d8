import { catalogue } from "./catalogue.ts";
import { language } from "./language.ts";
import { filled } from "./t.ts";

/**
 * A sentence that the server made, in the reader's language; else as it came. The server writes English for all its
 * clients; the catalogue has each of its sentences with names in braces. One whose name begins with "_" stands for
 * words of the server too, which are put into the language in turn.
 */
export function serverWords(text: string): string {
  const { sentences } = catalogue.current();
  if (text.length > TEXT_MAX || Object.keys(sentences).length === 0) return text;
  return wordsOf(text, DEPTH_MAX) ?? text;
}

/** Longer ones come from nowhere but a mistake. */
const TEXT_MAX = 2_000;
const DEPTH_MAX = 6;

function wordsOf(text: string, depth: number): string | null {
  if (depth === 0) return null;
  return asOne(text, depth) ?? inParts(text, depth);
}

function asOne(text: string, depth: number): string | null {
  return whole(text) ?? counted(text) ?? byPattern(text, depth);
}

function whole(text: string): string | null {
  const { sentences, texts } = catalogue.current();
  for (const known of [sentences, texts]) {
    const found = Object.hasOwn(known, text) ? known[text] : undefined;
    if (found !== undefined) return found;
  }
  // Labels stand in the middle of sentences in small letters.
  return lowered().get(text) ?? null;
}

/** "3 open files": nouns are counted as the pages count them. */
function counted(text: string): string | null {
  const found = /^(\d+) (.+)$/.exec(text);
  if (found === null) return null;
  const [, number = "", noun = ""] = found;
  const { nouns } = catalogue.current();
  const singular = [
    noun,
    noun.replace(/s$/, ""),
    noun.replace("files and folders", "file or folder"),
  ]
    .filter((name) => Object.hasOwn(nouns, name))
    .at(0);
  const forms = singular === undefined ? undefined : nouns[singular];
  if (forms === undefined) return null;
  const count = Number(number);
  const form = new Intl.PluralRules(language.current()).select(count);
  return `${count.toLocaleString(language.current())} ${forms[form] ?? forms.other}`;
}

function byPattern(text: string, depth: number): string | null {
  for (const { pattern, said } of patterns()) {
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) continue;
    const names = Object.entries(groups);
    // A name does not go over the end of a sentence: then it is another sentence.
    if (names.some(([name, value]) => !name.startsWith("_") && /[.!?] [A-Z“]|; /.test(value)))
      continue;
    const values = names.map(([name, value]) => [
      name,
      name.startsWith("_") ? (wordsOf(value, depth - 1) ?? value) : value,
    ]);
    return filled(said, Object.fromEntries(values));
  }
  return null;
}

/** Sentences one after the other, "a path: what is wrong", or a list: with the first part as long as it can be. */
function inParts(text: string, depth: number): string | null {
  for (const { separator, isNameFirst } of SEPARATORS) {
    for (const { index, 0: between } of [...text.matchAll(separator)].reverse()) {
      const head = asOne(text.slice(0, index), depth - 1);
      if (head === null && !isNameFirst) continue;
      const rest = text.slice(index + between.length);
      const tail = wordsOf(rest, depth - 1);
      if (head === null && tail === null) continue;
      return `${head ?? text.slice(0, index)}${between}${tail ?? rest}`;
    }
  }
  return null;
}

const SEPARATORS = [
  { separator: /(?<=[.!?]) /g, isNameFirst: false },
  { separator: /: /g, isNameFirst: true },
  { separator: /; /g, isNameFirst: false },
  { separator: /, /g, isNameFirst: false },
];

interface Pattern {
  readonly pattern: RegExp;
  readonly said: string;
}

let made: {
  readonly of: unknown;
  readonly patterns: Pattern[];
  readonly lowered: Map<string, string>;
};

/** Made when the first sentence of a language is wanted. Whole sentences go first, then those that say the most. */
function patterns(): Pattern[] {
  return prepared().patterns;
}

function lowered(): Map<string, string> {
  return prepared().lowered;
}

function prepared(): typeof made {
  const { sentences, texts } = catalogue.current();
  if (made?.of === sentences) return made;
  const said = Object.entries(sentences).filter(([text]) => text.includes("{"));
  const length = (text: string) =>
    text.replaceAll(NAME, "").length + (text.endsWith(".") ? TEXT_MAX : 0);
  made = {
    of: sentences,
    patterns: said
      .sort(([left], [right]) => length(right) - length(left))
      .map(([text, german]) => ({ pattern: patternOf(text), said: german })),
    lowered: new Map(Object.entries(texts).map(([text, german]) => [text.toLowerCase(), german])),
  };
  return made;
}

const NAME = /\{(\w+)\}/g;

/** A path in quotation marks, which may hold anything else, or words for one. */
const PLACE = "“[^“”]+”|[^“”]+?";
const PLACES = new Set(["_place", "_file", "_from"]);

/** What stands in braces is anything; where it stands a second time, the same. */
function patternOf(text: string): RegExp {
  const seen = new Set<string>();
  const source = text.replaceAll(/[.*+?^$()[\]\\|]|\{(\w+)\}/g, (part, name?: string) => {
    if (name === undefined) return `\\${part}`;
    if (seen.has(name)) return `\\k<${name}>`;
    seen.add(name);
    return `(?<${name}>${PLACES.has(name) ? PLACE : ".+?"})`;
  });
  return new RegExp(`^${source}$`, "su");
}
