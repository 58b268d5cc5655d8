/**
 * One session over TCP and SMB Direct at a time, against a real engine and helper: a program for a machine with an RDMA
 * device (e2e/rdma runs it in its guest). It prints what held, a line each, and ends with an error at what did not.
 *
 *     both-ways SERVER PORT BRIDGE MEMORY-FOLDER
 */
import assert from "node:assert/strict";
import { randomFillSync } from "node:crypto";
import { isMainThread } from "node:worker_threads";
import type { PayloadProof } from "../crypto/payload-proof.ts";
import type { FileId } from "../wire/file-id.ts";
import { Command } from "../wire/header.ts";
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
  STATUS_END_OF_FILE,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
  statusName,
} from "../wire/status.ts";
import { Writer } from "../wire/writer.ts";
import { FileClient } from "./file-client.ts";
import { RdmaBridge } from "./rdma-bridge.ts";
import { SocketVirtualClient } from "./socket-virtual-client.ts";
import type { VirtualClient } from "./virtual-client.ts";

const [USER, PASSWORD, SHARE] = ["alice", "pass1234", "data"];
const CLIENT_GUID = "e5".repeat(16);
const CREDIT_BYTES = 65_536;
const FILE_BYTES = 400_000;
/** Of each READ and WRITE by RDMA. */
const PAYLOAD_BYTES = 200_000;
const CHARGED = { creditCharge: Math.ceil(PAYLOAD_BYTES / CREDIT_BYTES) };
const NOTHING = new Uint8Array(0);

async function prove([server = "", port, program = "", folder]: readonly string[]): Promise<void> {
  const place = (name: string) => ({
    ...{ program, server, port: Number(port) },
    memory: `${folder}/${name}`,
  });
  const tcp = new SocketVirtualClient(server, Number(port), CLIENT_GUID);
  tcp.negotiate();
  succeeded(tcp.logon(USER, PASSWORD));
  succeeded(tcp.tree(SHARE));
  const files = new FileClient(tcp);
  const content = randomBytes(FILE_BYTES);
  const fileId = files.open("both-ways");
  for (let at = 0; at < FILE_BYTES; at += CREDIT_BYTES) {
    succeeded(files.write(fileId, at, content.subarray(at, at + CREDIT_BYTES)).status);
  }

  const plain = await bound(tcp, await RdmaBridge.to(place("plain"), CLIENT_GUID));
  readInParts(plain, fileId, content);
  held("a READ over the channel of RDMA is placed in three parts of the client's memory");
  writeInParts(plain, fileId, content);
  assert.ok(equal(readAll(files, fileId), content));
  held("a WRITE over it is fetched from two parts, and TCP reads what was written");
  refuseOverTcp(plain, tcp, fileId);
  held("the same descriptors are refused over TCP");

  const proving = { rdmaTransforms: [1, 2] };
  const proved = await bound(tcp, await RdmaBridge.to(place("proved"), CLIENT_GUID, proving));
  for (const type of [RDMA_TRANSFORM_TYPE_SIGNING, RDMA_TRANSFORM_TYPE_ENCRYPTION]) {
    const word = type === RDMA_TRANSFORM_TYPE_SIGNING ? "signed" : "sealed";
    proved.client.seals = type === RDMA_TRANSFORM_TYPE_ENCRYPTION;
    readProved(proved, type, fileId, content);
    held(`what a third channel reads is ${word} where it is placed`);
    writeProved(proved, type, fileId, content);
    assert.ok(equal(readAll(files, fileId), content));
    held(`what it writes is ${word} where it is fetched`);
  }

  const voiding = await bound(tcp, await RdmaBridge.to(place("voiding"), CLIENT_GUID));
  await voidTokens(voiding, files, fileId, content);
  await voiding.cut();

  await plain.cut();
  assert.ok(equal(readAll(files, fileId), content));
  held("when a channel of RDMA is lost, the session and its open go on over TCP");
  const again = await bound(tcp, await RdmaBridge.to(place("again"), CLIENT_GUID));
  readInParts(again, fileId, content);
  held("and over RDMA, once there is another");
  tcp.disconnect();
  readInParts(again, fileId, content);
  succeeded(new FileClient(again.client).close(fileId));
  held("when TCP is lost, they go on over RDMA");
  await again.cut();
  await proved.cut();
}

