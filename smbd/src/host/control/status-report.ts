/** What the server has not been told yet of sessions, opens and shares. */
import type { Engine } from "../../engine/engine.ts";
import type { Open } from "../../state/open.ts";
import type { Session } from "../../state/session.ts";
import type { OpenStatus, SessionStatus, ShareStatus, UpMessage } from "./contract.ts";
import type { ShareStates } from "./share-states.ts";
import { openStatus, sessionStatus } from "./status.ts";
import { ToldEntries } from "./told-entries.ts";

export type StatusLists = Pick<
  Extract<UpMessage, { type: "status" }>,
  "isWhole" | "sessions" | "opens" | "shares" | "gone"
>;

/** Entries of each list in one message: some 10 ms of the engine's thread. The rest follows soon. */
export const STATUS_ENTRY_COUNT_MAX = 2_000;

export class StatusReport {
  readonly #engine: Engine;
  readonly #shareStates: ShareStates;
  readonly #sessions: ToldEntries<Session, SessionStatus>;
  readonly #opens: ToldEntries<Open, OpenStatus>;
  readonly #shares = new ToldEntries<ShareStatus, ShareStatus>({
    marks: (share) => [share.state, share.reason, share.sessionCount, share.openCount],
    entry: (share) => share,
  });
  #isWhole = true;

  constructor(engine: Engine, shareStates: ShareStates) {
    this.#engine = engine;
    this.#shareStates = shareStates;
    this.#sessions = new ToldEntries({
      marks: (session) => [
        session.lastActiveAtMs,
        session.requestCount,
        session.principal,
        session.channels.size,
        session.trees.size,
        session.opens.size,
      ],
      entry: (session) => sessionStatus(engine, session),
    });
    this.#opens = new ToldEntries({
      marks: (open) => [
        open.path,
        open.lockCount,
        open.session,
        open.session.channels.size,
        open.stream?.caching.holderOf(open)?.state ?? 0,
        engine.durables.table.grantOf(open)?.kind ?? null,
      ],
      entry: (open) => openStatus(engine, open),
    });
  }

  /** Another server listens, which knows nothing yet. */
  restart(): void {
    this.#isWhole = true;
    this.#sessions.forget();
    this.#opens.forget();
    this.#shares.forget();
  }

  /** The server was told of all shares in another way. */
  forgetShares(): void {
    this.#shares.forget();
  }

  next(): { readonly lists: StatusLists; readonly isEmpty: boolean; readonly hasMore: boolean } {
    const shareStates = this.#shareStates.current();
    const sessions = this.#sessions.changes(knownSessions(this.#engine), STATUS_ENTRY_COUNT_MAX);
    const opens = this.#opens.changes(allOpens(this.#engine), STATUS_ENTRY_COUNT_MAX);
    const shares = this.#shares.changes(
      shareStates.statuses.map((share) => [share.id, share] as const),
      STATUS_ENTRY_COUNT_MAX,
    );
    const all = [sessions, opens, shares];
    const isWhole = this.#isWhole;
    this.#isWhole = false;
    return {
      lists: {
        isWhole,
        sessions: sessions.entries,
        opens: opens.entries,
        shares: shares.entries,
        gone: { sessions: sessions.gone, opens: opens.gone, shares: shares.gone },
      },
      isEmpty: !isWhole && all.every((list) => list.entries.length + list.gone.length === 0),
      hasMore: shareStates.hasMore || all.some((list) => list.hasMore),
    };
  }
}

function* knownSessions(engine: Engine): Generator<readonly [number, Session]> {
  for (const session of engine.sessions.values()) {
    if (session.principal !== null) yield [session.id, session];
  }
}

/** Those kept for clients that are gone, too: they hold files all the same, and name the session that they had. */
export function* allOpens(engine: Engine): Generator<readonly [number, Open]> {
  for (const session of engine.sessions.values()) yield* session.opens;
  for (const open of engine.durables.table.disconnectedOpens()) yield [open.volatileId, open];
}
