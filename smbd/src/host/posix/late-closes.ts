import { native } from "../native.ts";

/**
 * Descriptors that nobody uses any more, closed when the replies of this visit of the event loop are on their way:
 * to close the last one of a file that has no name any more is to free all of it, and its client need not wait for
 * that. They are gone before the next visit.
 */
const pending: number[] = [];

export function closeLate(fd: number): void {
  pending.push(fd);
  if (pending.length === 1) queueMicrotask(closePending);
  else if (pending.length >= PENDING_MAX) closePending();
}

/** At once, for who counts. */
export function closePending(): void {
  for (const fd of pending.splice(0)) native.close(fd);
}

/** A visit that closes many has other things to wait for. */
const PENDING_MAX = 32;
