import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ChannelSequence } from "./channel-sequence.ts";

describe("the channel sequence of an open", () => {
  it("goes forward by at most half of the numbers, and around", () => {
    const requests = new ChannelSequence();
    const passes = (sequence: number) => {
      const ticket = requests.begin(sequence, false);
      if (ticket !== null) requests.end(ticket);
      return ticket !== null;
    };
    assert.equal(passes(0x8000), false);
    assert.equal(passes(0xffff), false);
    assert.equal(passes(0x7fff), true);
    assert.equal(passes(0x7ffe), false);
    assert.equal(passes(0x8000), true);
    assert.equal(passes(0xffff), true);
    assert.equal(passes(0), true);
    assert.equal(passes(0xffff), false);
  });

  it("lets nothing be sent again while something from before still runs", () => {
    const requests = new ChannelSequence();
    const first = requests.begin(0, false) as number;
    assert.equal(requests.begin(1, true), null);
    const other = requests.begin(1, false) as number;
    assert.notEqual(other, null);
    requests.end(first);
    assert.notEqual(requests.begin(1, true), null);
  });

  it("lets a request be sent again beside others of its own time", () => {
    const requests = new ChannelSequence();
    assert.notEqual(requests.begin(0, false), null);
    assert.notEqual(requests.begin(0, true), null);
  });

  it("starts anew with the client that takes the open back", () => {
    const requests = new ChannelSequence();
    requests.restart(7);
    const lost = requests.begin(7, false) as number;
    requests.restart(0);
    assert.equal(requests.begin(0, true), null);
    requests.end(lost);
    assert.notEqual(requests.begin(0, true), null);
  });
});
