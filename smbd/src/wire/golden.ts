/** Every golden sample of the wire layer. A codec that no row covers fails golden.test.ts. */
import { CONTEXT_ROWS } from "./golden/context.ts";
import { FSCC_ROWS } from "./golden/fscc.ts";
import { FSCTL_ROWS } from "./golden/fsctl.ts";
import { MESSAGE_ROWS } from "./golden/message.ts";
import type { GoldenRow } from "./golden/row.ts";
import { SECURITY_ROWS } from "./golden/security.ts";

export const GOLDEN: readonly GoldenRow[] = [
  ...MESSAGE_ROWS,
  ...CONTEXT_ROWS,
  ...FSCC_ROWS,
  ...FSCTL_ROWS,
  ...SECURITY_ROWS,
];
