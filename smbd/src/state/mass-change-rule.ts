/** What an administrator calls too much of one user in one share, in a minute, and what is done about it. */
export interface MassChangeRule {
  /** "alert": it is told; "throttle": the user is slowed down too; "block": sessions end, until released. */
  readonly action: "alert" | "throttle" | "block";
  readonly deletedMax: number;
  readonly renamedMax: number;
  /** Files overwritten with what looks encrypted. */
  readonly scrambledMax: number;
}

export type MassChangeKind = "deleted" | "renamed" | "scrambled";
