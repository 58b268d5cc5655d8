import assert from "node:assert/strict";
import axe, { type RunOptions } from "axe-core";
import type { Page } from "playwright-core";

/** WCAG 2.2 AA, as far as axe can tell. */
const EVERYTHING: RunOptions = {
  runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
};
/** What another colour scheme can make of a page that was found well in the first one. */
const COLOURS: RunOptions = {
  runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] },
};

/** Holds a page against WCAG 2.2 AA in the colour scheme that it has. */
export async function accessible(page: Page, what: string): Promise<void> {
  assert.deepEqual(await violations(page, EVERYTHING), [], what);
}

/** In the light scheme and in the dark one; the page is left in the light one. */
export async function accessibleInBothSchemes(page: Page, what: string): Promise<void> {
  for (const [colorScheme, rules] of [
    ["dark", COLOURS],
    ["light", EVERYTHING],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await violations(page, rules), [], `${what}, ${colorScheme}`);
  }
}

async function violations(page: Page, options: RunOptions): Promise<string[]> {
  await settled(page);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(async (given) => {
    const found = await (window as unknown as { axe: typeof axe }).axe.run(document, {
      ...given,
      resultTypes: ["violations"],
    });
    return found.violations.map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(" | ")}`,
    );
  }, options);
}

/** What moves has no colour and no place of its own yet. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    // What a change of scheme or width moves begins with the next frame.
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    await Promise.all(
      document
        .getAnimations()
        // What turns for as long as something loads has no end to wait for.
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
        .map((animation) => animation.finished.catch(() => undefined)),
    );
  });
}
