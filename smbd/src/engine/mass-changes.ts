/**
 * Notices who deletes, renames or overwrites at a rate that no person has, as what encrypts a share for ransom does,
 * and does what the share's rule says. Counted by user and share, whatever the session; a share without a rule
 * costs a comparison with null. What was too much is written down as it stands when it is told, and stays, with who
 * is kept out for it, until it is settled, whatever becomes of the engine meanwhile.
 */
import type { Principal } from "../auth/principal.ts";
import type { TimerHandle } from "../command/context.ts";
import { MASS_CHANGE_RECORD_COUNT_MAX } from "../limits.ts";
import { decodeKeptMassChange, encodeKeptMassChange } from "../state/kept-mass-change.ts";
import { MassChangeRecord } from "../state/mass-change-record.ts";
import type { MassChangeKind, MassChangeRule } from "../state/mass-change-rule.ts";
import type { Open } from "../state/open.ts";
import type { Session } from "../state/session.ts";
import { STATUS_SUCCESS } from "../wire/status.ts";
import type { Engine } from "./engine.ts";

/** How long a connection rests for each change too many. */
const REST_MS = 500;
/** What stayed below its limits for so long is told anew when it comes again. */
const QUIET_MS = 900_000;
/** What could not be written down is tried again: a disk may be full of what the attacker writes. */
const STORE_AGAIN_MS = 60_000;
/** Ids start anew above all of an earlier run: who settles what was seen then must not settle another. */
const RECORDS_PER_MS_MAX = 1_000;

export class MassChanges {
  readonly #engine: Engine;
  readonly #records = new Map<string, MassChangeRecord>();
  readonly #blocked = new Map<string, number>();
  #nextId = 1;
  #storesAgain: TimerHandle | null = null;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** What an earlier run left unsettled. Asked once, before the first connection is accepted. */
  restore(): void {
    const { massChangeStore } = this.#engine.ports;
    this.#nextId = Math.floor(this.#engine.nowMs()) * RECORDS_PER_MS_MAX + 1;
    for (const { id, record: bytes } of massChangeStore.load()) {
      const kept = decodeKeptMassChange(bytes);
      if (kept?.id !== id || this.#records.size >= MASS_CHANGE_RECORD_COUNT_MAX) {
        massChangeStore.remove(id);
        continue;
      }
      const record = MassChangeRecord.ofKept(kept);
      this.#records.set(keyOf(kept.shareId, kept.userId), record);
      if (record.state === "blocked") this.#block(record.userId);
      this.#nextId = Math.max(this.#nextId, id + 1);
    }
  }

  /** Nothing is tried again after this. */
  stop(): void {
    this.#storesAgain?.cancel();
    this.#storesAgain = null;
  }

  /** By user and share, of whoever changed anything lately. */
  get recordCount(): number {
    return this.#records.size;
  }

  /** What was too much and is not settled. */
  get tripped(): MassChangeRecord[] {
    return [...this.#records.values()].filter((record) => record.trippedAtMs !== null);
  }

  record(id: string): MassChangeRecord | null {
    for (const record of this.#records.values()) if (String(record.id) === id) return record;
    return null;
  }

  isBlocked(userId: string): boolean {
    return this.#blocked.has(userId);
  }

  /** Something of the tree of `open` was changed by `principal`. */
  count(open: Open, principal: Principal | null, kind: MassChangeKind, path: string): void {
    const rule = open.tree.share?.massChange ?? null;
    if (rule === null) return;
    const record = this.#recordOf(open, principal);
    if (record === null) return;
    const nowMs = this.#engine.nowMs();
    record.add(kind, path, nowMs);
    if (!record.isOver(rule, nowMs)) {
      const isQuiet = nowMs - record.overAtMs > QUIET_MS;
      if (record.trippedAtMs !== null && record.state !== "blocked" && isQuiet)
        this.#settle(record);
      return;
    }
    record.overAtMs = nowMs;
    const isNew = record.trippedAtMs === null || isStricter(rule, record);
    if (isNew) this.#trip(record, rule, open.session);
    if (rule.action === "throttle") this.#rest(record.userId, open.session);
  }

  /** The user may come again, and is counted from nothing. False: there is no such record. */
  release(id: string): boolean {
    const record = this.record(id);
    if (record === null || record.trippedAtMs === null) return false;
    if (record.state === "blocked") this.#unblock(record.userId);
    this.#settle(record);
    return true;
  }

  #settle(record: MassChangeRecord): void {
    record.restart();
    this.#engine.ports.massChangeStore.remove(record.id);
    this.#store();
  }

  /** The client's reply does not wait: the block holds from now on, and the next engine's is what is written. */
  #store(): void {
    this.stop();
    const engine = this.#engine;
    engine.ports.massChangeStore.commit((isStored) => {
      if (isStored) return;
      engine.emit({ type: "massChange.unstored" });
      this.#storesAgain ??= engine.setTimer(engine.nowMs() + STORE_AGAIN_MS, () => this.#store());
    });
  }

