/** What a watch of a directory has to be told, in the order of what happened. */
import type { NotifyInformation } from "../../wire/fscc/notify.ts";

export interface ExpectedChange extends NotifyInformation {
  /** Changes of one turn of the server may come in any order among themselves. */
  readonly turn: number;
  /** It happened before its reply came: perhaps before the watch began. */
  readonly isOptional: boolean;
}

export class WatchModel {
  /** Lower-case path of the directory; follows renames. */
  path: string;
  readonly isTree: boolean;
  expected: ExpectedChange[] = [];
  told: NotifyInformation[] = [];
  /** Told of what a chain did whose replies are still to come. */
  early: NotifyInformation[] = [];
  /** It lost something by right, or something happened that the model cannot put in order. */
  isBlind = false;

  constructor(path: string, isTree: boolean) {
    this.path = path;
    this.isTree = isTree;
  }
}
