/** Who may cache a stream, as its client must believe: what was granted, told and answered. */
import type { OpenModel } from "./open-model.ts";

export class HolderModel {
  /** "client guid + lease key" or "open N". */
  readonly key: string;
  readonly isLease: boolean;
  readonly actor: string;
  readonly opens = new Set<OpenModel>();
  /** LEASE_ bits. */
  state: number;
  /** A break is out that must be answered; null: none is. */
  breakTo: number | null = null;
  breakSentAtMs = 0;
  /** Counts breaks, so that an answer is known to be to the last one. */
  breakCount = 0;
  /** Its answer has reached the server, which may act on it before it says so. */
  isAnswering = false;
  /** LEASE_ bits that it keeps by that. */
  answer = 0;
  epoch = 0;
  /** What it was granted was told late, and may have been broken by then. */
  isUncertain = false;

  constructor(key: string, isLease: boolean, actor: string, state: number) {
    this.key = key;
    this.isLease = isLease;
    this.actor = actor;
    this.state = state;
  }

  /** It may still act on what it caches, as far as anybody has been told. */
  get isTrusting(): boolean {
    if (this.isAnswering || this.isUncertain) return false;
    for (const open of this.opens) if (!open.isLoose) return true;
    return false;
  }
}