  #block(userId: string | null): void {
    if (userId !== null) this.#blocked.set(userId, (this.#blocked.get(userId) ?? 0) + 1);
  }

  #unblock(userId: string | null): void {
    if (userId === null) return;
    const left = (this.#blocked.get(userId) ?? 1) - 1;
    // Blocked for what was done in two shares, and released for one.
    if (left > 0) this.#blocked.set(userId, left);
    else this.#blocked.delete(userId);
  }

  #trip(record: MassChangeRecord, rule: MassChangeRule, session: Session): void {
    const engine = this.#engine;
    record.trippedAtMs ??= engine.nowMs();
    const sessions = this.#sessionsOf(record.userId, session);
    record.address = addressOf(engine, sessions.includes(session) ? session : sessions[0]);
    record.state = STATES[rule.action];
    const { deletedCount, renamedCount, scrambledCount, user, share, address } = record;
    engine.emit({
      type: "audit",
      kind: "massChange",
      user,
      address,
      share,
      path: "",
      status: STATUS_SUCCESS,
      detail: `${record.state}: ${deletedCount} deleted, ${renamedCount} renamed, ${scrambledCount} overwritten with what looks encrypted`,
    });
    const kept = record.kept();
    if (kept !== null) engine.ports.massChangeStore.put(kept.id, encodeKeptMassChange(kept));
    this.#store();
    if (rule.action !== "block") return;
    const { userId } = record;
    this.#block(userId);
    // Whoever made the change gets the reply first; nothing may end in the middle of a request.
    engine.changes.afterwards(() => this.#endSessions(userId, session));
  }

  #endSessions(userId: string | null, session: Session): void {
    const engine = this.#engine;
    for (const one of this.#sessionsOf(userId, session)) engine.endSession(one, "mass change");
    if (userId === null) return;
    engine.durables.closeWhere((open) => open.session.owner?.userId === userId);
  }

  #rest(userId: string | null, session: Session): void {
    const untilMs = this.#engine.nowMs() + REST_MS;
    for (const { channels } of this.#sessionsOf(userId, session)) {
      for (const connectionId of channels.keys()) {
        this.#engine.connections.get(connectionId)?.rest(untilMs);
      }
    }
  }

  /**
   * All of the user. `session` had the open, and may be somebody else's: what one marks to be deleted goes when
   * another closes it last. It stands for who has proved no name.
   */
  #sessionsOf(userId: string | null, session: Session): Session[] {
    if (userId === null) return [session];
    return [...this.#engine.sessions.values()].filter(({ owner }) => owner?.userId === userId);
  }

  #recordOf(open: Open, principal: Principal | null): MassChangeRecord | null {
    const { share } = open.tree;
    if (share === null) return null;
    const userId = principal?.userId ?? null;
    const key = keyOf(share.id, userId);
    const known = this.#records.get(key);
    if (known !== undefined) return known;
    if (this.#records.size >= MASS_CHANGE_RECORD_COUNT_MAX && !this.#dropOldest()) {
      this.#engine.emit({ type: "limit.reached", limit: "MASS_CHANGE_RECORD_COUNT_MAX" });
      return null;
    }
    const id = this.#nextId++;
    const nowMs = this.#engine.nowMs();
    const record = new MassChangeRecord(id, userId, principal?.name ?? "", share, nowMs);
    this.#records.set(key, record);
    return record;
  }

  /** Of those that are not too much. */
  #dropOldest(): boolean {
    let oldest: readonly [string, MassChangeRecord] | null = null;
    for (const entry of this.#records) {
      if (entry[1].trippedAtMs !== null) continue;
      if (oldest === null || entry[1].lastAtMs < oldest[1].lastAtMs) oldest = entry;
    }
    if (oldest === null) return false;
    return this.#records.delete(oldest[0]);
  }
}

function keyOf(shareId: string, userId: string | null): string {
  return `${shareId} ${userId ?? ""}`;
}

const STATES = { alert: "noted", throttle: "throttled", block: "blocked" } as const;
const BY_SEVERITY = ["noted", "throttled", "blocked"] as const;

/** An administrator who sees what goes on may want more done about it. */
function isStricter({ action }: MassChangeRule, { state }: MassChangeRecord): boolean {
  return BY_SEVERITY.indexOf(STATES[action]) > BY_SEVERITY.indexOf(state);
}

function addressOf(engine: Engine, session: Session | undefined): string {
  const [connectionId] = session?.channels.keys() ?? [];
  if (connectionId === undefined) return "";
  return engine.connections.get(connectionId)?.connection.transport.remoteAddress ?? "";
}
