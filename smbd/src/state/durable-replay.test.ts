import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  STATUS_ACCESS_DENIED,
  STATUS_DUPLICATE_OBJECTID,
  STATUS_FILE_NOT_AVAILABLE,
  STATUS_INVALID_PARAMETER,
} from "../wire/status.ts";
import { DurableReplays, type ReplayableCreate } from "./durable-replay.ts";

const FIRST: ReplayableCreate = {
  clientGuid: "c1",
  createGuid: "g1",
  sessionId: 1,
  isReplay: false,
  leaseKey: null,
  wantsPersistent: false,
};

interface Handle {
  readonly name: string;
}

class Bench {
  readonly replays = new DurableReplays<Handle>();
  readonly open: Handle = { name: "first" };
  isDisconnected = false;

  begin(more: Partial<ReplayableCreate> = {}): string | number | Handle {
    const answer = this.replays.begin({ ...FIRST, ...more }, () => this.isDisconnected);
    if (answer.kind === "refused") return answer.status;
    return answer.kind === "replay" ? answer.open : "fresh";
  }

  made(more: Partial<ReplayableCreate> = {}, isPersistent = false): this {
    assert.equal(this.begin(more), "fresh");
    this.replays.opened({ ...FIRST, ...more }, this.open, isPersistent);
    return this;
  }
}

const REPLAY = { isReplay: true };

describe("a create that comes again", () => {
  it("with the replay flag gets the open of the first", () => {
    const bench = new Bench().made();
    assert.equal(bench.begin(REPLAY), bench.open);
    assert.equal(bench.begin(REPLAY), bench.open);
  });

  it("without the flag is STATUS_DUPLICATE_OBJECTID", () => {
    assert.equal(new Bench().made().begin(), STATUS_DUPLICATE_OBJECTID);
  });

  it("from another session is STATUS_DUPLICATE_OBJECTID while the open is connected", () => {
    const bench = new Bench().made();
    assert.equal(bench.begin({ ...REPLAY, sessionId: 2 }), STATUS_DUPLICATE_OBJECTID);
    bench.isDisconnected = true;
    assert.equal(bench.begin({ ...REPLAY, sessionId: 2 }), bench.open);
  });

  it("under another client's guid is a create of its own", () => {
    assert.equal(new Bench().made().begin({ ...REPLAY, clientGuid: "c2" }), "fresh");
  });

  it("while the first still runs is STATUS_FILE_NOT_AVAILABLE, with the flag and without", () => {
    const bench = new Bench();
    bench.begin();
    assert.equal(bench.begin(REPLAY), STATUS_FILE_NOT_AVAILABLE);
    assert.equal(bench.begin(), STATUS_FILE_NOT_AVAILABLE);
  });

  it("after the first failed is fresh", () => {
    const bench = new Bench();
    bench.begin();
    bench.replays.failed(FIRST);
    assert.equal(bench.replays.size, 0);
    assert.equal(bench.begin(REPLAY), "fresh");
  });

  it("and fails does not take the open of the first with it", () => {
    const bench = new Bench().made();
    bench.replays.failed(FIRST);
    assert.equal(bench.begin(REPLAY), bench.open);
  });

  it("with another lease than the first, or with one where there was none, is STATUS_ACCESS_DENIED", () => {
    const withLease = new Bench().made({ leaseKey: "k1" });
    assert.equal(withLease.begin({ ...REPLAY, leaseKey: "k2" }), STATUS_ACCESS_DENIED);
    assert.equal(withLease.begin({ ...REPLAY, leaseKey: "k1" }), withLease.open);
    assert.equal(new Bench().made().begin({ ...REPLAY, leaseKey: "k1" }), STATUS_ACCESS_DENIED);
  });

  it("without the lease of the first gets the open all the same", () => {
    const bench = new Bench().made({ leaseKey: "k1" });
    assert.equal(bench.begin(REPLAY), bench.open);
  });

  it("of a persistent open must want it persistent", () => {
    const bench = new Bench().made({ wantsPersistent: true }, true);
    assert.equal(bench.begin(REPLAY), STATUS_INVALID_PARAMETER);
    assert.equal(bench.begin({ ...REPLAY, wantsPersistent: true }), bench.open);
  });

  it("whose first never arrived, or died with the server, is a create like any other", () => {
    for (const wantsPersistent of [false, true]) {
      assert.equal(new Bench().begin({ ...REPLAY, wantsPersistent }), "fresh");
    }
  });

  it("after the open came back in another session belongs to that session", () => {
    const bench = new Bench().made();
    const successor = { name: "successor" };
    bench.replays.replace(bench.open, successor, 2);
    assert.equal(bench.begin({ ...REPLAY, sessionId: 2 }), successor);
    assert.equal(bench.begin(REPLAY), STATUS_DUPLICATE_OBJECTID);
    bench.replays.used(successor);
    assert.equal(bench.replays.size, 0);
  });

  it("after the open was used or closed is a create of its own", () => {
    const bench = new Bench().made();
    bench.replays.used(bench.open);
    bench.replays.used(bench.open);
    assert.equal(bench.replays.size, 0);
    assert.equal(bench.begin(REPLAY), "fresh");
  });
});
