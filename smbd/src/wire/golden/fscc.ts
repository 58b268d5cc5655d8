/** The golden samples of the information classes. */
import { DIRECTORY_ROWS } from "./fscc/directory.ts";
import { FILE_ROWS } from "./fscc/file.ts";
import { FILE_SYSTEM_ROWS } from "./fscc/file-system.ts";
import type { GoldenRow } from "./row.ts";

export const FSCC_ROWS: readonly GoldenRow[] = [
  ...DIRECTORY_ROWS,
  ...FILE_ROWS,
  ...FILE_SYSTEM_ROWS,
];
