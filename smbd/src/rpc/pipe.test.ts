import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ADMINISTRATOR, RpcClient } from "../test/rpc-client.ts";
import { Reader } from "../wire/reader.ts";
import {
  STATUS_BUFFER_OVERFLOW,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_PIPE_BROKEN,
  STATUS_PIPE_BUSY,
  STATUS_PIPE_DISCONNECTED,
  STATUS_PIPE_EMPTY,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { Writer } from "../wire/writer.ts";
import { openPipe } from "./open-pipe.ts";
import { decodePduHeader, PduType, PFC_FIRST_FRAG, PFC_LAST_FRAG } from "./pdu.ts";
import { bindFragment, requestFragment, stubFragment } from "./rpc-fuzz-targets.ts";
import { SAMPLE_DIRECTORY } from "./sample-directory.ts";
import { samr } from "./service/samr.ts";
import { srvsvc } from "./service/srvsvc.ts";
import { encodeUuid } from "./uuid.ts";

function pipeNamed(name: string) {
  const pipe = openPipe(name, 7, ADMINISTRATOR, () => SAMPLE_DIRECTORY);
  assert.ok(pipe !== null);
  return pipe;
}

/** Results of a BIND_ACK: [result, reason] each. */
function results(ack: Uint8Array): readonly (readonly [number, number])[] {
  assert.equal(decodePduHeader(ack).type, PduType.BIND_ACK);
  const reader = new Reader(ack);
  reader.skip(24);
  reader.skip(reader.u16());
  reader.skip((4 - (reader.position % 4)) % 4);
  const count = reader.u8();
  reader.skip(3);
  return Array.from({ length: count }, () => {
    const pair = [reader.u16(), reader.u16()] as const;
    reader.skip(20);
    return pair;
  });
}

/** The bytes of a fragment with another authentication length. */
function withAuthentication(fragment: Uint8Array): Uint8Array {
  const copy = fragment.slice();
  copy[10] = 16;
  return copy;
}

const NDR64 = "71710533-beba-4937-8319-b5dbef9ccc36";
const FEATURES = "6cb71c2c-9812-4540-0300-000000000000";

describe("a pipe", () => {
  it("exists by names that somebody serves, whatever their case, and not by others", () => {
    for (const name of ["srvsvc", "WKSSVC", "lsarpc", "samr", "lsass"]) pipeNamed(name);
    for (const name of ["", "winreg", "mdssvc", "MsFteWds", "spoolss", "__proto__"]) {
      assert.equal(
        openPipe(name, 1, ADMINISTRATOR, () => SAMPLE_DIRECTORY),
        null,
        name,
      );
    }
  });

  it("has nothing to read before anything was written", () => {
    assert.equal(pipeNamed("srvsvc").read(100).status, STATUS_PIPE_EMPTY);
  });

  it("answers a bind byte for byte", () => {
    const { status, data } = pipeNamed("srvsvc").transceive(bindFragment(srvsvc), 1024);
    assert.equal(status, STATUS_SUCCESS);
    assert.equal(
      Buffer.from(data).toString("hex"),
      // Header: BIND_ACK, first and last, 68 bytes, call 1.
      "05000c0310000000440000000100000" +
        "0" +
        // 4280 both ways, group 8 (pipe 7), address of 13 bytes and its padding.
        "b810b81008000000" +
        "0d00" +
        Buffer.from("\\PIPE\\srvsvc\0").toString("hex") +
        "00" +
        // One result: accepted, NDR 2.0.
        "01000000" +
        "00000000" +
        "045d888aeb1cc9119fe808002b10486002000000",
    );
  });

  it("gives a message in pieces where the reader has less room, and says so", () => {
    const pipe = pipeNamed("srvsvc");
    pipe.write(bindFragment(srvsvc));
    const length = pipe.messageBytes;
    assert.equal(pipe.availableBytes, length);
    const first = pipe.read(10);
    assert.equal(first.status, STATUS_BUFFER_OVERFLOW);
    assert.equal(first.data.length, 10);
    assert.equal(pipe.messageBytes, length - 10);
    const rest = pipe.read(1000);
    assert.equal(rest.status, STATUS_SUCCESS);
    assert.equal(rest.data.length, length - 10);
    assert.equal(pipe.availableBytes, 0);
  });

  it("does not transceive over a message that waits", () => {
    const pipe = pipeNamed("srvsvc");
    pipe.write(bindFragment(srvsvc));
    assert.equal(pipe.transceive(requestFragment(srvsvc, 21), 1024).status, STATUS_PIPE_BUSY);
  });

  it("takes a fragment in any two writes", () => {
    const bytes = bindFragment(srvsvc);
    for (let at = 1; at < bytes.length; at++) {
      const pipe = pipeNamed("srvsvc");
      assert.equal(pipe.write(bytes.subarray(0, at)), STATUS_SUCCESS);
      assert.equal(pipe.read(1024).status, STATUS_PIPE_EMPTY);
      pipe.write(bytes.subarray(at));
      assert.equal(decodePduHeader(pipe.read(1024).data).type, PduType.BIND_ACK, `at ${at}`);
    }
  });

  it("takes several fragments in one write, and keeps nothing of the writer's bytes", () => {
    const pipe = pipeNamed("srvsvc");
    const bind = bindFragment(srvsvc);
    const request = requestFragment(srvsvc, 21);
    const bytes = new Writer().put(bind).put(request).put(request.subarray(0, 20)).written();
    pipe.write(bytes);
    bytes.fill(0xdd);
    pipe.write(request.subarray(20));
    const types = [];
    while (pipe.messageBytes > 0) types.push(decodePduHeader(pipe.read(65_536).data).type);
    assert.deepEqual(types, [PduType.BIND_ACK, PduType.RESPONSE, PduType.RESPONSE]);
  });

  it("is broken by bytes that are no fragment, after what it had to say", () => {
    const pipe = pipeNamed("srvsvc");
    pipe.write(bindFragment(srvsvc));
    pipe.write(new Uint8Array(32));
    assert.equal(pipe.write(bindFragment(srvsvc)), STATUS_PIPE_DISCONNECTED);
    assert.equal(pipe.read(1024).status, STATUS_SUCCESS);
    assert.equal(pipe.read(1024).status, STATUS_PIPE_BROKEN);
  });

  it("stops taking requests from a client that reads no answers", () => {
    const pipe = pipeNamed("srvsvc");
    pipe.write(bindFragment(srvsvc));
    const request = requestFragment(srvsvc, 21);
    let status = STATUS_SUCCESS;
    let count = 0;
    while (status === STATUS_SUCCESS && count < 100_000) {
      status = pipe.write(request);
      count++;
    }
    assert.equal(status, STATUS_INSUFFICIENT_RESOURCES);
    assert.ok(pipe.availableBytes < 4 * 1024 * 1024 + 8192);
  });

  it("forgets everything when it is closed", () => {
    const pipe = pipeNamed("srvsvc");
    pipe.write(bindFragment(srvsvc));
    pipe.close();
    pipe.close();
    assert.equal(pipe.availableBytes, 0);
    assert.equal(pipe.write(bindFragment(srvsvc)), STATUS_PIPE_DISCONNECTED);
  });
});

describe("a bind", () => {
  const bindTo = (pipe: string, fragment: Uint8Array) =>
    pipeNamed(pipe).transceive(fragment, 1024).data;

  it("refuses an interface that is not behind the pipe", () => {
    assert.deepEqual(results(bindTo("srvsvc", bindFragment(samr))), [[2, 1]]);
  });

  it("refuses NDR64 and negotiates features by the specification's numbers", () => {
    assert.deepEqual(results(bindTo("srvsvc", bindFragment(srvsvc, NDR64))), [[2, 2]]);
    const features = bindFragment(srvsvc, FEATURES);
    // The version of this one is 1.
    features[features.length - 4] = 1;
    assert.deepEqual(results(bindTo("srvsvc", features)), [[3, 2]]);
  });

  it("refuses a newer minor version of an interface", () => {
    const newer = bindFragment({ ...srvsvc, syntax: { ...srvsvc.syntax, minor: 1 } });
    assert.deepEqual(results(bindTo("srvsvc", newer)), [[2, 1]]);
  });

  it("that asks for authentication is refused with the reason", () => {
    const answer = bindTo("srvsvc", withAuthentication(bindFragment(srvsvc)));
    assert.equal(decodePduHeader(answer).type, PduType.BIND_NAK);
    assert.equal(new Reader(answer, 16).u16(), 8);
  });

  it("that joins an association of nobody is refused", () => {
    const bytes = bindFragment(srvsvc);
    bytes[20] = 99;
    assert.equal(decodePduHeader(bindTo("srvsvc", bytes)).type, PduType.BIND_NAK);
  });

  it("comes once", () => {
    const pipe = pipeNamed("srvsvc");
    pipe.transceive(bindFragment(srvsvc), 1024);
    assert.equal(pipe.transceive(bindFragment(srvsvc), 1024).status, STATUS_PIPE_BROKEN);
  });

  it("may be followed by alter_context, which adds an interface", () => {
    const client = new RpcClient("samr", samr);
    const alter = bindFragment({
      ...samr,
      syntax: { uuid: "12345778-1234-abcd-ef00-0123456789ab", major: 0, minor: 0 },
    });
    alter[2] = PduType.ALTER_CONTEXT;
    // Context 1.
    alter[28] = 1;
    const [answer] = client.send(alter);
    assert.equal(decodePduHeader(answer as Uint8Array).type, PduType.ALTER_CONTEXT_RESP);
    const request = requestFragment(samr, 57);
    request[20] = 1;
    const [fault] = client.send(request);
    // Opnum 57 of lsarpc is LsarLookupSids2, whose stub this is not.
    assert.equal(decodePduHeader(fault as Uint8Array).type, PduType.FAULT);
  });
});

describe("a request", () => {
  it("before a bind breaks the pipe", () => {
    const pipe = pipeNamed("srvsvc");
    assert.equal(pipe.transceive(requestFragment(srvsvc, 21), 1024).status, STATUS_PIPE_BROKEN);
  });

  it("on a context that was never accepted is a fault", () => {
    const client = new RpcClient("srvsvc", srvsvc);
    const request = requestFragment(srvsvc, 21);
    request[20] = 5;
    const [answer] = client.send(request);
    assert.equal(new Reader(answer as Uint8Array, 24).u32(), 0x1c010003);
  });

  it("for a call that does not exist is nca_op_rng_error, and the pipe lives on", () => {
    const client = new RpcClient("srvsvc", srvsvc);
    assert.deepEqual(client.callRaw(31, new Uint8Array(0)), { fault: 0x1c010002 });
    assert.equal(client.call(21).result, 0);
  });

  it("with a stub that does not decode is a fault, and the pipe lives on", () => {
    const client = new RpcClient("srvsvc", srvsvc);
    assert.deepEqual(client.callRaw(15, new Uint8Array(3)), { fault: 0x6f7 });
    assert.equal(client.call(15).result, 0);
  });

  it("may come in fragments of one call", () => {
    const client = new RpcClient("srvsvc", srvsvc);
    const whole = requestFragment(srvsvc, 21);
    const stub = whole.subarray(24);
    const part = (flags: number, bytes: Uint8Array) => {
      const fragment = stubFragment(21, bytes);
      fragment[3] = flags;
      return fragment;
    };
    assert.deepEqual(client.send(part(PFC_FIRST_FRAG, stub.subarray(0, 8))), []);
    assert.deepEqual(client.send(part(0, stub.subarray(8, 16))), []);
    const [answer] = client.send(part(PFC_LAST_FRAG, stub.subarray(16)));
    assert.equal(decodePduHeader(answer as Uint8Array).type, PduType.RESPONSE);
  });

  it("whose fragments never end is cut off at the limit", () => {
    const client = new RpcClient("srvsvc", srvsvc);
    const fragment = stubFragment(21, new Uint8Array(4000));
    fragment[3] = PFC_FIRST_FRAG;
    client.send(fragment);
    fragment[3] = 0;
    let count = 1;
    while (client.pipe.write(fragment) === STATUS_SUCCESS && count < 1000) count++;
    assert.ok(count * 4000 <= 1024 * 1024 + 8000, `${count} fragments were kept`);
  });

  it("gets a long answer in fragments of the client's size, whole at the end", () => {
    const bind = bindFragment(srvsvc);
    // max_recv_frag 1432.
    bind[18] = 0x98;
    bind[19] = 0x05;
    const shares = Array.from({ length: 200 }, (_, index) => ({
      ...SAMPLE_DIRECTORY.listedShares()[0],
      name: `share${index}`,
    }));
    const directory = { ...SAMPLE_DIRECTORY, listedShares: () => shares as never };
    const pipe = openPipe("srvsvc", 1, ADMINISTRATOR, () => directory);
    assert.ok(pipe !== null);
    pipe.transceive(bind, 1024);
    pipe.write(requestFragment(srvsvc, 15));
    let count = 0;
    let flags = PFC_FIRST_FRAG;
    while (pipe.messageBytes > 0) {
      const { data } = pipe.read(1432);
      const header = decodePduHeader(data);
      assert.equal(header.flags, pipe.messageBytes > 0 ? flags : flags | PFC_LAST_FRAG);
      if (pipe.messageBytes > 0) assert.equal((data.length - 24) % 8, 0);
      flags = 0;
      count++;
    }
    assert.ok(count > 5, `${count} fragments`);
  });

  it("with an object id in front of its stub is understood", () => {
    const client = new RpcClient("srvsvc", srvsvc);
    const stub = requestFragment(srvsvc, 21).subarray(24);
    const shifted = new Writer();
    encodeUuid(shifted, "6cb71c2c-9812-4540-0300-000000000000");
    const fragment = stubFragment(21, shifted.put(stub).written());
    fragment[3] = 0x83;
    const [answer] = client.send(fragment);
    assert.equal(decodePduHeader(answer as Uint8Array).type, PduType.RESPONSE);
  });
});
