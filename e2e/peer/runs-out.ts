import type { Page } from "playwright-core";

/** Buttons, links, headings and labels that are wider than their place, or have lost the end of their words. */
export function runsOut(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("main :is(button, a, h1, h2, label), form :is(button, a)")]
      // The head of a table on a phone is for readers of screens alone; a wide table is scrolled.
      .filter((element) => element.closest("thead, [role=region]") === null)
      .filter((element) => {
        const { width, right } = element.getBoundingClientRect();
        const around = element.parentElement?.getBoundingClientRect().right ?? 0;
        const label = element.querySelector(".mantine-Button-label") ?? element;
        const isInline = getComputedStyle(label).display === "inline";
        const isCut = !isInline && label.scrollWidth > label.clientWidth + 1;
        return width > 0 && (right > around + 1.5 || right > window.innerWidth || isCut);
      })
      .map((element) => `${element.tagName} ${element.textContent}`),
  );
}
