/** One run from one seed: clients, network, disk and clock take turns as chance will have it, then all leave. */
import type { Reply } from "../test/virtual-client.ts";
import { World } from "../test/world.ts";
import {
  STATUS_NETWORK_NAME_DELETED,
  STATUS_NETWORK_SESSION_EXPIRED,
  STATUS_SUCCESS,
  STATUS_USER_SESSION_DELETED,
} from "../wire/status.ts";
import { act } from "./action.ts";
import { Actor } from "./actor.ts";
import { Chance } from "./chance.ts";
import { ByteRangeLocksChecker } from "./checker/byte-range-locks.ts";
import { BytesChecker } from "./checker/bytes.ts";
import { CachingChecker } from "./checker/caching.ts";
import { ContentChecker } from "./checker/content.ts";
import { CreditsChecker } from "./checker/credits.ts";
import { DurablesChecker } from "./checker/durables.ts";
import { FolderCachingChecker } from "./checker/folder-caching.ts";
import { checkLeftovers, checkShare } from "./checker/leavings.ts";
import { NamesChecker } from "./checker/names.ts";
import { NotificationsChecker } from "./checker/notifications.ts";
import { RepliesChecker } from "./checker/replies.ts";
import { ShareModesChecker } from "./checker/share-modes.ts";
import { strike } from "./fault.ts";
import type { Link } from "./link.ts";
import { FileModel } from "./model/file-model.ts";
import { Scene } from "./scene.ts";
import { Violation } from "./violation.ts";

export interface EpisodeOptions {
  readonly seed: number;
  readonly steps: number;
  readonly clients: number;
  /** Steps that are left out, for a failure to be made smaller. */
  readonly skipped?: ReadonlySet<number>;
  /** Hears every line of the trace. */
  readonly told?: (line: string) => void;
}

export interface Failure {
  readonly violation: Violation;
  readonly step: number;
  readonly scene: Scene;
  /** Which client each step belonged to, where it did. */
  readonly owners: ReadonlyMap<number, string>;
}

const ROOT = "/srv/data";

/** Null: nothing was found. */
export function runEpisode(options: EpisodeOptions): Failure | null {
  return new Episode(options).run();
}

class Episode {
  readonly #options: EpisodeOptions;
  readonly #scene = new Scene(new World(), ROOT);
  readonly #owners = new Map<number, string>();

  constructor(options: EpisodeOptions) {
    this.#options = options;
    const scene = this.#scene;
    if (options.told !== undefined) scene.trace.told = options.told;
    scene.checkers.push(
      new BytesChecker(),
      new RepliesChecker(scene),
      new CreditsChecker(scene),
      new ShareModesChecker(scene),
      new NamesChecker(scene),
      new ContentChecker(scene),
      new ByteRangeLocksChecker(scene),
      new CachingChecker(scene),
      new FolderCachingChecker(scene),
      new NotificationsChecker(scene),
      new DurablesChecker(),
    );
    const root = scene.truth.lookupRoot();
    const folder = new FileModel(root, true);
    scene.model.names.set("", folder);
    scene.model.files.set(root, folder);
    const chance = new Chance(options.seed);
    for (let i = 0; i < options.clients; i++) scene.actors.push(newActor(i, chance));
    scene.onLearned = (link, reply) => this.#learned(link, reply);
    scene.onLost = (link) => this.#lost(link);
  }

  run(): Failure | null {
    const { seed, steps, skipped } = this.#options;
    const { trace, disk } = this.#scene;
    try {
      disk.isIdeal = false;
      for (let step = 1; step <= steps; step++) {
        trace.step = step;
        if (skipped?.has(step) !== true) this.#step(step, new Chance(seed, step));
      }
      this.#leave();
      return null;
    } catch (error) {
      const violation =
        error instanceof Violation
          ? error
          : new Violation(
              "invariants",
              error instanceof Error ? (error.stack ?? error.message) : String(error),
            );
      return { violation, step: trace.step, scene: this.#scene, owners: this.#owners };
    }
  }

  #step(step: number, chance: Chance): void {
    const scene = this.#scene;
    const kind = chance.below(100);
    if (kind < 40) {
      const link = this.#anyLink(chance, ({ hasInbound }) => hasInbound);
      if (link !== null) {
        this.#owners.set(step, link.name.split("/")[0] ?? "");
        scene.turn(() => link.deliver(chance));
        return;
      }
    } else if (kind < 66) {
      const link = this.#anyLink(chance, ({ hasOutbound }) => hasOutbound);
      if (link !== null) {
        this.#owners.set(step, link.name.split("/")[0] ?? "");
        scene.turn(() => link.learn());
        return;
      }
    } else if (kind < 74 && scene.disk.waitingCount > 0) {
      scene.turn(() => scene.disk.completeAny(chance));
      return;
    } else if (kind < 78) {
      scene.pass(chance.weighted(JUMPS).ms());
      return;
    }
    const actor = chance.pick(scene.actors);
    this.#owners.set(step, actor.name);
    if (kind >= 98) strike(scene, actor, chance);
    else if (!actor.isConnected || actor.isGone) this.#connect(actor, chance);
    else act(actor, chance, scene.actors);
  }