async function bound(first: VirtualClient, bridge: RdmaBridge): Promise<RdmaBridge> {
  bridge.client.negotiate();
  succeeded(bridge.client.bind(first, USER, PASSWORD));
  return bridge;
}

function read(
  client: VirtualClient,
  fileId: FileId,
  readChannelInfoView: Uint8Array,
  channel = CHANNEL_RDMA_V1,
  offset = 0,
) {
  const request = {
    ...{ flags: 0, length: PAYLOAD_BYTES, offset, fileId, minimumCount: 0, remainingBytes: 0 },
    channel,
    readChannelInfoView,
  };
  return client.call(Command.READ, (writer) => encodeReadRequest(writer, request), CHARGED);
}

function write(
  client: VirtualClient,
  fileId: FileId,
  channel: number,
  writeChannelInfoView: Uint8Array,
): void {
  const request = {
    ...{ offset: 0, fileId, flags: 0, remainingBytes: PAYLOAD_BYTES, dataView: NOTHING },
    channel,
    writeChannelInfoView,
  };
  const encode = (writer: Writer) => encodeWriteRequest(writer, request);
  const reply = client.call(Command.WRITE, encode, CHARGED);
  succeeded(reply.status);
  assert.equal(decodeWriteResponse(reply.body).count, PAYLOAD_BYTES);
}

/** What a READ that was placed answers. */
function placed(reply: ReturnType<typeof read>) {
  succeeded(reply.status);
  const response = decodeReadResponse(reply.body);
  assert.equal(response.dataRemaining, PAYLOAD_BYTES);
  return response;
}

function readInParts(bridge: RdmaBridge, fileId: FileId, content: Uint8Array): void {
  const parts = [
    [1_000, 50_000],
    [100_000, 100_000],
    [300_000, 60_000],
  ] as const;
  bridge.fill(0, new Uint8Array(400_000));
  const response = placed(read(bridge.client, fileId, bridge.descriptors(...parts)));
  assert.equal(response.dataView.length, 0);
  assert.ok(equal(bridge.bytes(1_000, 50_000), content.subarray(0, 50_000)));
  assert.ok(equal(bridge.bytes(100_000, 100_000), content.subarray(50_000, 150_000)));
  assert.ok(equal(bridge.bytes(300_000, 50_000), content.subarray(150_000, PAYLOAD_BYTES)));
  const around = [
    bridge.bytes(0, 1_000),
    bridge.bytes(51_000, 49_000),
    bridge.bytes(350_000, 10_000),
  ];
  assert.ok(around.every((bytes) => bytes.every((byte) => byte === 0)));
}

function writeInParts(bridge: RdmaBridge, fileId: FileId, content: Uint8Array): void {
  const bytes = renewed(content);
  bridge.fill(500_000, bytes.subarray(0, 120_000));
  bridge.fill(7, bytes.subarray(120_000));
  const info = bridge.descriptors([500_000, 120_000], [7, 80_000]);
  write(bridge.client, fileId, CHANNEL_RDMA_V1, info);
}

function refuseOverTcp(bridge: RdmaBridge, tcp: VirtualClient, fileId: FileId): void {
  const { status } = read(tcp, fileId, bridge.descriptors([0, PAYLOAD_BYTES]));
  assert.equal(statusName(status), statusName(STATUS_INVALID_PARAMETER));
}

/**
 * [MS-SMB2] 3.3.5.12, 3.3.5.13: what is asked for with V1_INVALIDATE costs the client its token, with whatever reply, and
 * with V1 it does not. The last READ ends the connection: a device does not forgive a token that is void.
 */
