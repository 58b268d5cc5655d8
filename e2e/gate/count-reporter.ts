import type { TestEvent } from "node:test/reporters";

/** Counts tests, not suites, and writes one JSON object at the end. */
export default async function* countReporter(
  source: AsyncIterable<TestEvent>,
): AsyncGenerator<string> {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for await (const event of source) {
    if (event.type !== "test:pass" && event.type !== "test:fail") continue;
    const { details, skip, todo } = event.data;
    if (details.type === "suite") continue;
    if (event.type === "test:fail") count.failed += 1;
    else if (skip !== undefined || todo !== undefined) count.skipped += 1;
    else count.passed += 1;
  }
  yield JSON.stringify(count);
}
