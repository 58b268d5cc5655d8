/** Payloads that are sealed or signed where they are placed. [MS-SMB2] 3.3.5.4, 3.3.5.12, 3.3.5.13. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PayloadProof } from "../crypto/payload-proof.ts";
import { FileClient } from "../test/file-client.ts";
import { MemoryPlacement } from "../test/memory-placement.ts";
import type { ClientOptions } from "../test/virtual-client.ts";
import { PASSWORD, World } from "../test/world.ts";
import { findNegotiateContext, NegotiateContextType } from "../wire/context/negotiate-context.ts";
import { decodeRdmaTransform } from "../wire/context/rdma-transform.ts";
import { Command } from "../wire/header.ts";
import { encodeBufferDescriptors } from "../wire/message/buffer-descriptor.ts";
import {
  decodeRdmaTransformed,
  encodeRdmaTransformed,
  RDMA_TRANSFORM_TYPE_ENCRYPTION,
  RDMA_TRANSFORM_TYPE_SIGNING,
} from "../wire/message/rdma-transform.ts";
import {
  CHANNEL_RDMA_TRANSFORM,
  CHANNEL_RDMA_V1,
  CHANNEL_RDMA_V1_INVALIDATE,
  decodeReadResponse,
  encodeReadRequest,
} from "../wire/message/read.ts";
import { decodeWriteResponse, encodeWriteRequest } from "../wire/message/write.ts";
import {
  STATUS_AUTH_TAG_MISMATCH,
  STATUS_INVALID_PARAMETER,
  STATUS_INVALID_SIGNATURE,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { Writer } from "../wire/writer.ts";

const NOTHING = new Uint8Array(0);
const [SEAL, SIGN] = [RDMA_TRANSFORM_TYPE_ENCRYPTION, RDMA_TRANSFORM_TYPE_SIGNING];
const CIPHERS = [1, 2, 3, 4];
const SIGNINGS = [0, 1, 2];
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytesOf = (string: string) => new TextEncoder().encode(string);

function start(options: Partial<ClientOptions> = {}) {
  const world = new World();
  const client = world.client({ rdmaTransforms: [1, 2], ...options });
  const placement = MemoryPlacement.on(client.transport);
  client.negotiate();
  client.logon("alice", PASSWORD);
  client.tree("data");
  const files = new FileClient(client);
  files.put("x", "0123456789");
  const memory = new Uint8Array(256);
  placement.region(7, memory);
  return { world, files, client, placement, memory, fileId: files.open("x") };
}

type Started = ReturnType<typeof start>;

const descriptors = written((writer) =>
  encodeBufferDescriptors(writer, [{ offset: 0n, token: 7, length: 256 }]),
);

function written(encode: (writer: Writer) => void): Uint8Array {
  const writer = new Writer(new Uint8Array(128));
  encode(writer);
  return writer.written();
}

/** What the client knows of a READ's payload, and what it makes of it. */
function read({ client, fileId }: Started) {
  const reply = client.call(Command.READ, (writer) =>
    encodeReadRequest(writer, {
      ...{ flags: 0, length: 10, offset: 0, fileId, minimumCount: 0, remainingBytes: 0 },
      channel: CHANNEL_RDMA_V1,
      readChannelInfoView: descriptors,
    }),
  );
  assert.equal(reply.status, STATUS_SUCCESS);
  const { flags, dataRemaining, dataView } = decodeReadResponse(reply.body);
  assert.equal(dataRemaining, 10);
  if (flags === 0) return null;
  const { transform } = decodeRdmaTransformed(dataView);
  return { type: transform.type, nonce: transform.nonceView, signature: transform.signatureView };
}

interface Given {
  readonly type: number;
  readonly proof: PayloadProof;
  readonly channel?: number;
}

const infoOf = ({ type, proof, channel = CHANNEL_RDMA_V1 }: Given) =>
  written((writer) =>
    encodeRdmaTransformed(writer, {
      transform: { type, signatureView: proof.signature, nonceView: proof.nonce },
      channel,
      descriptorsView: descriptors,
    }),
  );

function write({ client, fileId }: Started, writeChannelInfoView: Uint8Array, count: number) {
  const reply = client.call(Command.WRITE, (writer) =>
    encodeWriteRequest(writer, {
      ...{ offset: 0, fileId, flags: 0, remainingBytes: count, dataView: NOTHING },
      channel: CHANNEL_RDMA_TRANSFORM,
      writeChannelInfoView,
    }),
  );
  if (reply.status === STATUS_SUCCESS) {
    assert.equal(decodeWriteResponse(reply.body).count, count);
  }
  return reply.status;
}

/** Puts a payload into the client's memory as the transform has it. */
function prepared({ client, memory }: Started, type: number, payload = "payload"): PayloadProof {
  const place = memory.subarray(0, payload.length);
  place.set(bytesOf(payload));
  const proofs: (PayloadProof | null)[] = [];
  if (type === SEAL) client.sealer?.sealPayload(place, (made) => proofs.push(made));
  else client.signer?.signPayload(place, (made) => proofs.push(made));
  const [proof] = proofs;
  assert.ok(proof != null);
  return proof;
}

