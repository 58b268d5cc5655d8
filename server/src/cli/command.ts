import type { ParseArgsOptionDescriptor } from "node:util";
import type { Client } from "./client.ts";
import type { Terminal } from "./terminal.ts";

/** One command of the CLI: what the help says about it, how it is parsed, and what it does. */
export interface Command {
  /** "user add". */
  readonly name: string;
  /** What follows the name, as the help shows it. */
  readonly synopsis: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, ParseArgsOptionDescriptor>>;
  readonly argumentsMin: number;
  readonly argumentsMax: number;
  run(cx: CommandContext): Promise<number>;
}

export interface CommandContext {
  readonly arguments: readonly string[];
  readonly given: GivenOptions;
  readonly client: Client;
  readonly terminal: Terminal;
}

/** The options of one command line, by kind. */
export class GivenOptions {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === "string" ? value : undefined;
  }

  texts(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.map(String) : [];
  }
}
