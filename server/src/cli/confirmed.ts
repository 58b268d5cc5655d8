import { ProblemError } from "./client.ts";
import type { CommandContext } from "./command.ts";

/** The option of every command that may touch people who are connected. */
export const CONFIRM_OPTIONS = { yes: { type: "boolean", short: "y" } } as const;

/** Calls, and where the server wants the consequences confirmed, tells them and calls once more. */
export async function confirmed<Reply>(
  cx: CommandContext,
  call: (query: { confirm?: string }) => Promise<Reply>,
): Promise<Reply> {
  try {
    return await call({});
  } catch (problem) {
    if (!(problem instanceof ProblemError)) throw problem;
    const { code, consequences, confirm } = problem.problem;
    if (code !== "confirmation-needed" || confirm === undefined) throw problem;
    await cx.terminal.confirm(consequences ?? [problem.message], cx.given.has("yes"));
    return await call({ confirm });
  }
}
