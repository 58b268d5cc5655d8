/** A client machine: its connections, what it believes to have open, and what it still has to do. */
import { nodeCrypto } from "../host/node-crypto.ts";
import { type Element, VirtualClient } from "../test/virtual-client.ts";
import { PASSWORD, type World } from "../test/world.ts";
import { Command, FLAGS_ASYNC_COMMAND, FLAGS_REPLAY_OPERATION } from "../wire/header.ts";
import { STATUS_SUCCESS } from "../wire/status.ts";
import type { Chance } from "./chance.ts";
import { chargeOf, encodeOperation } from "./encode-operation.ts";
import { Link, type LinkEvents } from "./link.ts";
import type { OpenModel } from "./model/open-model.ts";
import { type Operation, SentRequest } from "./sent-request.ts";

export interface ActorOptions {
  readonly name: string;
  readonly guid: string;
  readonly userName: string;
  readonly dialects: readonly number[];
  readonly signs: boolean;
  readonly seals: boolean;
}

/** A break that the client was told of. */
export interface Chore {
  readonly open: OpenModel | null;
  readonly leaseKey: string | null;
  readonly toState: number;
  readonly breakCount: number;
}

/** Credits that a client likes to have; above this it asks for no more than it uses. */
const CREDITS_LIKED = 100;

export class Actor {
  readonly name: string;
  readonly guid: string;
  readonly options: ActorOptions;
  /** The first is the one that logged on; others are channels of its session. */
  links: Link[] = [];
  readonly handles = new Set<OpenModel>();
  readonly chores: Chore[] = [];
  /** Durable opens whose connection is gone: to be taken back. */
  lost: OpenModel[] = [];
  /** CREATEs whose answer never came: to be sent again. */
  unanswered: SentRequest[] = [];
  isGone = false;
  #linkCount = 0;

  constructor(options: ActorOptions) {
    this.options = options;
    this.name = options.name;
    this.guid = options.guid;
  }

  get link(): Link | null {
    return this.links[0] ?? null;
  }

  get isConnected(): boolean {
    const { link } = this;
    return link !== null && !link.isClosed;
  }

  get isSmb3(): boolean {
    return (this.options.dialects.at(-1) ?? 0) >= 0x0300;
  }

  forget(open: OpenModel): void {
    this.handles.delete(open);
  }

  /** Negotiates, logs on and connects to the share. False: the server did not want it. */
  connect(world: World, chance: Chance, events: LinkEvents, previousSessionId = 0n): boolean {
    const link = this.#newLink(world, chance, events);
    const { client } = link;
    const isIn = attempt(link, () => {
      client.negotiate();
      if (client.logon(this.options.userName, PASSWORD, previousSessionId) !== STATUS_SUCCESS) {
        return false;
      }
      return client.tree("data") === STATUS_SUCCESS;
    });
    if (!isIn) {
      link.lose("logon failed");
      return false;
    }
    client.signs = this.options.signs;
    if (this.options.seals && client.sealer !== null) client.seals = true;
    this.#settle(link);
    this.links = [link];
    return true;
  }

  /** Makes another connection a channel of the session. */
  bind(world: World, chance: Chance, events: LinkEvents): Link | null {
    const first = this.link;
    if (first === null) return null;
    const link = this.#newLink(world, chance, events);
    const { client } = link;
    const isIn = attempt(link, () => {
      client.negotiate();
      return client.bind(first.client, this.options.userName, PASSWORD) === STATUS_SUCCESS;
    });
    if (!isIn) {
      link.lose("binding failed");
      return null;
    }
    client.signsSetup = false;
    client.signs = this.options.signs;
    client.seals = first.client.seals;
    this.#settle(link);
    this.links.push(link);
    return link;
  }

  /** A logon that is left in the middle. */
  knock(world: World, chance: Chance, events: LinkEvents): Link {
    const link = this.#newLink(world, chance, events);
    attempt(link, () => {
      link.client.negotiate();
      if (chance.isLikely(70)) link.client.logonFirst(this.options.userName, PASSWORD);
      return true;
    });
    this.#settle(link);
    return link;
  }

