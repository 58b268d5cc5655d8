import { CSV_ROWS_MAX } from "../../contract/account-csv.ts";
import { parseCsv, plainCell } from "./csv.ts";

/** A row by the names of its columns. A cell that is empty, or whose column is not there, is undefined. */
export interface CsvRow<Column extends string> {
  readonly line: number;
  readonly cells: Readonly<Partial<Record<Column, string>>>;
}

/** Reads a file whose first line names the columns, whatever their order and case. */
export function readTable<Column extends string>(
  text: string,
  columns: readonly Column[],
): { problems: string[]; rows: CsvRow<Column>[] } {
  const [heading, ...lines] = parseCsv(text);
  if (heading === undefined) return { problems: ["The file is empty."], rows: [] };
  const problems: string[] = [];
  const names = heading.cells.map((cell) => {
    const wanted = plainCell(cell)
      .toLowerCase()
      .replaceAll(/[\s_-]/g, "");
    const found = columns.find((column) => column.toLowerCase() === wanted);
    if (found === undefined) {
      problems.push(`There is no column “${plainCell(cell)}”; there are ${columns.join(", ")}.`);
    }
    return found;
  });
  const twice = names.find((name, index) => name !== undefined && names.indexOf(name) !== index);
  if (twice !== undefined) problems.push(`The column “${twice}” is there twice.`);
  if (!names.some((name) => name === "name")) problems.push("The column “name” is missing.");
  if (lines.length > CSV_ROWS_MAX) problems.push(`At most ${CSV_ROWS_MAX} rows in one file.`);
  if (problems.length > 0) return { problems, rows: [] };
  const rows = lines.map(({ line, cells }) => {
    const entries = cells.flatMap((cell, index) => {
      const name = names[index];
      const value = plainCell(cell);
      return name === undefined || value === "" ? [] : [[name, value] as const];
    });
    return { line, cells: Object.fromEntries(entries) as CsvRow<Column>["cells"] };
  });
  return { problems, rows };
}

/** Names in one cell; none of them may hold these characters. */
export function listCell(cell: string | undefined): string[] | undefined {
  if (cell === undefined) return undefined;
  return cell
    .split(/[|;]/)
    .map((name) => name.trim())
    .filter(Boolean);
}

export function yesCell(cell: string | undefined, problems: string[]): boolean | undefined {
  if (cell === undefined) return undefined;
  if (/^(yes|true|1|ja|x)$/i.test(cell)) return true;
  if (/^(no|false|0|nein)$/i.test(cell)) return false;
  problems.push(`“${cell}” is neither yes nor no`);
  return undefined;
}

export function numberCell(cell: string | undefined, problems: string[]): bigint | undefined {
  if (cell === undefined) return undefined;
  if (/^\d{1,10}$/.test(cell) && Number(cell) <= 4_294_967_294) return BigInt(cell);
  problems.push(`“${cell}” is no uid or gid`);
  return undefined;
}