  #anyLink(chance: Chance, isWanted: (link: Link) => boolean): Link | null {
    const links = [...this.#scene.links].filter((link) => isWanted(link) && !link.isClosed);
    return links.length === 0 ? null : chance.pick(links);
  }

  #connect(actor: Actor, chance: Chance): void {
    const scene = this.#scene;
    const previous = actor.link?.client.sessionId ?? 0n;
    scene.turn(() => {
      for (const link of actor.links) link.lose("the client starts over");
    });
    scene.turn(() => {
      const isIn = actor.connect(scene.world, chance, scene, chance.isLikely(50) ? previous : 0n);
      scene.trace.add(
        `${actor.name} ${isIn ? "logs on" : "cannot log on"} as ${actor.options.userName}`,
      );
      if (!isIn) return;
      actor.isGone = false;
      if (actor.link !== null) scene.links.add(actor.link);
    });
  }

  #learned(link: Link, reply: Reply): void {
    const scene = this.#scene;
    const actor = scene.actorOf(link);
    const told = scene.breaks.get(reply);
    if (told !== undefined) {
      if (!told.needsAnswer) return;
      const { holder, to: toState, breakCount } = told;
      const open = [...holder.opens][0] ?? null;
      const leaseKey = holder.isLease ? (holder.key.split(" ")[1] ?? null) : null;
      actor.chores.push({ open, leaseKey, toState, breakCount });
      return;
    }
    const request = link.requests.get(reply.header.messageId);
    // An interim response tells nothing new: the final one will.
    if (request === undefined || request.final !== reply) return;
    link.requests.delete(request.messageId);
    const { opened, chain } = request;
    const isGiven = opened !== null && !opened.isClosed && chain.length === 1;
    if (reply.status === STATUS_SUCCESS && isGiven) actor.handles.add(opened);
    if (LEFT.includes(reply.status)) actor.isGone = true;
  }

  #lost(link: Link): void {
    const actor = this.#scene.actorOf(link);
    actor.links = actor.links.filter((other) => other !== link);
    for (const request of link.requests.values()) {
      const { operation, final, chain, isReplayed } = request;
      if (operation.kind !== "create" || chain.length > 1 || isReplayed) continue;
      if (operation.durable?.version !== 2 || operation.back !== null) continue;
      // Its reply was lost with the connection: it knows of no open.
      if (final === null || !actor.handles.has(request.opened as never)) {
        request.isReplayed = true;
        if (actor.unanswered.length < 3) actor.unanswered.push(request);
      }
    }
    if (actor.links.length > 0) return;
    actor.chores.length = 0;
    for (const open of actor.handles) if (open.durable !== null) actor.lost.push(open);
    actor.handles.clear();
  }

  /** Everything under way comes to its end, everybody leaves, and what is left is looked at. */
  #leave(): void {
    const scene = this.#scene;
    scene.disk.disarm();
    this.#calm();
    for (const checker of scene.checkers) checker.waiting?.();
    for (const link of scene.links) {
      for (const request of [...link.requests.values()]) {
        if (request.final === null && request.isArrived) request.actor.cancel(request);
      }
    }
    this.#calm();
    for (const checker of scene.checkers) checker.quiet?.();
    for (const link of [...scene.links]) scene.turn(() => link.lose("leaves"));
    scene.pass(3_600_000);
    scene.disk.isIdeal = true;
    checkShare(scene);
    checkLeftovers(scene);
  }

  /** Rounds until nothing moves: breaks nobody answers run out after 35 s each. */
  #calm(): void {
    const scene = this.#scene;
    for (let round = 0; round < 6; round++) {
      for (const link of [...scene.links]) {
        if (link.isStuck) {
          link.isStuck = false;
          scene.turn(() => link.resumeSending());
        }
        scene.turn(() => link.deliverAll());
      }
      while (scene.disk.waitingCount > 0) scene.turn(() => scene.disk.completeOldest());
      for (const link of [...scene.links]) while (link.hasOutbound) scene.turn(() => link.learn());
      scene.pass(36_000);
    }
  }
}

const LEFT: readonly number[] = [
  STATUS_NETWORK_NAME_DELETED,
  STATUS_NETWORK_SESSION_EXPIRED,
  STATUS_USER_SESSION_DELETED,
];

const JUMPS = [
  { weight: 60, ms: () => 15 },
  { weight: 25, ms: () => 1_100 },
  { weight: 10, ms: () => 12_000 },
  { weight: 4, ms: () => 36_000 },
  { weight: 1, ms: () => 130_000 },
] as const;

function newActor(index: number, chance: Chance): Actor {
  const kind = index % 5;
  return new Actor({
    name: `c${String(index).padStart(2, "0")}`,
    guid: chance.hex(16),
    userName: index % 4 === 3 ? "bob" : "alice",
    dialects: kind === 3 ? [index % 2 === 0 ? 0x0202 : 0x0210] : kind === 4 ? [0x0300] : [0x0311],
    signs: kind === 1,
    seals: kind === 2,
  });
}
