/** A CREATE that passed validation, and what comes of it. */
import type { VfsData, VfsNode, VfsPath, VfsShare } from "../../port/vfs.ts";
import type { Caching } from "../../state/file.ts";
import type { ParsedName } from "../../state/name.ts";
import type { Open } from "../../state/open.ts";
import type { BreakPlan } from "../../state/oplock-stream-caching.ts";
import type { CreateRequest } from "../../wire/message/create.ts";
import type { AccessNotes } from "./access-audit.ts";
import type { CreateExtras } from "./extras.ts";

export interface Plan {
  readonly request: CreateRequest;
  readonly name: ParsedName;
  readonly extras: CreateExtras;
  /** Of a snapshot: nothing can be made or changed in it. */
  readonly past: VfsShare | null;
}

/** The CREATE must wait for somebody to give up a cache, and is then decided anew. */
export class CreateWait {
  readonly caching: Caching;
  readonly plan: BreakPlan<Open>;

  constructor(caching: Caching, plan: BreakPlan<Open>) {
    this.caching = caching;
    this.plan = plan;
  }
}

/** A file that is ready to be an open; whoever gets it owns its handles. */
export interface Prepared {
  readonly node: VfsNode;
  readonly data: VfsData | null;
  /** As stored on disk. */
  readonly path: VfsPath;
  readonly streamName: string;
  /** The whole file was made, and not only a stream of it. */
  readonly isNewFile: boolean;
  /** FILE_OPENED, FILE_CREATED, FILE_OVERWRITTEN or FILE_SUPERSEDED. */
  readonly action: number;
  readonly grantedAccess: number;
  readonly shareAccess: number;
  /** For the MxAc context. */
  readonly maximalAccess: number;
  /** For the audit. */
  readonly notes: AccessNotes;
}
