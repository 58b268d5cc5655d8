import { text } from "node:stream/consumers";
import { CliError, ExitCode } from "./exit-code.ts";

/** Where a command reads and writes: a person at a terminal, or a script. */
export class Terminal {
  readonly isJson: boolean;

  constructor(isJson: boolean) {
    this.isJson = isJson;
  }

  /** The one answer of a command: the value for a script, or lines for a person. */
  answer(value: unknown, lines: readonly string[]): void {
    process.stdout.write(
      this.isJson
        ? `${JSON.stringify(value, null, 2)}\n`
        : lines.map((line) => `${harmless(line)}\n`).join(""),
    );
  }

  /** Beside the answer, so that scripts can leave it out. */
  remark(line: string): void {
    process.stderr.write(`${harmless(line)}\n`);
  }

  /** One line of standard input, or asked for without showing it. */
  async secret(question: string, isFromStdin: boolean): Promise<string> {
    if (isFromStdin) {
      const given = (await text(process.stdin)).replace(/\r?\n$/, "");
      if (given === "") throw new CliError("Standard input held no password.", ExitCode.usage);
      return given;
    }
    if (!process.stdin.isTTY) {
      throw new CliError("There is no terminal to ask on: use --password-stdin.", ExitCode.usage);
    }
    const first = await askHidden(`${question}: `);
    if ((await askHidden("Once more: ")) !== first) {
      throw new CliError("The two differ; nothing was changed.", ExitCode.usage);
    }
    return first;
  }

  /** Asks for a yes; a script has to bring --yes, or `code` for exactly this call. */
  async confirm(consequences: readonly string[], isYesGiven: boolean, code: string): Promise<void> {
    for (const consequence of consequences) this.remark(consequence);
    if (isYesGiven) return;
    if (!process.stdin.isTTY) {
      throw new CliError(
        `Nothing was changed. Add --yes, or --confirm ${code}, to do it all the same.`,
        ExitCode.refused,
      );
    }
    process.stderr.write("Go on? [y/N] ");
    const said = await new Promise<string>((settle) =>
      process.stdin.once("data", (chunk) => settle(chunk.toString("utf8"))),
    );
    process.stdin.pause();
    if (!/^y(es)?$/i.test(said.trim()))
      throw new CliError("Nothing was changed.", ExitCode.refused);
  }
}

/** Clients choose names and paths; what would steer the terminal is shown as a sign. Lines may hold lines. */
export function harmless(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, "\uFFFD");
}

/** Reads a line while the terminal shows nothing of it. */
function askHidden(question: string): Promise<string> {
  process.stderr.write(question);
  process.stdin.setRawMode(true);
  process.stdin.setEncoding("utf8");
  process.stdin.resume();
  return new Promise((settle, fail) => {
    let said = "";
    const end = () => {
      process.stdin.setRawMode(false);
      process.stdin.pause();
      process.stdin.off("data", read);
      process.stderr.write("\n");
    };
    const read = (chunk: string) => {
      for (const character of chunk) {
        if (character === "\r" || character === "\n") {
          end();
          settle(said);
          return;
        }
        if (character === "\u0003") {
          end();
          fail(new CliError("Nothing was changed.", ExitCode.refused));
          return;
        }
        said = character === "\u007f" ? said.slice(0, -1) : said + character;
      }
    };
    process.stdin.on("data", read);
  });
}
