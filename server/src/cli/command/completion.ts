import type { Command } from "../command.ts";
import { completionScript, SHELLS } from "../completion-script.ts";
import { CliError, ExitCode } from "../exit-code.ts";

/** Needs the table that it is a row of. */
export function completionCommands(all: () => readonly Command[]): readonly Command[] {
  return [
    {
      name: "completion",
      synopsis: SHELLS.join("|"),
      summary: "Print what a shell completes larder's commands by",
      options: {},
      argumentsMin: 1,
      argumentsMax: 1,
      async run(cx) {
        const shell = SHELLS.find((name) => name === cx.arguments[0]);
        if (shell === undefined) {
          throw new CliError(`It is one of ${SHELLS.join(", ")}.`, ExitCode.usage);
        }
        const script = completionScript(shell, all());
        cx.terminal.answer({ script }, script.trimEnd().split("\n"));
        return ExitCode.done;
      },
    },
  ];
}
