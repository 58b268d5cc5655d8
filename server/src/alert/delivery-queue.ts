import type { Logger } from "pino";
import type { Database, Transaction } from "../db/database.ts";
import type { AlertMessage } from "./alert-message.ts";

export interface DeliveryQueueOptions {
  readonly db: Database;
  readonly log: Logger;
  /** null: it arrived; else why not. */
  readonly send: (channelId: string, message: AlertMessage) => Promise<string | null>;
}

/**
 * Messages that wait for their channel: in the database, so that they outlive the server. Each is sent until it
 * arrives or was tried often enough. Where the server ends between sending and noting that, it is sent once more.
 */
export class DeliveryQueue {
  readonly #options: DeliveryQueueOptions;

  constructor(options: DeliveryQueueOptions) {
    this.#options = options;
  }

  /** For every channel that is switched on. Too many that wait: the oldest go. */
  async put(tx: Transaction, message: AlertMessage): Promise<void> {
    const channels = await tx.alertChannel.findMany({ where: { enabled: true } });
    await tx.alertDelivery.createMany({
      data: channels.map(({ id }) => ({
        channelId: id,
        message: { ...message },
        triesLeft: TRIES_MAX,
        notBefore: new Date(0),
      })),
    });
    const [oldestKept] = await tx.alertDelivery.findMany({
      orderBy: { id: "desc" },
      skip: WAITING_MAX - 1,
      take: 1,
    });
    if (oldestKept === undefined) return;
    const { count } = await tx.alertDelivery.deleteMany({ where: { id: { lt: oldestKept.id } } });
    if (count > 0) this.#options.log.warn({ count }, "messages of alerts found no room to wait in");
  }

  /** Those of one channel in their order; a channel that hangs holds up no other. */
  async deliverDue(nowMs: number): Promise<void> {
    const due = await this.#options.db.alertDelivery.findMany({
      where: { notBefore: { lte: new Date(nowMs) } },
      orderBy: { id: "asc" },
      take: WAITING_MAX,
    });
    const byChannel = Map.groupBy(due, (delivery) => delivery.channelId);
    await Promise.all([...byChannel.values()].map((those) => this.#deliver(those, nowMs)));
  }

  async #deliver(deliveries: readonly Delivery[], nowMs: number): Promise<void> {
    const { db, send } = this.#options;
    for (const [index, { id, channelId, message }] of deliveries.entries()) {
      // As `put` wrote it.
      if ((await send(channelId, message as unknown as AlertMessage)) !== null) {
        await this.#postpone(deliveries.slice(index), nowMs);
        return;
      }
      await db.alertDelivery.deleteMany({ where: { id } });
    }
  }

  /** One that did not arrive says that the others would not either. */
  async #postpone(deliveries: readonly Delivery[], nowMs: number): Promise<void> {
    const { db } = this.#options;
    for (const { id, triesLeft } of deliveries) {
      if (triesLeft <= 1) {
        await db.alertDelivery.deleteMany({ where: { id } });
        continue;
      }
      const notBefore = new Date(nowMs + RETRY_MS * 2 ** (TRIES_MAX - triesLeft));
      await db.alertDelivery.updateMany({
        where: { id },
        data: { triesLeft: triesLeft - 1, notBefore },
      });
    }
  }
}

type Delivery = Awaited<ReturnType<Database["alertDelivery"]["findFirstOrThrow"]>>;

const RETRY_MS = 30_000;
/** For some eight minutes. */
const TRIES_MAX = 5;
const WAITING_MAX = 500;
