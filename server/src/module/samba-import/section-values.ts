import { sambaBytes, sambaList, sambaMode, sambaYes } from "./samba-value.ts";
import type { LeftOut, Parameter, Section } from "./smb-conf.ts";

/** Which lines were taken over, and why others were not: one line is one of both. */
export class LineBook {
  readonly #taken = new Set<Parameter>();
  readonly #reasons = new Map<Parameter, string>();

  take(parameter: Parameter): void {
    this.#taken.add(parameter);
  }

  leave(parameter: Parameter, reason: string): void {
    this.#reasons.set(parameter, reason);
  }

  /** What nobody asked for gets its reason from the last argument. */
  leftOut(
    parameters: readonly Parameter[],
    reasonOf: (parameter: Parameter) => string | null,
  ): LeftOut[] {
    return parameters.flatMap((parameter) => {
      const reason =
        this.#reasons.get(parameter) ?? (this.#taken.has(parameter) ? null : reasonOf(parameter));
      const { file, line, text } = parameter;
      return reason === null ? [] : [{ file, line, text, reason }];
    });
  }
}

/** What holds in a section: its own last word, else that of [global]. */
export class SectionValues {
  readonly #last = new Map<string, Parameter>();
  readonly #book: LineBook;

  constructor(book: LineBook, ...sections: readonly Section[]) {
    this.#book = book;
    for (const section of sections) {
      const own = new Map<string, Parameter>();
      for (const parameter of section.parameters) {
        const earlier = own.get(parameter.key);
        // A section that is written in parts, or copies another, may say a thing twice.
        if (earlier !== undefined) book.leave(earlier, `Line ${parameter.line} says it again.`);
        own.set(parameter.key, parameter);
      }
      for (const [key, parameter] of own) this.#last.set(key, parameter);
    }
  }

  find(key: string): Parameter | undefined {
    const found = this.#last.get(key);
    if (found !== undefined) this.#book.take(found);
    return found;
  }

  text(key: string): string {
    return this.find(key)?.value ?? "";
  }

  yes(key: string, otherwise: boolean): boolean {
    return this.#read(key, sambaYes, (value) => `“${value}” is neither yes nor no.`) ?? otherwise;
  }

  mode(key: string, otherwise: number): number {
    return this.#read(key, sambaMode, (value) => `“${value}” is no mode in octal.`) ?? otherwise;
  }

  bytes(key: string): number | null {
    return this.#read(key, sambaBytes, (value) => `“${value}” is no size.`);
  }

  list(key: string): string[] {
    return sambaList(this.text(key));
  }

  /** Says why a line stays behind, if there is one. */
  leave(key: string, reason: string): void {
    const found = this.#last.get(key);
    if (found !== undefined) this.#book.leave(found, reason);
  }

  #read<Value>(
    key: string,
    read: (value: string) => Value | null,
    complaint: (value: string) => string,
  ): Value | null {
    const found = this.find(key);
    if (found === undefined || found.value === "") return null;
    const value = read(found.value);
    if (value === null) this.#book.leave(found, complaint(found.value));
    return value;
  }
}
