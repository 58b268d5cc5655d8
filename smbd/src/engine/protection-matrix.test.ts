/**
 * Every dialect with every cipher and signing algorithm, under everything that server, share and client can
 * require, against every way a request can come. [MS-SMB2] 3.3.5.2.1, 3.3.5.2.4, 3.3.5.2.9, 3.3.5.2.11, 3.3.4.1.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { MessageSealer } from "../crypto/sealing.ts";
import { MessageSealer as Sealer } from "../crypto/sealing.ts";
import type { MessageSigner } from "../crypto/signing.ts";
import { nodeCrypto } from "../host/node-crypto.ts";
import { createRequest } from "../test/file-client.ts";
import type { ClientOptions, Reply, VirtualClient } from "../test/virtual-client.ts";
import { catalogInput, PASSWORD, share, World } from "../test/world.ts";
import { Command } from "../wire/header.ts";
import { encodeCreateRequest } from "../wire/message/create.ts";
import { STATUS_ACCESS_DENIED, STATUS_SUCCESS } from "../wire/status.ts";
import type { Writer } from "../wire/writer.ts";

const CIPHERS = ["none", "AES-128-CCM", "AES-128-GCM", "AES-256-CCM", "AES-256-GCM"];
const SIGNINGS = ["HMAC-SHA256", "AES-CMAC", "AES-GMAC"];

interface Negotiation {
  readonly name: string;
  readonly options: Partial<ClientOptions>;
  readonly canSeal: boolean;
}

const NEGOTIATIONS: readonly Negotiation[] = [
  ...[0x0202, 0x0210].map((dialect) => of(dialect, false)),
  ...[0x0300, 0x0302].map((dialect) => of(dialect, true)),
  ...CIPHERS.flatMap((cipherName, cipher) =>
    SIGNINGS.map((signingName, signing) => ({
      name: `3.1.1 with ${cipherName} and ${signingName}`,
      options: { dialects: [0x0311], ciphers: cipher === 0 ? [] : [cipher], signings: [signing] },
      canSeal: cipher !== 0,
    })),
  ),
];

function of(dialect: number, canSeal: boolean): Negotiation {
  return { name: `dialect ${dialect.toString(16)}`, options: { dialects: [dialect] }, canSeal };
}

const REQUIRED = [
  "nothing",
  "signing by client",
  "signing",
  "sealing",
  "sealing by share",
] as const;
const SENT = [
  "plain",
  "signed",
  "signed with a bit wrong",
  "signed with another session's key",
  "sealed",
  "sealed with a bit wrong",
  "sealed with another key",
] as const;

type Required = (typeof REQUIRED)[number];
type Sent = (typeof SENT)[number];

type Expected =
  | "disconnect"
  | { readonly status: number; readonly isSigned: boolean; readonly isSealed: boolean };

/** The rules, said once more and in other words than the engine's. */
function expected(sent: Sent, required: Required, canSeal: boolean): Expected {
  if (sent === "sealed" && canSeal) {
    return { status: STATUS_SUCCESS, isSigned: false, isSealed: true };
  }
  if (sent.startsWith("sealed")) return "disconnect";
  const isFlagged = sent.startsWith("signed");
  const isSealed = required === "sealing";
  const isSigned = !isSealed && (isFlagged || required.startsWith("signing"));
  const isForged = isFlagged && sent !== "signed";
  const isTooLittle =
    required.startsWith("sealing") || (required.startsWith("signing") && !isFlagged);
  const status = isForged || isTooLittle ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
  return { status, isSigned, isSealed };
}

for (const { name, options, canSeal } of NEGOTIATIONS) {
  test(name, () => {
    for (const required of REQUIRED) {
      if (required.startsWith("sealing") && !canSeal) {
        assert.equal(refusal(options, required), STATUS_ACCESS_DENIED, required);
        continue;
      }
      for (const sent of SENT) {
        const world = worldFor(required);
        const client = connected(world, options, required);
        const other = connected(world, options, required);
        prepare(client, other, sent);
        const what = `${sent} where ${required} is required`;
        const found = send(client);
        assert.deepEqual(found, expected(sent, required, canSeal), what);
        assert.equal(client.isClosed, found === "disconnect", what);
        // Whatever one client sends, it is nothing to the other.
        assert.equal(other.tree(SHARE), STATUS_SUCCESS, what);
        assert.deepEqual(world.leftovers(), {}, what);
      }
    }
  });
}

const SHARE = "data";

function worldFor(required: Required): World {
  const settings = {
    ...catalogInput().settings,
    signingRequired: required === "signing",
    encryptionRequired: required === "sealing",
  };
  const data = {
    ...share(SHARE, "/srv/data"),
    encryptionRequired: required === "sealing by share",
  };
  return new World(catalogInput({ settings, shares: [data] }));
}

/** With the client's part of what is required, logged on and connected as it should be. */
function connected(
  world: World,
  options: Partial<ClientOptions>,
  required: Required,
): VirtualClient {
  const securityMode = required === "signing by client" ? 3 : 1;
  return world.connected("alice", SHARE, { ...options, securityMode });
}

/** How a client that cannot seal is turned away. */
function refusal(options: Partial<ClientOptions>, required: Required): number {
  const world = worldFor(required);
  const client = world.client(options);
  client.negotiate();
  const logon = client.logon("alice", PASSWORD);
  const status = required === "sealing" ? logon : client.tree(SHARE);
  assert.deepEqual(world.leftovers(), {});
  return status;
}

function prepare(client: VirtualClient, other: VirtualClient, sent: Sent): void {
  client.seals = sent.startsWith("sealed");
  client.signs = sent.startsWith("signed");
  const signer = client.signer as MessageSigner;
  if (sent === "signed with a bit wrong") {
    client.signer = signingBy(signer, (message) => {
      signer.sign(message);
      (message[50] as number) ^= 1;
    });
  }
  if (sent === "signed with another session's key") {
    client.signer = signingBy(signer, (message) => other.signer?.sign(message));
  }
  if (!client.seals) return;
  const sealer = client.sealer ?? strangersSealer();
  if (sent === "sealed with a bit wrong") {
    client.sealer = sealingBy(sealer, (frame, sessionId) => {
      const isSealed = sealer.seal(frame, sessionId);
      (frame[60] as number) ^= 1;
      return isSealed;
    });
  } else if (sent === "sealed with another key") {
    const stranger = strangersSealer();
    client.sealer = sealingBy(sealer, (frame, sessionId) => stranger.seal(frame, sessionId));
  } else {
    client.sealer = sealer;
  }
}

/** It still checks what comes with the session's own key. */
function signingBy(signer: MessageSigner, sign: (message: Uint8Array) => void): MessageSigner {
  const verify = signer.verify.bind(signer);
  return { sign, verify } as unknown as MessageSigner;
}

function sealingBy(sealer: MessageSealer, seal: MessageSealer["seal"]): MessageSealer {
  const open = sealer.open.bind(sealer);
  return { seal, open } as unknown as MessageSealer;
}

/** Of a session that nobody has. */
function strangersSealer(): MessageSealer {
  const key = new Uint8Array(16).fill(7);
  return new Sealer(nodeCrypto, "AES-128-GCM", { sealKey: key, openKey: key });
}

function send(client: VirtualClient): Expected {
  const encode = (writer: Writer) => encodeCreateRequest(writer, createRequest("x"));
  const [id] = client.send({ command: Command.CREATE, encode });
  if (client.isClosed) return "disconnect";
  const { status, isSigned, isSealed }: Reply = client.take(id as bigint);
  return { status, isSigned, isSealed };
}
