/**
 * What goes with every change of an open's data, whichever command makes it: the file is to be archived again,
 * times that the client froze stay, and who began to cache in the meantime is told.
 */
import type { VfsDone, VfsStatChange } from "../port/vfs.ts";
import type { Open } from "../state/open.ts";
import {
  FILE_ATTRIBUTE_ARCHIVE,
  FILE_ATTRIBUTE_REPARSE_POINT,
  FILE_ATTRIBUTE_SETTABLE,
} from "../wire/fscc/attributes.ts";
import { FILE_NO_INTERMEDIATE_BUFFERING, FILE_WRITE_THROUGH } from "../wire/message/create.ts";
import { isError } from "../wire/status.ts";
import type { EngineServices } from "./context.ts";
import { frozenTimes, restoreTimes } from "./info/frozen-times.ts";

/** For changes that the store makes by itself: `change` starts one, `done` hears what came of it. */
export function changeData(
  engine: EngineServices,
  open: Open,
  change: (done: VfsDone) => void,
  done: VfsDone,
): void {
  const times = beginDataChange(open);
  change((status, byteCount) => {
    endDataChange(engine, open, times);
    const { data } = open;
    if (isError(status) || !isWriteThrough(open) || open.isClosed || data === null) {
      done(status, byteCount);
      return;
    }
    data.flush((flushed) => done(isError(flushed) ? flushed : status, byteCount));
  });
}

/** The times to put back at its end; null where none is frozen. */
export function beginDataChange(open: Open): VfsStatChange | null {
  const times = frozenTimes(open);
  if (!open.hasWritten) markArchive(open);
  open.markWritten();
  return times;
}

export function endDataChange(
  engine: EngineServices,
  open: Open,
  times: VfsStatChange | null,
): void {
  restoreTimes(open, times);
  tellNewReaders(engine, open);
}

/** What is written through this open is to be on the disk before it is answered. */
export function isWriteThrough(open: Open): boolean {
  const always = FILE_WRITE_THROUGH | FILE_NO_INTERMEDIATE_BUFFERING;
  // A persistent open is to be found after the server's death with all that was written through it.
  return open.isPersistent || (open.createOptions & always) !== 0;
}

/** [MS-FSA] 2.1.5.4: what was written to is to be archived again. A failure here does not lose data. */
function markArchive(open: Open): void {
  if (open.node === null || open.stream?.file.isArchived === true) return;
  const stat = open.node.stat();
  if (typeof stat === "number") return;
  if ((stat.attributes & (FILE_ATTRIBUTE_ARCHIVE | FILE_ATTRIBUTE_REPARSE_POINT)) !== 0) return;
  if (stat.isDirectory) return;
  const attributes = (stat.attributes & FILE_ATTRIBUTE_SETTABLE) | FILE_ATTRIBUTE_ARCHIVE;
  open.node.setStat({ attributes });
}

/**
 * Who was let in while the bytes were on their way to the disk may have cached what was there before. Nobody can
 * have been given more than reading beside the open that writes, so that nothing waits for an answer.
 */
function tellNewReaders(engine: EngineServices, open: Open): void {
  const caching = open.stream?.caching;
  if (caching === undefined || caching.isUncached) return;
  engine.sendBreaks(caching, caching.breakFor("write", open).breaks);
}
