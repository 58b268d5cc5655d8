import { readFileSync } from "node:fs";

export interface ReleaseNotes {
  readonly version: string;
  readonly date: string;
  readonly lines: readonly string[];
}

/** What each release brought, newest first, out of `changelog.md` beside this file. */
export function readReleaseNotes(): ReleaseNotes[] {
  return parseReleaseNotes(readFileSync(new URL("changelog.md", import.meta.url), "utf8"));
}

export function parseReleaseNotes(text: string): ReleaseNotes[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [head = "", ...lines] = section.split("\n");
      const [, version = head.trim(), date = ""] = /^(\S+) \(([\d-]+)\)/.exec(head) ?? [];
      const items = lines.filter((line) => line.startsWith("- "));
      return { version, date, lines: items.map((line) => line.slice(2).trim()) };
    });
}
