/** Who holds which bytes of which file, and who waits for them: asked for, since there may be very many. */
import type { Engine } from "../../engine/engine.ts";
import type { AskedLock } from "../../state/byte-range-lock.ts";
import type { Open } from "../../state/open.ts";
import type { LockAsk, LockReport, LockStatus } from "./lock-contract.ts";
import { openStatus } from "./status.ts";
import { allOpens } from "./status-report.ts";

/** In the order of the opens, each with its oldest lock first. */
export function lockReport(engine: Engine, ask: LockAsk): LockReport {
  const items: LockStatus[] = [];
  let total = 0;
  for (const open of asked(engine, ask)) {
    const { stream } = open;
    if (stream === null || (open.lockCount === 0 && stream.locks.waitingCount === 0)) continue;
    const first = Math.max(0, ask.skip - total);
    const locks = stream.locks.asked(open);
    total += locks.length;
    const wanted = locks.slice(first, first + ask.limit - items.length);
    if (wanted.length > 0) items.push(...wanted.map(statusOf(engine, open)));
  }
  return { total, items };
}

function* asked(engine: Engine, { openId, share, user }: LockAsk): Generator<Open> {
  for (const [id, open] of allOpens(engine)) {
    if (openId !== null && String(id) !== openId) continue;
    if (share !== null && !isSame(open.tree.name, share)) continue;
    if (user !== null && !isSame(open.session.userName, user)) continue;
    yield open;
  }
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function statusOf(engine: Engine, open: Open): (lock: AskedLock) => LockStatus {
  const { id, sessionId, user, address, share, path } = openStatus(engine, open);
  return ({ offset, length, isExclusive, isWaiting, askedAtMs }) => ({
    openId: id,
    sessionId,
    user,
    address,
    share,
    path,
    offset: String(offset),
    length: String(length),
    isExclusive,
    isWaiting,
    sinceMs: askedAtMs === null ? null : Math.floor(askedAtMs),
  });
}
