import { useRef } from "react";
import { Cancelled } from "../lib/cancelled.ts";
import { changedFields } from "../lib/changed-fields.ts";
import { editConflict } from "../lib/edit-conflict.ts";
import type { FieldWord, FieldWords } from "../lib/field-words.ts";
import { hasCode, problemOf } from "../lib/problem-of.ts";
import { settleConflict } from "./settle-conflict.ts";

export interface VersionedSaveOptions<Thing extends { readonly version: string }, Values> {
  /** What the form is filled from. */
  readonly thing: Thing;
  readonly valuesOf: (thing: Thing) => Values;
  /** As it is now. */
  readonly read: () => Promise<Thing>;
  /** Sends the fields that differ from what is there; resolves to the thing as it is then. */
  readonly send: (body: Partial<Values>, ifVersion: string, there: Values) => Promise<Thing>;
  /** Fills the form anew. */
  readonly refill: (values: Values) => void;
  readonly words: FieldWords<Values>;
}

export interface VersionedSave<Thing, Values> {
  /** What was there when the form was filled: only differences from it are sent. */
  readonly before: () => Values;
  readonly save: (values: Values) => Promise<void>;
  /** The form is about this now. */
  readonly rebase: (thing: Thing) => void;
}

/** Saves edits of a thing; where somebody else was faster, asks what is to become of both. */
export function useVersionedSave<
  Thing extends { readonly version: string; readonly name?: string },
  Values extends object,
>(options: VersionedSaveOptions<Thing, Values>): VersionedSave<Thing, Values> {
  const { valuesOf, read, send, refill, words } = options;
  const base = useRef(options.thing);
  const rebase = (thing: Thing) => {
    base.current = thing;
    refill(valuesOf(thing));
  };
  const save = async (typed: Values) => {
    // The form is still about what it was filled from, until something is saved: else what only they changed would
    // look like an edit of mine the next time.
    let from = base.current;
    let values = typed;
    for (;;) {
      const before = valuesOf(from);
      try {
        const saved = await send(changedFields(values, before), from.version, before);
        // What was put together of two is not yet what the form shows.
        if (values === typed) base.current = saved;
        else rebase(saved);
        return;
      } catch (error) {
        if (!hasCode(error, "conflict")) throw error;
        const now = await read();
        if (now.version === from.version) throw error;
        const theirs = valuesOf(now);
        const differences = editConflict(before, values, theirs);
        if (differences.some(({ changedBy }) => changedBy !== "me")) {
          const settlement = await settleConflict({
            name: now.name ?? "",
            changed: problemOf(error)?.changed,
            differences,
            words: words as Readonly<Record<string, FieldWord | undefined>>,
          });
          if (settlement === null) throw new Cancelled();
          if (settlement === "theirs") return rebase(now);
        }
        values = { ...theirs, ...changedFields(values, before) };
        from = now;
      }
    }
  };
  return { before: () => valuesOf(base.current), save, rebase };
}
