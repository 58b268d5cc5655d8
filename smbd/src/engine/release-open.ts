/** An open that outlives the server, when that stops: its handles are given back, and nothing of its end is settled. */
import type { Open } from "../state/open.ts";
import type { Engine } from "./engine.ts";

export function releaseOpen(engine: Engine, open: Open): void {
  if (open.isClosed) return;
  open.isClosed = true;
  engine.openCount--;
  engine.persistents.closed(open);
  engine.durables.closed(open);
  const { stream } = open;
  if (stream !== null) {
    stream.knownLocks?.releaseAll(open);
    // Nobody waits for it any more: every connection has ended.
    engine.breaks.ended(stream.caching.closed(open).ended);
    const { lastOfFile } = engine.files.detach(open, stream);
    engine.localChanges.closed(open, lastOfFile);
  }
  open.data?.close();
  open.directory?.close();
  open.node?.close();
  if (open.past !== null) engine.pastVolumes.release(open.past);
  engine.changes.closed(open);
}