  #newLink(world: World, chance: Chance, events: LinkEvents): Link {
    const client = new VirtualClient({
      crypto: nodeCrypto,
      random: chance,
      nowFiletime: () => world.nowFiletime(),
      clientGuid: this.guid,
      dialects: this.options.dialects,
      // AES-128-GCM, which costs least.
      ciphers: [2],
      signings: [2],
      address: `192.0.2.${10 + Number(this.name.slice(1))}`,
    });
    const link = new Link(`${this.name}/${++this.#linkCount}`, client, events);
    link.driver = world.engine.accept(link);
    return link;
  }

  #settle(link: Link): void {
    link.client.replies.length = 0;
    link.client.messages.length = 0;
    link.isDirect = false;
  }

  /** Credits that are left to send with. */
  credits(link: Link): number {
    return link.client.creditsGranted - Number(link.client.messageId);
  }

  /** Sends one request, or a chain of which each but the first is related to the one before. */
  send(link: Link, operations: readonly ChainLink[], chance: Chance): SentRequest[] {
    const { client } = link;
    let messageId = client.messageId;
    const requests: SentRequest[] = [];
    const elements: Element[] = [];
    for (const [index, make] of operations.entries()) {
      const operation = typeof make === "function" ? make(requests[0] as SentRequest) : make;
      if (operation.kind === "cancel") throw new Error("CANCEL goes by itself");
      // [MS-SMB2] 3.2.4.1.5: before 2.1 each request takes one.
      const charge = client.dialect === 0x0202 ? 1 : chargeOf(operation);
      const isHungry = this.credits(link) < CREDITS_LIKED;
      const creditsAsked = charge + (isHungry ? chance.below(4) : 0);
      const { command, encode } = encodeOperation(operation);
      const sessionId = client.sessionId;
      requests.push(
        new SentRequest({
          actor: this,
          link,
          messageId,
          command,
          operation,
          creditsAsked,
          sessionId,
        }),
      );
      messageId += BigInt(charge);
      const isReplay = operation.kind === "create" && operation.isReplay;
      elements.push({
        command,
        encode,
        creditCharge: client.dialect === 0x0202 ? 0 : charge,
        credit: creditsAsked,
        isRelated: index > 0,
        flags: isReplay ? FLAGS_REPLAY_OPERATION : 0,
      });
    }
    for (const request of requests) {
      request.chain = requests;
      link.requests.set(request.messageId, request);
    }
    link.sendFrame(requests, () => client.send(...elements));
    return requests;
  }

  cancel(request: SentRequest): void {
    const { link } = request;
    const { client } = link;
    const asyncId = request.interim?.header.asyncId ?? 0n;
    const isAsync = asyncId !== 0n;
    const operation: Operation = { kind: "cancel", request };
    const sent = new SentRequest({
      actor: this,
      link,
      messageId: request.messageId,
      command: Command.CANCEL,
      operation,
      creditsAsked: 0,
      sessionId: client.sessionId,
    });
    const encode = (writer: { u16(value: number): { u16(value: number): unknown } }) =>
      writer.u16(4).u16(0);
    link.sendFrame([sent], () =>
      client.send({
        command: Command.CANCEL,
        encode,
        messageId: request.messageId,
        asyncId,
        flags: isAsync ? FLAGS_ASYNC_COMMAND : 0,
      }),
    );
  }
}

/** An operation, or one that needs the first request of its chain to name its open. */
export type ChainLink = Operation | ((opener: SentRequest) => Operation);

/** While it connects a client waits for each answer; one that never comes is a connection that was closed. */
function attempt(link: Link, work: () => boolean): boolean {
  try {
    return work();
  } catch (error) {
    if (!link.isClosed) throw error;
    return false;
  }
}
