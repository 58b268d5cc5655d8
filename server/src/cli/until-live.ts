import { engineRoutes } from "../contract/engine.ts";
import type { CommandContext } from "./command.ts";
import { ExitCode } from "./exit-code.ts";

const POLL_MS = 50;
const LIVE_MS_MAX = 15_000;

/** The options of every command that changes something. */
export const CHANGE_OPTIONS = {
  "no-wait": { type: "boolean" },
} as const;

/**
 * Waits until the engine serves a revision, so that the next line of a script can use what this one
 * made. The exit code says whether it does.
 */
export async function untilLive(cx: CommandContext, revision: number): Promise<number> {
  if (cx.given.has("no-wait")) return ExitCode.done;
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    const engine = await cx.client.call(engineRoutes.read);
    if (engine.appliedRevision >= revision) return ExitCode.done;
    if (waitedMs >= LIVE_MS_MAX) {
      cx.terminal.remark(
        `Saved, but not live yet: ${engine.reason || "the engine has not applied it"}.`,
      );
      return ExitCode.notLive;
    }
    await new Promise((wake) => setTimeout(wake, POLL_MS));
  }
}
