/**
 * How full a share with a limit is. A walk measures it now and then; in between, what files grow and shrink by is
 * counted when they are closed or deleted, so that the limit can be passed by what is open for writing, and no more.
 */
export class ShareUsage {
  limitBytes: number;
  /** Null: not measured yet, and nothing is refused. */
  usedBytes: number | null = null;

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  get freeBytes(): number {
    return Math.max(0, this.limitBytes - (this.usedBytes ?? 0));
  }

  changed(bytes: number): void {
    if (this.usedBytes !== null) this.usedBytes = Math.max(0, this.usedBytes + bytes);
  }

  /** A write over what is there already takes no room. */
  mayGrow(byBytes: number): boolean {
    return byBytes <= 0 || byBytes <= this.freeBytes;
  }
}
