/**
 * Which LOCK requests were done already. [MS-SMB2] 3.3.5.14: a client that lost the reply sends the request again
 * under the same number, and an unlock or a lock must not be done twice. An open has 64 buckets; each remembers the
 * number of the last request that succeeded.
 */
export class LockSequences {
  /** One up from the number; 0 where nothing is remembered. Made with the first request that has a number. */
  #numbers: Uint8Array | null = null;

  /** True: this one was done. Else the bucket is empty until `succeeded`. */
  isReplay(bucket: number, number: number): boolean {
    if (!isBucket(bucket) || this.#numbers === null) return false;
    if (this.#numbers[bucket - 1] === number + 1) return true;
    this.#numbers[bucket - 1] = 0;
    return false;
  }

  succeeded(bucket: number, number: number): void {
    if (!isBucket(bucket)) return;
    this.#numbers ??= new Uint8Array(LOCK_BUCKET_COUNT);
    this.#numbers[bucket - 1] = number + 1;
  }

  /** All buckets, for a record of the open; null where nothing is remembered. */
  saved(): Uint8Array | null {
    return this.#numbers?.slice() ?? null;
  }

  restore(saved: Uint8Array): void {
    this.#numbers = new Uint8Array(LOCK_BUCKET_COUNT);
    this.#numbers.set(saved.subarray(0, LOCK_BUCKET_COUNT));
  }
}

/** Bucket 0, and what lies beyond the last one, are not looked at. */
function isBucket(bucket: number): boolean {
  return bucket >= 1 && bucket <= LOCK_BUCKET_COUNT;
}

export const LOCK_BUCKET_COUNT = 64;
