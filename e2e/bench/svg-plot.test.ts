import assert from "node:assert/strict";
import { test } from "node:test";
import { plotSvg } from "./svg-plot.ts";

const plot = (points: readonly { x: number; y: number }[]) =>
  plotSvg({ title: "a < b", x: "size", y: "cost", lines: [{ name: "larder", points }] });

test("a tenfold size is as far to the right each time", () => {
  const svg = plot([
    { x: 1, y: 10 },
    { x: 10, y: 10 },
    { x: 100, y: 10 },
  ]);
  const places = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)];
  const [first, second, third] = places.map(([, x]) => Number(x));
  assert.equal(third! - second!, second! - first!);
  assert.equal(new Set(places.map(([, , y]) => y)).size, 1, "what costs the same is as high");
});

test("more cost is further up, and what was not measured is left out", () => {
  const svg = plot([
    { x: 1, y: 10 },
    { x: 10, y: 0 },
    { x: 100, y: 1000 },
  ]);
  const heights = [...svg.matchAll(/cy="([\d.]+)"/g)].map(([, y]) => Number(y));
  assert.equal(heights.length, 2);
  assert.ok(heights[1]! < heights[0]!);
});

test("text cannot end the element that it stands in", () => {
  assert.match(plot([]), /<title>a &lt; b<\/title>/);
});