const stored = (started: Started) => {
  started.client.seals = false;
  return text(started.files.read(started.fileId, 0, 100).data);
};

describe("what may be done to placed payloads", () => {
  const answered = (options: Partial<ClientOptions>, isPlacing = true) => {
    const client = new World().client(options);
    if (isPlacing) MemoryPlacement.on(client.transport);
    client.negotiate();
    const context = findNegotiateContext(
      client.negotiated?.contexts ?? [],
      NegotiateContextType.RDMA_TRANSFORM_CAPABILITIES,
    );
    return context === null ? null : decodeRdmaTransform(context).transformIds;
  };

  it("is agreed on in NEGOTIATE, where it is asked for and payloads are placed", () => {
    assert.deepEqual(answered({ rdmaTransforms: [0, 2, 1, 9] }), [1, 2]);
    assert.deepEqual(answered({ rdmaTransforms: [2] }), [2]);
    assert.equal(answered({}), null);
    assert.equal(answered({ rdmaTransforms: [1, 2] }, false), null);
  });

  it("is none where nothing is common, and no sealing without a cipher", () => {
    assert.deepEqual(answered({ rdmaTransforms: [0, 9] }), [0]);
    assert.deepEqual(answered({ rdmaTransforms: [1], ciphers: [] }), [0]);
    assert.deepEqual(answered({ rdmaTransforms: [1, 2], ciphers: [] }), [2]);
  });
});

describe("a READ with transforms", () => {
  for (const cipher of CIPHERS) {
    it(`that came sealed is sealed where it is placed, with cipher ${cipher}`, () => {
      const started = start({ ciphers: [cipher] });
      started.client.seals = true;
      const proof = read(started);
      assert.ok(proof !== null);
      assert.equal(proof.type, SEAL);
      const placed = started.memory.subarray(0, 10);
      assert.notEqual(text(placed), "0123456789");
      const answers: boolean[] = [];
      started.client.sealer?.openPayload(placed, proof, (isOurs) => answers.push(isOurs));
      assert.deepEqual(answers, [true]);
      assert.equal(text(placed), "0123456789");
      assert.equal(started.placement.slabsOut, 0);
    });
  }

  for (const signing of SIGNINGS) {
    it(`that came signed is signed where it is placed, with algorithm ${signing}`, () => {
      const started = start({ signings: [signing] });
      const proof = read(started);
      assert.ok(proof !== null);
      assert.equal(proof.type, SIGN);
      const placed = started.memory.subarray(0, 10);
      assert.equal(text(placed), "0123456789");
      const answers: boolean[] = [];
      const check = () =>
        started.client.signer?.verifyPayload(placed, proof, (isOurs) => answers.push(isOurs));
      check();
      placed[3] = 0;
      check();
      assert.deepEqual(answers, [true, false]);
    });
  }

  it("never has a nonce twice, nor one that a message has", () => {
    const started = start({ signings: [2] });
    const nonces = [0, 1, 2].map(() =>
      Buffer.from(read(started)?.nonce ?? NOTHING).toString("hex"),
    );
    started.client.seals = true;
    for (let turn = 0; turn < 3; turn++) {
      nonces.push(Buffer.from(read(started)?.nonce ?? NOTHING).toString("hex"));
    }
    assert.equal(new Set(nonces).size, 6);
    // A message's ends in zeros.
    assert.ok(nonces.slice(0, 3).every((nonce) => nonce.endsWith("80")));
  });

  it("is plain where the request was, and where only the other transform was agreed on", () => {
    const signed = start({ rdmaTransforms: [1] });
    assert.equal(read(signed), null);
    const plain = start();
    plain.client.signs = false;
    assert.equal(read(plain), null);
    assert.equal(text(plain.memory.subarray(0, 10)), "0123456789");
  });
});

