import { ProblemError } from "./client.ts";
import type { CommandContext } from "./command.ts";

/** The option of every command that may touch people who are connected. */
export const CONFIRM_OPTIONS = {
  yes: { type: "boolean", short: "y" },
  confirm: { type: "string" },
} as const;

/**
 * Calls, and where the server wants the consequences confirmed, tells them and calls once more. A script that
 * shows them to somebody first brings the code that came with them: it holds for that call, once, for five minutes.
 */
export async function confirmed<Reply>(
  cx: CommandContext,
  call: (query: { confirm?: string }) => Promise<Reply>,
): Promise<Reply> {
  const known = cx.given.text("confirm");
  try {
    return await call(known === undefined ? {} : { confirm: known });
  } catch (problem) {
    if (!(problem instanceof ProblemError)) throw problem;
    const { code, consequences, confirm } = problem.problem;
    if (code !== "confirmation-needed" || confirm === undefined) throw problem;
    const told = consequences ?? [problem.message];
    await cx.terminal.confirm(told, cx.given.has("yes"), confirm);
    return await call({ confirm });
  }
}
