/** RFC 4180, and what spreadsheets make of it: a byte order mark, semicolons between cells, any line ends. */
export function parseCsv(text: string): { line: number; cells: string[] }[] {
  const source = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const firstLine = source.slice(0, source.search(/[\r\n]|$/));
  const separator = firstLine.includes(";") && !firstLine.includes(",") ? ";" : ",";
  const rows: { line: number; cells: string[] }[] = [];
  let cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  let line = 1;
  let startLine = 1;
  const endCell = () => {
    cells.push(cell);
    cell = "";
  };
  const endRow = () => {
    endCell();
    if (cells.some((entry) => entry.trim() !== "")) rows.push({ line: startLine, cells });
    cells = [];
    startLine = line;
  };
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index] ?? "";
    if (isQuoted) {
      if (character === "\n") line += 1;
      if (character !== '"') cell += character;
      else if (source[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else isQuoted = false;
    } else if (character === '"' && cell === "") isQuoted = true;
    else if (character === separator) endCell();
    else if (character === "\n" || character === "\r") {
      if (character === "\r" && source[index + 1] === "\n") index += 1;
      line += 1;
      endRow();
    } else cell += character;
  }
  endRow();
  return rows;
}

/** Rows as a file that a spreadsheet opens without running anything. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(quoted).join(",")}\r\n`).join("");
}

/** A cell that begins so is a formula to a spreadsheet; behind an apostrophe it is text. */
const FORMULA = /^[=+\-@\t\r]/;
const DEFUSED = /^'[=+\-@\t\r]/;

function quoted(cell: string): string {
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What `writeCsv` made of a cell, back. */
export function plainCell(cell: string): string {
  const trimmed = cell.trim();
  return DEFUSED.test(trimmed) ? trimmed.slice(1) : trimmed;
}
