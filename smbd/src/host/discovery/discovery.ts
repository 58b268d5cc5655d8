/** Tells the network of this box where the administrator wants it: sockets, timers and chance for `discovery/`. */
import { randomInt, randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { chosenInterfaces, type HostInterface } from "../../discovery/chosen-interfaces.ts";
import type { BoxFacts } from "../../discovery/service-records.ts";
import { DISCOVERY_INTERFACE_COUNT_MAX } from "../../limits.ts";
import type { Catalog } from "../../state/catalog.ts";
import type { DiscoveryStatus } from "../control/discovery-contract.ts";
import { hostInterfaces } from "./host-interfaces.ts";
import { MdnsChannel } from "./mdns-channel.ts";
import { WsChannel } from "./ws-channel.ts";

/** Cables are plugged in, addresses change: it is looked at so often. */
const LOOK_MS = 10_000;
/** What failed is tried again: a port that was taken gets free, a network comes up late. */
const TRY_AGAIN_MS = 300_000;

export interface DiscoveryOptions {
  readonly catalog: () => Catalog;
  readonly version: string;
  readonly port: number;
  readonly log: Logger;
  /** Other than the system's; for tests. */
  readonly interfaces?: () => HostInterface[];
  /** Ports other than those that everybody knows; for tests. */
  readonly ports?: { readonly mdns: number; readonly ws: number; readonly http: number };
}

export class Discovery {
  readonly #options: DiscoveryOptions;
  readonly #timers: readonly NodeJS.Timeout[];
  /** By interface; of each the channels that are open. */
  #mdns = new Map<string, MdnsChannel[]>();
  #ws = new Map<string, WsChannel>();
  #key = "";

  constructor(options: DiscoveryOptions) {
    this.#options = options;
    this.#timers = [
      setInterval(() => this.look(), LOOK_MS).unref(),
      setInterval(() => this.tryAgain(), TRY_AGAIN_MS).unref(),
    ];
  }

  /** Level, not edge: compares what should be told with what is, and starts anew where they differ. */
  look(): void {
    const { settings } = this.#options.catalog();
    const interfaces = this.#interfaces();
    const wanted = settings.mdns || settings.wsDiscovery ? this.#chosen(interfaces) : [];
    const box = this.#box();
    const plain = wanted.map(({ name, addresses }) => [
      name,
      addresses.map((each) => each.address),
    ]);
    const key = JSON.stringify([settings.mdns, settings.wsDiscovery, plain, box]);
    if (key === this.#key) return;
    this.#key = key;
    this.#close();
    const machine = interfaces.flatMap(({ addresses }) => addresses.map(({ bytes }) => bytes));
    for (const each of wanted) this.#open(each, box, machine);
  }

  /** What works goes on as it is. */
  tryAgain(): void {
    for (const [name, channels] of this.#mdns) {
      const renewed = channels.map((each) => (each.state === "failed" ? each.again() : each));
      this.#mdns.set(name, renewed);
    }
    for (const [name, channel] of this.#ws) {
      if (channel.state === "failed") this.#ws.set(name, channel.again());
    }
  }

  status(): DiscoveryStatus {
    const { settings } = this.#options.catalog();
    const all = this.#interfaces();
    const isOn = settings.mdns || settings.wsDiscovery;
    const used = new Set(isOn ? this.#chosen(all).map(({ name }) => name) : []);
    return {
      interfaces: all.slice(0, TOLD_INTERFACES_MAX).map(({ name, isVirtual, addresses }) => {
        const mdns = this.#mdns.get(name) ?? [];
        const ws = this.#ws.get(name);
        return {
          name,
          isVirtual,
          isUsed: used.has(name),
          addresses: addresses.slice(0, TOLD_ADDRESSES_MAX).map(({ address }) => address),
          mdns: mdns[0]?.state ?? "off",
          hostName: mdns[0]?.hostName ?? "",
          wsDiscovery: ws?.state ?? "off",
          problem: [...mdns.map(({ problem }) => problem), ws?.problem ?? ""]
            .filter((text) => text !== "")
            .join(" "),
        };
      }),
    };
  }

  /** Packets that were not read, and answers not given for their number, by name. */
  counters(): Record<string, number> {
    const sum = { malformed: 0, refused: 0, conflicts: 0 };
    for (const channel of [...this.#mdns.values()].flat()) {
      sum.malformed += channel.counts.malformed;
      sum.refused += channel.counts.refused;
      sum.conflicts += channel.counts.conflicts;
    }
    for (const { counts } of this.#ws.values()) {
      sum.malformed += counts.malformed;
      sum.refused += counts.refused;
    }
    return {
      "discovery.malformed": sum.malformed,
      "discovery.refused": sum.refused,
      "discovery.conflicts": sum.conflicts,
    };
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#close();
    this.#key = "";
  }

  #interfaces(): HostInterface[] {
    return (this.#options.interfaces ?? hostInterfaces)();
  }

  #chosen(all: readonly HostInterface[]): HostInterface[] {
    const { discoveryInterfaces } = this.#options.catalog().settings;
    return chosenInterfaces(all, discoveryInterfaces, DISCOVERY_INTERFACE_COUNT_MAX);
  }

  #box(): BoxFacts {
    const { server, shares } = this.#options.catalog();
    const { guid } = server;
    return {
      name: server.name,
      workgroup: server.workgroup,
      comment: server.comment,
      uuid: guid.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
      version: this.#options.version,
      port: this.#options.port,
      timeMachines: shares
        .filter((share) => share.enabled && !share.hidden && share.timeMachine === true)
        .map(({ name, id }) => ({ name, id })),
    };
  }

  #open(each: HostInterface, box: BoxFacts, machineAddresses: readonly Uint8Array[]): void {
    const { log, ports } = this.#options;
    const { settings } = this.#options.catalog();
    const random = () => randomInt(1_000_000) / 1_000_000;
    if (settings.mdns) {
      const families = ["udp4", "udp6"] as const;
      const channels = families.flatMap((family) => {
        const bytesCount = family === "udp4" ? 4 : 16;
        const isSpoken = each.addresses.some(({ bytes }) => bytes.length === bytesCount);
        if (!isSpoken) return [];
        const options = { each, family, box, machineAddresses, random, log };
        return [new MdnsChannel({ ...options, port: ports?.mdns })];
      });
      this.#mdns.set(each.name, channels);
    }
    const own = each.addresses.find(({ bytes }) => bytes.length === 4);
    if (settings.wsDiscovery && own !== undefined) {
      const options = { each, own, box, random, newId: randomUUID, log };
      this.#ws.set(each.name, new WsChannel({ ...options, ports }));
    }
    log.info({ interface: each.name }, "told of on this interface");
  }

  #close(): void {
    for (const channel of [...this.#mdns.values()].flat()) channel.close();
    for (const channel of this.#ws.values()) channel.close();
    this.#mdns = new Map();
    this.#ws = new Map();
  }
}

const TOLD_INTERFACES_MAX = 64;
const TOLD_ADDRESSES_MAX = 16;