describe("a WRITE with a transform", () => {
  for (const cipher of CIPHERS) {
    it(`opens what is sealed with cipher ${cipher}`, () => {
      const started = start({ ciphers: [cipher] });
      started.client.seals = true;
      const proof = prepared(started, SEAL);
      assert.equal(write(started, infoOf({ type: SEAL, proof }), 7), STATUS_SUCCESS);
      assert.equal(stored(started), "payload789");
      assert.equal(started.placement.slabsOut, 0);
    });
  }

  for (const signing of SIGNINGS) {
    it(`takes what is signed with algorithm ${signing}`, () => {
      const started = start({ signings: [signing] });
      const proof = prepared(started, SIGN);
      assert.equal(write(started, infoOf({ type: SIGN, proof }), 7), STATUS_SUCCESS);
      assert.equal(stored(started), "payload789");
    });
  }

  it("writes nothing of a payload that is not the client's, or whose proof has another length", () => {
    const longer = (bytes: Uint8Array) => Uint8Array.of(...bytes, 0);
    const damages: ((proof: PayloadProof, memory: Uint8Array) => PayloadProof)[] = [
      (proof, memory) => {
        memory[2]! ^= 1;
        return proof;
      },
      (proof) => ({ ...proof, signature: proof.signature.with(3, proof.signature[3]! ^ 1) }),
      (proof) => ({ ...proof, signature: longer(proof.signature) }),
      (proof) => ({ ...proof, signature: proof.signature.subarray(1) }),
      (proof) => ({ ...proof, nonce: longer(proof.nonce) }),
      (proof) => ({ ...proof, nonce: proof.nonce.subarray(1) }),
    ];
    for (const [type, refusal] of [
      [SEAL, STATUS_AUTH_TAG_MISMATCH],
      [SIGN, STATUS_INVALID_SIGNATURE],
    ] as const) {
      for (const damage of damages) {
        const started = start({ signings: [2] });
        started.client.seals = type === SEAL;
        const proof = damage(prepared(started, type), started.memory);
        assert.equal(write(started, infoOf({ type, proof }), 7), refusal, String(damage));
        assert.equal(stored(started), "0123456789");
        assert.equal(started.placement.slabsOut, 0);
      }
    }
  });

  it("is refused where it was not agreed on", () => {
    for (const rdmaTransforms of [[0], [1]]) {
      const started = start({ rdmaTransforms });
      const proof = prepared(started, SIGN);
      const status = write(started, infoOf({ type: SIGN, proof }), 7);
      assert.equal(status, STATUS_INVALID_PARAMETER);
    }
    const started = start({ rdmaTransforms: [2] });
    started.client.seals = true;
    const proof = prepared(started, SEAL);
    const status = write(started, infoOf({ type: SEAL, proof }), 7);
    assert.equal(status, STATUS_INVALID_PARAMETER);
  });

  it("is refused unless the message is protected as its payload is", () => {
    const sealed = start();
    const signature = prepared(sealed, SIGN);
    sealed.client.seals = true;
    const inSealed = write(sealed, infoOf({ type: SIGN, proof: signature }), 7);
    assert.equal(inSealed, STATUS_INVALID_PARAMETER);
    const signed = start();
    const seal = prepared(signed, SEAL);
    assert.equal(write(signed, infoOf({ type: SEAL, proof: seal }), 7), STATUS_INVALID_PARAMETER);
    const plain = start();
    const proof = prepared(plain, SIGN);
    plain.client.signs = false;
    assert.equal(write(plain, infoOf({ type: SIGN, proof }), 7), STATUS_INVALID_PARAMETER);
  });

  it("is refused with none, two or unknown transforms, and with descriptors out of place", () => {
    const started = start();
    const proof = prepared(started, SIGN);
    const good = infoOf({ type: SIGN, proof });
    const changed = (at: number, value: number) => good.with(at, value);
    const refused = [
      NOTHING,
      good.subarray(0, 15),
      good.subarray(0, -1),
      changed(8, 0),
      changed(8, 2),
      changed(16, 3),
      // The descriptors' offset and length, and the channel that says how they are meant.
      changed(0, good[0]! - 4),
      changed(0, good[0]! + 8),
      changed(2, 0),
      changed(2, 15),
      changed(4, 0),
      changed(4, CHANNEL_RDMA_TRANSFORM),
    ];
    for (const info of refused) {
      assert.equal(write(started, info, 7), STATUS_INVALID_PARAMETER, String(info));
    }
    assert.equal(stored(started), "0123456789");
    assert.deepEqual(started.placement.operations, []);
    assert.equal(started.placement.slabsOut, 0);
  });

  it("voids the token with its reply, whatever that says, where its own channel asks for it", () => {
    const started = start();
    const channel = CHANNEL_RDMA_V1_INVALIDATE;
    const proof = prepared(started, SIGN);
    assert.equal(write(started, infoOf({ type: SIGN, proof, channel }), 7), STATUS_SUCCESS);
    write(started, infoOf({ type: SEAL, proof, channel }), 7);
    assert.deepEqual(started.placement.invalidated, [7, 7]);
  });

  it("that waits for a slab while its session ends touches no key and no file", () => {
    const started = start();
    const proof = prepared(started, SIGN);
    started.placement.isFull = true;
    const { client, fileId } = started;
    client.send({
      command: Command.WRITE,
      encode: (writer) =>
        encodeWriteRequest(writer, {
          ...{ offset: 0, fileId, flags: 0, remainingBytes: 7, dataView: NOTHING },
          channel: CHANNEL_RDMA_TRANSFORM,
          writeChannelInfoView: infoOf({ type: SIGN, proof }),
        }),
    });
    client.vanish();
    started.world.pass(60_000);
    started.placement.free();
    assert.equal(started.placement.slabsOut, 0);
    const other = new FileClient(started.world.connected("alice"));
    assert.equal(text(other.read(other.open("x"), 0, 100).data), "0123456789");
    other.client.vanish();
    assert.deepEqual(started.world.leftovers(), {});
  });
});