async function voidTokens(
  bridge: RdmaBridge,
  files: FileClient,
  fileId: FileId,
  content: Uint8Array,
): Promise<void> {
  const { client } = bridge;
  const part = [40_000, PAYLOAD_BYTES] as const;
  const readOnce = async (offset: number, channel: number) => {
    const token = await bridge.window(part);
    return { token, reply: read(client, fileId, bridge.described(token, part), channel, offset) };
  };
  const { token: kept, reply } = await readOnce(0, CHANNEL_RDMA_V1);
  placed(reply);
  placed(read(client, fileId, bridge.described(kept, part)));
  assert.equal(bridge.invalidatedCount, 0);

  const { token, reply: voided } = await readOnce(0, CHANNEL_RDMA_V1_INVALIDATE);
  placed(voided);
  assert.ok(equal(bridge.bytes(...part), content.subarray(0, PAYLOAD_BYTES)));
  await bridge.invalidated(token);
  held("a READ with V1_INVALIDATE takes the token back with its reply, and one with V1 does not");

  const { token: unused, reply: ended } = await readOnce(FILE_BYTES, CHANNEL_RDMA_V1_INVALIDATE);
  assert.equal(statusName(ended.status), statusName(STATUS_END_OF_FILE));
  await bridge.invalidated(unused);
  held("one that fails takes it back, too");

  bridge.fill(part[0], renewed(content));
  const source = await bridge.window(part);
  write(client, fileId, CHANNEL_RDMA_V1_INVALIDATE, bridge.described(source, part));
  assert.ok(equal(readAll(files, fileId), content));
  await bridge.invalidated(source);
  held("so does a WRITE");

  const before = new Uint8Array(PAYLOAD_BYTES).fill(0x5a);
  bridge.fill(part[0], before);
  assert.throws(
    () => read(client, fileId, bridge.described(source, part)),
    /the connection is lost/,
  );
  assert.ok(equal(bridge.bytes(...part), before));
  held("and where a token was taken back, the server reaches nothing");
}

function readProved(bridge: RdmaBridge, type: number, fileId: FileId, content: Uint8Array): void {
  const { client } = bridge;
  const response = placed(read(client, fileId, bridge.descriptors([0, PAYLOAD_BYTES])));
  const { transform } = decodeRdmaTransformed(response.dataView);
  assert.equal(transform.type, type);
  const proof = { nonce: transform.nonceView, signature: transform.signatureView };
  const bytes = bridge.bytes(0, PAYLOAD_BYTES);
  const isSealed = type === RDMA_TRANSFORM_TYPE_ENCRYPTION;
  assert.equal(equal(bytes, content.subarray(0, PAYLOAD_BYTES)), !isSealed);
  const answers: boolean[] = [];
  const answer = (isOurs: boolean) => void answers.push(isOurs);
  if (isSealed) client.sealer?.openPayload(bytes, proof, answer);
  else client.signer?.verifyPayload(bytes, proof, answer);
  assert.deepEqual(answers, [true]);
  assert.ok(equal(bytes, content.subarray(0, PAYLOAD_BYTES)));
}

function writeProved(bridge: RdmaBridge, type: number, fileId: FileId, content: Uint8Array): void {
  const { client } = bridge;
  const bytes = renewed(content).slice();
  const proofs: (PayloadProof | null)[] = [];
  const take = (proof: PayloadProof | null) => void proofs.push(proof);
  if (type === RDMA_TRANSFORM_TYPE_ENCRYPTION) client.sealer?.sealPayload(bytes, take);
  else client.signer?.signPayload(bytes, take);
  const [proof] = proofs;
  assert.ok(proof != null);
  bridge.fill(0, bytes);
  const writer = new Writer(new Uint8Array(128));
  encodeRdmaTransformed(writer, {
    transform: { type, signatureView: proof.signature, nonceView: proof.nonce },
    channel: CHANNEL_RDMA_V1,
    descriptorsView: bridge.descriptors([0, PAYLOAD_BYTES]),
  });
  write(client, fileId, CHANNEL_RDMA_TRANSFORM, writer.written());
}

/** Other bytes where the content has been, and what a WRITE carries of them. */
function renewed(content: Uint8Array): Uint8Array {
  const bytes = content.subarray(0, PAYLOAD_BYTES);
  randomFillSync(bytes);
  return bytes;
}

function readAll(files: FileClient, fileId: FileId): Uint8Array {
  const bytes = new Uint8Array(FILE_BYTES);
  for (let at = 0; at < FILE_BYTES; at += CREDIT_BYTES) {
    bytes.set(files.read(fileId, at, Math.min(CREDIT_BYTES, FILE_BYTES - at)).data, at);
  }
  return bytes;
}

function randomBytes(count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  randomFillSync(bytes);
  return bytes;
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function succeeded(status: number): void {
  assert.equal(statusName(status), statusName(STATUS_SUCCESS));
}

function held(what: string): void {
  console.log(what);
}

if (isMainThread) await prove(process.argv.slice(2));
