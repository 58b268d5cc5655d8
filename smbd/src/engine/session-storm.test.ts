/**
 * Logons, logons again, bindings, logoffs and losses of connections in any order, on the same few sessions: no
 * session ever acts for anybody but its owner, no reply carries a key that is not the session's, nothing is left.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ANONYMOUS_PRINCIPAL } from "../auth/principal.ts";
import { FileClient } from "../test/file-client.ts";
import type { VirtualClient } from "../test/virtual-client.ts";
import { catalogInput, PASSWORD, seeded, World } from "../test/world.ts";
import { Command } from "../wire/header.ts";
import { encodeLogoffRequest } from "../wire/message/logoff.ts";
import { STATUS_MORE_PROCESSING_REQUIRED, STATUS_SUCCESS } from "../wire/status.ts";

const CLIENT_COUNT = 6;
const STEP_COUNT = 400;
const USERS = ["alice", "bob"] as const;

for (let seed = 1; seed <= 8; seed++) {
  for (const signingRequired of [false, true]) {
    test(`storm ${seed}${signingRequired ? ", signing required" : ""}`, () => {
      new Storm(seed, signingRequired).run();
    });
  }
}

interface Member {
  client: VirtualClient;
  user: string;
}

class Storm {
  readonly #world: World;
  readonly #random: ReturnType<typeof seeded>;
  readonly #members: Member[] = [];
  #newcomerCount = 0;
  /** Whose each session was at its first logon. */
  readonly #owners = new Map<number, string>();

  constructor(seed: number, signingRequired: boolean) {
    const settings = { ...catalogInput().settings, signingRequired, anonymousIpc: true };
    this.#world = new World(catalogInput({ settings }));
    this.#random = seeded(seed * 7919);
  }

  run(): void {
    for (let i = 0; i < CLIENT_COUNT; i++) this.#members.push(this.#newcomer());
    for (let step = 0; step < STEP_COUNT; step++) {
      const index = this.#pick(CLIENT_COUNT);
      if (this.#member(index).client.isClosed) this.#members[index] = this.#newcomer();
      this.#act(index);
      this.#check();
    }
    const broken = this.#world.events.filter(({ type }) => type === "engine.invariant");
    assert.deepEqual(broken, []);
    assert.deepEqual(this.#world.leftovers(), {});
  }

  #act(index: number): void {
    const member = this.#member(index);
    const { client, user } = member;
    const other = this.#member(this.#pick(CLIENT_COUNT));
    switch (this.#pick(16)) {
      case 0:
        this.#tolerant(client, () => this.#logon(client, user, PASSWORD));
        break;
      case 1:
        this.#tolerant(client, () => this.#logon(client, user, "wrong"));
        break;
      case 2:
        this.#tolerant(client, () => this.#logon(client, null, ""));
        break;
      case 3:
        this.#tolerant(client, () => this.#logon(client, USERS[this.#pick(2)] as string, PASSWORD));
        break;
      case 4:
        this.#tolerant(client, () => client.call(Command.LOGOFF, encodeLogoffRequest));
        break;
      case 5:
        client.vanish();
        break;
      case 6:
      case 7:
      case 8:
        if (other !== member) this.#members[index] = this.#channelOf(other);
        break;
      default:
        this.#tolerant(client, () => {
          const files = new FileClient(client);
          const { response } = files.create(`f${this.#pick(4)}`);
          if (response !== null && this.#pick(2) === 0) files.close(response.fileId);
        });
    }
  }

  /** On the session that the client has, whatever became of it. */
  #logon(client: VirtualClient, user: string | null, password: string): void {
    client.signsSetup = client.signer !== null;
    const first = client.logonFirst(user, password);
    if (first.status !== STATUS_MORE_PROCESSING_REQUIRED) return;
    const id = client.sendSecond(first);
    if (this.#pick(3) === 0) return;
    this.#world.pass(20_000);
    client.take(id);
  }

  /** A new connection that is bound to the other's session, by its user, another one, or with a wrong password. */
  #channelOf(other: Member): Member {
    const client = this.#world.client();
    client.negotiate();
    const user = this.#pick(4) === 0 ? (USERS[this.#pick(2)] as string) : other.user;
    const password = this.#pick(4) === 0 ? "wrong" : PASSWORD;
    this.#tolerant(client, () => {
      const status = client.bind(other.client, user, password);
      if (status !== STATUS_SUCCESS) client.vanish();
    });
    return { client, user: other.user };
  }

  #newcomer(): Member {
    const user = USERS[this.#pick(2)] as string;
    // A failed logon delays those from the same address.
    const address = `198.51.100.${++this.#newcomerCount % 250}`;
    return { client: this.#world.connected(user, "data", { address }), user };
  }

  /** Nobody answers on a connection that ended meanwhile. */
  #tolerant(client: VirtualClient, act: () => void): void {
    try {
      act();
    } catch (error) {
      assert.ok(client.isClosed, String(error));
    }
  }

  #check(): void {
    for (const session of this.#world.engine.sessions.values()) {
      const { owner, principal } = session;
      if (owner === null || principal === null) continue;
      const known = this.#owners.get(session.id) ?? owner.name;
      this.#owners.set(session.id, known);
      assert.equal(owner.name, known, "a session changed hands");
      const isLowered = principal.sid === ANONYMOUS_PRINCIPAL.sid;
      assert.ok(isLowered || principal.sid === owner.sid, "a session acts for another");
      for (const tree of session.trees.values()) {
        const mayNothing = tree.share !== null && isLowered;
        if (mayNothing) assert.equal(tree.maximalAccess, 0, "rights that nobody was given");
      }
    }
  }

  #member(index: number): Member {
    return this.#members[index] as Member;
  }

  #pick(count: number): number {
    const byte = new Uint8Array(1);
    this.#random.fill(byte);
    return (byte[0] as number) % count;
  }
}
