import type { TestEvent } from "node:test/reporters";
import { inspect } from "node:util";

/** One line a file that went well, and everything about a test that did not. */
export default async function* progressReporter(
  source: AsyncIterable<TestEvent>,
): AsyncGenerator<string> {
  for await (const event of source) {
    if (event.type === "test:stderr" || event.type === "test:stdout") {
      yield event.data.message;
      continue;
    }
    if (event.type === "test:fail") {
      const { name, file, line, details } = event.data;
      // A failed suite says only that something in it failed; a test whose suite never got ready says only
      // that. Both have been told where it happened.
      const { failureType } = details.error as { failureType?: string };
      if (failureType === "subtestsFailed" || failureType === "cancelledByParent") continue;
      const cause = details.error.cause ?? details.error;
      yield `not ok: ${name} (${file}:${line}, ${(details.duration_ms / 1000).toFixed(1)} s)\n`;
      yield `${inspect(cause, { maxStringLength: 4000, depth: 4 }).replace(/^/gm, "    ")}\n`;
      continue;
    }
    if (event.type === "test:pass" && event.data.details.duration_ms > SLOW_MS) {
      const { name, nesting, details } = event.data;
      yield `${"  ".repeat(nesting)}ok: ${name} (${(details.duration_ms / 1000).toFixed(1)} s)\n`;
    }
  }
}

const SLOW_MS = 1000;
