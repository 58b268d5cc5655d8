/** Points of one server. */
export interface PlotLine {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Plot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly lines: readonly PlotLine[];
}

const WIDTH = 560;
const HEIGHT = 320;
const LEFT = 64;
const RIGHT = 110;
const TOP = 34;
const BOTTOM = 44;
/** Told apart by marker as well as by colour. */
const LOOKS = [
  { colour: "#0b6bcb", marker: "circle" },
  { colour: "#c2410c", marker: "square" },
  { colour: "#4d7c0f", marker: "cross" },
] as const;

/** Cost against size, both in powers of ten: a line that rises is cost that grows. */
export function plotSvg(plot: Plot): string {
  const all = plot.lines.flatMap(({ points }) => points).filter(({ y }) => y > 0);
  const xs = decades(all.map(({ x }) => x));
  const ys = decades(all.map(({ y }) => y));
  const right = WIDTH - RIGHT;
  const bottom = HEIGHT - BOTTOM;
  const atX = (x: number) => place(x, xs, LEFT, right);
  const atY = (y: number) => place(y, ys, bottom, TOP);
  const grid = [
    ...powers(xs).map((x) => {
      const at = round(atX(x));
      return (
        `<path d="M${at} ${TOP}V${bottom}" class="grid"/>` +
        `<text x="${at}" y="${bottom + 16}" text-anchor="middle">${short(x)}</text>`
      );
    }),
    ...powers(ys).map((y) => {
      const at = round(atY(y));
      return (
        `<path d="M${LEFT} ${at}H${right}" class="grid"/>` +
        `<text x="${LEFT - 6}" y="${at + 4}" text-anchor="end">${short(y)}</text>`
      );
    }),
  ];
  const drawn = plot.lines.map((line, index) => drawLine(line, index, atX, atY));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`,
    `<title>${escaped(plot.title)}</title>`,
    "<style>text{font:12px sans-serif;fill:#333}.grid{stroke:#ccc;fill:none}svg{background:#fff}</style>",
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="20" font-weight="bold">${escaped(plot.title)}</text>`,
    ...grid,
    `<text x="${(LEFT + right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escaped(plot.x)}</text>`,
    `<text transform="translate(14 ${(TOP + bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(plot.y)}</text>`,
    ...drawn,
    "</svg>",
    "",
  ].join("\n");
}

function drawLine(
  { name, points }: PlotLine,
  index: number,
  atX: (x: number) => number,
  atY: (y: number) => number,
): string {
  const { colour, marker } = LOOKS[index % LOOKS.length]!;
  const places = points
    .filter(({ y }) => y > 0)
    .map(({ x, y }) => ({ x: round(atX(x)), y: round(atY(y)) }));
  const last = places.at(-1);
  if (last === undefined) return "";
  const path = places.map(({ x, y }) => `${x} ${y}`).join("L");
  const marks = places.map(({ x, y }) => markAt(marker, x, y)).join("");
  return (
    `<g stroke="${colour}" fill="none" stroke-width="2"><path d="M${path}"/>${marks}</g>` +
    // Beside its own end, and below those of others that end in the same place.
    `<text x="${last.x + 8}" y="${last.y + 4 + (index - 1) * 4}" style="fill:${colour}">${escaped(name)}</text>`
  );
}

function markAt(marker: (typeof LOOKS)[number]["marker"], x: number, y: number): string {
  if (marker === "circle") return `<circle cx="${x}" cy="${y}" r="4"/>`;
  if (marker === "square") return `<rect x="${x - 4}" y="${y - 4}" width="8" height="8"/>`;
  return `<path d="M${x - 4} ${y - 4}l8 8m0-8l-8 8"/>`;
}

/** Whole powers of ten around the values: their exponents. */
function decades(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.ceil(Math.log10(Math.max(...values)));
  return [low, Math.max(high, low + 1)];
}

function powers([low, high]: [number, number]): number[] {
  return Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
}

function place(value: number, [low, high]: [number, number], from: number, to: number): number {
  return from + ((Math.log10(value) - low) / (high - low)) * (to - from);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function short(value: number): string {
  if (value >= 1e6) return `${value / 1e6}M`;
  return value >= 1e3 ? `${value / 1e3}k` : String(Number(value.toPrecision(1)));
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
