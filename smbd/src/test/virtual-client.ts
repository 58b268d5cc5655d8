/** An SMB client in memory, for tests of the engine and the simulator: it speaks the real bytes. */
import { AuthClient } from "../auth/auth-client.ts";
import { PreauthHash } from "../crypto/preauth.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { MessageSealer } from "../crypto/sealing.ts";
import { deriveCipherKeys, deriveSigningKey } from "../crypto/session-keys.ts";
import { MessageSigner, type SigningAlgorithm } from "../crypto/signing.ts";
import type { ConnectionDriver } from "../engine/connection-driver.ts";
import type { Placement } from "../port/placement.ts";
import type { Delivery, FileRange, Transport } from "../port/transport.ts";
import { decodeEncryption, encodeEncryption } from "../wire/context/encryption.ts";
import { findNegotiateContext, NegotiateContextType } from "../wire/context/negotiate-context.ts";
import { encodePosixNegotiate, POSIX_EXTENSIONS_ID } from "../wire/context/posix.ts";
import { encodePreauthIntegrity } from "../wire/context/preauth-integrity.ts";
import { encodeRdmaTransform } from "../wire/context/rdma-transform.ts";
import { decodeSigning, encodeSigning } from "../wire/context/signing.ts";
import { Deframer, encodeFrameHeader } from "../wire/frame.ts";
import {
  Command,
  decodeHeader,
  encodeHeader,
  FLAGS_ASYNC_COMMAND,
  FLAGS_RELATED_OPERATIONS,
  HEADER_BYTES,
  type Header,
  OFFSET_NEXT_COMMAND,
  OFFSET_SIGNATURE,
  PROTOCOL_TRANSFORM,
} from "../wire/header.ts";
import {
  decodeNegotiateResponse,
  encodeNegotiateRequest,
  type NegotiateResponse,
} from "../wire/message/negotiate.ts";
import {
  decodeSessionSetupResponse,
  encodeSessionSetupRequest,
  SESSION_FLAG_BINDING,
} from "../wire/message/session-setup.ts";
import {
  decodeTreeConnectResponse,
  encodeTreeConnectRequest,
} from "../wire/message/tree-connect.ts";
import { Reader } from "../wire/reader.ts";
import {
  isError,
  type NtStatus,
  STATUS_MORE_PROCESSING_REQUIRED,
  STATUS_PENDING,
  STATUS_SUCCESS,
  STATUS_USER_SESSION_DELETED,
} from "../wire/status.ts";
import { Writer } from "../wire/writer.ts";

export interface Reply {
  readonly header: Header;
  readonly status: NtStatus;
  /** Over the element, cursor at the body. */
  readonly body: Reader;
  readonly isSigned: boolean;
  readonly isSealed: boolean;
}

export interface Element {
  readonly command: number;
  readonly encode: (writer: Writer) => void;
  readonly isRelated?: boolean;
  readonly sessionId?: bigint;
  readonly treeId?: number;
  readonly creditCharge?: number;
  readonly flags?: number;
  readonly messageId?: bigint;
  readonly asyncId?: bigint;
  /** Credits asked for. */
  readonly credit?: number;
  readonly channelSequence?: number;
}

export interface ClientOptions {
  readonly crypto: CryptoProvider;
  readonly random: { fill(bytes: Uint8Array): void };
  readonly nowFiletime: () => bigint;
  readonly dialects?: readonly number[];
  readonly ciphers?: readonly number[];
  readonly signings?: readonly number[];
  /** What it can do to placed payloads; none: it does not ask. */
  readonly rdmaTransforms?: readonly number[];
  /** Offers the POSIX extensions. */
  readonly isPosix?: boolean;
  readonly securityMode?: number;
  readonly address?: string;
  readonly capabilities?: number;
  readonly clientGuid?: string;
}

const CIPHER_NAMES = ["", "AES-128-CCM", "AES-128-GCM", "AES-256-CCM", "AES-256-GCM"] as const;
const SIGNING_NAMES = ["HMAC-SHA256", "AES-CMAC", "AES-GMAC"] as const;
const FRAME_BYTES_MAX = 16 * 1024 * 1024;

export class VirtualClient {
  readonly options: ClientOptions;
  readonly transport: MemoryTransport;
  /** The server's end, or a network in between. */
  driver: Pick<ConnectionDriver, "connection" | "receive" | "ended"> | null = null;
  /** Every reply that came, in order; `take` removes what it finds. */
  readonly replies: Reply[] = [];
  /** Every message that came, opened where it was sealed; a compound is one. */
  readonly messages: Uint8Array[] = [];
  /** Whether outgoing requests are signed or sealed. */
  signs = true;
  seals = false;
  /** Signs a SESSION_SETUP, too, where there is a key: a logon on an existing session. */
  signsSetup = false;
  dialect = 0;
  sessionId = 0n;
  treeId = 0;
  messageId = 0n;
  creditsGranted = 1;
  signer: MessageSigner | null = null;
  sealer: MessageSealer | null = null;
  sessionFlags = 0;
  negotiated: NegotiateResponse | null = null;
  cipher: (typeof CIPHER_NAMES)[number] = "";
  signing: SigningAlgorithm = "HMAC-SHA256";
  #preauth: PreauthHash;
  readonly #deframer = new Deframer(FRAME_BYTES_MAX);

  constructor(options: ClientOptions) {
    this.options = options;
    this.#preauth = new PreauthHash(options.crypto);
    this.transport = new MemoryTransport(options.address ?? "192.0.2.1", (bytes) =>
      this.#receive(bytes),
    );
  }

  get isClosed(): boolean {
    return this.transport.isClosed;
  }

  /** Sends one element or a chain; the message ids that were used. */
  send(...elements: readonly Element[]): bigint[] {
    const writer = new Writer(new Uint8Array(1024), 4 + 52);
    const starts: number[] = [];
    const ids: bigint[] = [];
    for (const element of elements) {
      if (starts.length > 0) writer.align(8, 56);
      starts.push(writer.position);
      ids.push(this.#element(writer, element));
    }
    const bytes = writer.bytes;
    const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (const [index, start] of starts.entries()) {
      const next = starts[index + 1];
      if (next !== undefined) data.setUint32(start + OFFSET_NEXT_COMMAND, next - start, true);
      const message = bytes.subarray(start, next ?? writer.position);
      const isSetup = elements[index]?.command === Command.SESSION_SETUP && !this.signsSetup;
      if (this.signs && !this.seals && this.signer !== null && !isSetup) this.signer.sign(message);
    }
    const command = elements[0]?.command;
    const isHashed = command === Command.NEGOTIATE || command === Command.SESSION_SETUP;
    if (isHashed) this.#preauth.update(bytes.subarray(56, writer.position));
    if (this.seals && this.sealer !== null) {
      this.sealer.seal(bytes.subarray(4, writer.position), this.sessionId);
      this.#transmit(bytes.subarray(0, writer.position));
    } else {
      this.#transmit(bytes.subarray(52, writer.position));
    }
    return ids;
  }

  #element(writer: Writer, element: Element): bigint {
    const isCounted = element.command !== Command.CANCEL && element.messageId === undefined;
    const messageId = element.messageId ?? this.messageId;
    const charge = element.creditCharge ?? 1;
    // [MS-SMB2] 3.2.4.1.5: a charge of zero takes one id, as before 2.1.
    if (isCounted) this.messageId += BigInt(Math.max(1, charge));
    const at = writer.position;
    writer.zeros(HEADER_BYTES);
    element.encode(writer);
    const bytes = writer.bytes;
    encodeHeader(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at, {
      creditCharge: charge,
      // [MS-SMB2] 2.2.1.2: of a request, the ChannelSequence.
      status: element.channelSequence ?? 0,
      command: element.command,
      credit: element.credit ?? 64,
      flags: (element.flags ?? 0) | (element.isRelated === true ? FLAGS_RELATED_OPERATIONS : 0),
      nextCommand: 0,
      messageId,
      asyncId: element.asyncId ?? 0n,
      treeId: element.treeId ?? this.treeId,
      sessionId: element.sessionId ?? this.sessionId,
    });
    return messageId;
  }

  /** Cancels the request with this message id. */
  cancel(messageId: bigint): void {
    const mine = this.messageId;
    this.messageId = messageId;
    this.send({ command: Command.CANCEL, encode: (writer) => writer.u16(4).u16(0) });
    this.messageId = mine;
  }

  /** Cancels the request whose interim response had this async id. */
  cancelAsync(asyncId: bigint): void {
    const body = (writer: Writer) => writer.u16(4).u16(0);
    this.send({ command: Command.CANCEL, encode: body, flags: FLAGS_ASYNC_COMMAND, asyncId });
  }

  /** How many replies, interim ones included, came to a message id and were not taken. */
  count(id: bigint): number {
    return this.replies.filter((reply) => reply.header.messageId === id).length;
  }

  /** The interim response to a message id, which must have come. */
  interim(id: bigint): Reply {
    const found = this.replies.find(
      (reply) => reply.header.messageId === id && reply.status === STATUS_PENDING,
    );
    if (found === undefined) throw new Error(`no interim response to message ${id}`);
    return found;
  }

  /** Puts the session aside, so that another can log on over this connection; the way back to it. */
  putAside(): () => void {
    const { sessionId, treeId, signer, sealer, seals } = this;
    Object.assign(this, { sessionId: 0n, treeId: 0, signer: null, sealer: null, seals: false });
    return () => {
      Object.assign(this, { sessionId, treeId, signer, sealer, seals });
    };
  }

  /** The transport under the client goes away. */
  vanish(): void {
    this.transport.close();
    this.driver?.ended("vanished");
  }

  /** Waits for a final reply where replies take their time; in memory they do not. */
  protected awaitReply(_id: bigint): void {}

  #transmit(frame: Uint8Array): void {
    encodeFrameHeader(frame, 0, frame.length - 4);
    this.driver?.receive(frame.slice());
  }

  /** Sends raw bytes with a frame header. */
  sendRaw(message: Uint8Array): void {
    const frame = new Uint8Array(4 + message.length);
    frame.set(message, 4);
    this.#transmit(frame);
  }

  /** One request, its final reply. */
  call(command: number, encode: (writer: Writer) => void, more: Partial<Element> = {}): Reply {
    const [id] = this.send({ command, encode, ...more });
    return this.take(id as bigint);
  }

  /** The final reply to a message id; it must have come. */
  take(id: bigint): Reply {
    const index = this.replies.findIndex(
      (reply) => reply.header.messageId === id && reply.status !== STATUS_PENDING,
    );
    const [reply] = index < 0 ? [] : this.replies.splice(index, 1);
    if (reply === undefined)
      throw new Error(`no reply to message ${id}${this.isClosed ? " (closed)" : ""}`);
    return reply;
  }

  #receive(bytes: Uint8Array): void {
    this.#deframer.push(bytes);
    for (;;) {
      const frame = this.#deframer.next();
      if (frame === null) return;
      this.#frame(frame.slice());
    }
  }

  #frame(frame: Uint8Array): void {
    const isSealed = new DataView(frame.buffer).getUint32(0, true) === PROTOCOL_TRANSFORM;
    const message = isSealed ? (this.sealer?.open(frame) ?? null) : frame;
    if (message === null) throw new Error("the server sent a seal that is not the session's");
    this.messages.push(message);
    const data = new DataView(message.buffer, message.byteOffset, message.byteLength);
    for (let at = 0; ; ) {
      const header = decodeHeader(message, data, at);
      const end = header.nextCommand === 0 ? message.length : at + header.nextCommand;
      this.#reply(message, data, header, at, end, isSealed);
      if (header.nextCommand === 0) return;
      at = end;
    }
  }

  #reply(
    message: Uint8Array,
    data: DataView,
    header: Header,
    at: number,
    end: number,
    isSealed: boolean,
  ): void {
    const body = new Reader(message, at, end, data);
    body.seek(HEADER_BYTES);
    const isSigned = (header.flags & 8) !== 0;
    const element = message.subarray(at, end);
    const isBound =
      this.#isBinding &&
      header.command === Command.SESSION_SETUP &&
      header.status === STATUS_SUCCESS;
    // What is said of a session that is gone, or of none, cannot be signed by anybody.
    const isBlank = element.subarray(OFFSET_SIGNATURE, HEADER_BYTES).every((byte) => byte === 0);
    const isOfNone = isBlank && header.sessionId !== this.sessionId && isError(header.status);
    const isGone = isOfNone || header.status === STATUS_USER_SESSION_DELETED;
    const mustVerify = isSigned && !isBound && !isGone;
    if (mustVerify && this.signer !== null && !this.signer.verify(element)) {
      throw new Error(`wrong signature on the reply to command ${header.command}`);
    }
    const isSetupLeg =
      header.command === Command.SESSION_SETUP && header.status === STATUS_MORE_PROCESSING_REQUIRED;
    if (header.command === Command.NEGOTIATE || isSetupLeg) this.#preauth.update(element);
    this.creditsGranted += header.credit;
    this.replies.push({ header, status: header.status, body, isSigned, isSealed });
  }

  negotiate(): Reply {
    const reply = this.call(Command.NEGOTIATE, (writer) => this.#encodeNegotiate(writer));
    if (reply.status !== STATUS_SUCCESS) return reply;
    const response = decodeNegotiateResponse(reply.body);
    this.negotiated = response;
    this.dialect = response.dialectRevision;
    if (this.dialect < 0x0300) this.signing = "HMAC-SHA256";
    else this.signing = "AES-CMAC";
    if (this.dialect === 0x0300 || this.dialect === 0x0302) this.cipher = "AES-128-CCM";
    if (this.dialect === 0x0311) {
      const encryption = findNegotiateContext(
        response.contexts,
        NegotiateContextType.ENCRYPTION_CAPABILITIES,
      );
      if (encryption !== null)
        this.cipher = CIPHER_NAMES[decodeEncryption(encryption).ciphers[0] ?? 0] ?? "";
      const signing = findNegotiateContext(
        response.contexts,
        NegotiateContextType.SIGNING_CAPABILITIES,
      );
      if (signing !== null)
        this.signing = SIGNING_NAMES[decodeSigning(signing).algorithms[0] ?? 1] ?? "AES-CMAC";
    }
    return reply;
  }

  #encodeNegotiate(writer: Writer): void {
    const bytes = (encode: (writer: Writer) => void) => {
      const inner = new Writer(new Uint8Array(64));
      encode(inner);
      return inner.written();
    };
    const { ciphers = [2, 1, 4, 3], signings = [2, 1, 0] } = this.options;
    const contexts = [
      {
        type: NegotiateContextType.PREAUTH_INTEGRITY_CAPABILITIES,
        dataView: bytes((inner) =>
          encodePreauthIntegrity(inner, { hashAlgorithms: [1], saltView: new Uint8Array(32) }),
        ),
      },
      ...(ciphers.length === 0
        ? []
        : [
            {
              type: NegotiateContextType.ENCRYPTION_CAPABILITIES,
              dataView: bytes((inner) => encodeEncryption(inner, { ciphers })),
            },
          ]),
      ...(signings.length === 0
        ? []
        : [
            {
              type: NegotiateContextType.SIGNING_CAPABILITIES,
              dataView: bytes((inner) => encodeSigning(inner, { algorithms: signings })),
            },
          ]),
      ...(this.options.rdmaTransforms === undefined
        ? []
        : [
            {
              type: NegotiateContextType.RDMA_TRANSFORM_CAPABILITIES,
              dataView: bytes((inner) =>
                encodeRdmaTransform(inner, { transformIds: this.options.rdmaTransforms ?? [] }),
              ),
            },
          ]),
      ...(this.options.isPosix === true
        ? [
            {
              type: NegotiateContextType.POSIX_EXTENSIONS_AVAILABLE,
              dataView: bytes((inner) =>
                encodePosixNegotiate(inner, { ids: [POSIX_EXTENSIONS_ID] }),
              ),
            },
          ]
        : []),
    ];
    encodeNegotiateRequest(writer, {
      securityMode: this.options.securityMode ?? 1,
      capabilities: this.options.capabilities ?? 0x7f,
      clientGuid: this.options.clientGuid ?? "11".repeat(16),
      dialects: this.options.dialects ?? [0x0202, 0x0210, 0x0300, 0x0302, 0x0311],
      contexts,
    });
  }

  /** The whole logon; the final status. `userName` null: anonymous. */
  logon(userName: string | null, password = "", previousSessionId = 0n): NtStatus {
    const first = this.logonFirst(userName, password, previousSessionId);
    if (first.status !== STATUS_MORE_PROCESSING_REQUIRED) return first.status;
    return this.logonSecond(first);
  }

  /** The key that the legs of a binding are signed with; the last answer comes with another one. */
  #isBinding = false;

  /** Makes this connection a channel of the other client's session. */
  bind(first: VirtualClient, userName: string, password: string): NtStatus {
    this.sessionId = first.sessionId;
    this.treeId = first.treeId;
    this.signer = first.signer;
    this.signsSetup = true;
    this.#isBinding = true;
    const leg = this.logonFirst(userName, password);
    if (leg.status !== STATUS_MORE_PROCESSING_REQUIRED) return leg.status;
    const id = this.sendSecond(leg);
    this.awaitReply(id);
    this.#isBinding = false;
    const found = this.replies.find(
      (reply) => reply.header.messageId === id && reply.status !== STATUS_PENDING,
    );
    const sessionKey = this.#auth?.sessionKey ?? null;
    if (found?.status !== STATUS_SUCCESS || sessionKey === null)
      return found?.status ?? STATUS_PENDING;
    const source = { dialect: this.dialect, sessionKey, preauthHash: this.#preauth.value() };
    const { crypto } = this.options;
    const key = deriveSigningKey(crypto, source).expose();
    this.signer = new MessageSigner(crypto, this.signing, key, "client");
    if (!this.signer.verify(found.body.whole()))
      throw new Error("the channel's key is another one");
    this.sealer = first.sealer;
    return found.status;
  }

  #auth: AuthClient | null = null;
  #previousSessionId = 0n;

  logonFirst(userName: string | null, password: string, previousSessionId = 0n): Reply {
    this.#auth = new AuthClient({
      provider: this.options.crypto,
      random: this.options.random,
      credentials: userName === null ? null : { userName, domainName: "", password },
      workstationName: "CLIENT",
    });
    this.#previousSessionId = previousSessionId;
    this.#logonHash = this.#preauth;
    this.#preauth = this.#preauth.fork();
    return this.#setup(this.#auth.first());
  }

  #logonHash: PreauthHash | null = null;

  /** Sends the last leg and takes the answer, which must be there (no delay). */
  logonSecond(first: Reply): NtStatus {
    const id = this.sendSecond(first);
    return this.finishLogon(this.take(id));
  }

  /** Answers the server's challenge. */
  secondToken(first: Reply): Uint8Array {
    this.sessionId = first.header.sessionId;
    const { securityBufferView } = decodeSessionSetupResponse(first.body);
    return this.#auth?.next(securityBufferView, this.options.nowFiletime()) ?? new Uint8Array(0);
  }

  sendSecond(first: Reply): bigint {
    const token = this.secondToken(first);
    const [id] = this.send({ command: Command.SESSION_SETUP, encode: this.#setupBody(token) });
    return id as bigint;
  }

  finishLogon(reply: Reply): NtStatus {
    const hash = this.#preauth;
    if (this.#logonHash !== null) this.#preauth = this.#logonHash;
    const sessionKey = this.#auth?.sessionKey ?? null;
    if (reply.status !== STATUS_SUCCESS) return reply.status;
    this.sessionFlags = decodeSessionSetupResponse(reply.body).sessionFlags;
    if (this.signer === null && (this.sessionFlags & 3) === 0 && sessionKey !== null) {
      const source = { dialect: this.dialect, sessionKey, preauthHash: hash.value() };
      const { crypto } = this.options;
      this.signer = new MessageSigner(
        crypto,
        this.signing,
        deriveSigningKey(crypto, source).expose(),
        "client",
      );
      if (this.cipher !== "") {
        const keys = deriveCipherKeys(crypto, source, this.cipher);
        this.sealer = new MessageSealer(crypto, this.cipher, {
          sealKey: keys.clientToServer.expose(),
          openKey: keys.serverToClient.expose(),
        });
      }
    }
    if ((this.sessionFlags & 4) !== 0) this.seals = true;
    return reply.status;
  }

  #setup(token: Uint8Array): Reply {
    return this.call(Command.SESSION_SETUP, this.#setupBody(token));
  }

  #setupBody(token: Uint8Array): (writer: Writer) => void {
    return (writer) =>
      encodeSessionSetupRequest(writer, {
        flags: this.#isBinding ? SESSION_FLAG_BINDING : 0,
        securityMode: this.options.securityMode ?? 1,
        capabilities: 1,
        channel: 0,
        previousSessionId: this.#previousSessionId,
        securityBufferView: token,
      });
  }

  tree(share: string): NtStatus {
    const reply = this.call(Command.TREE_CONNECT, (writer) =>
      encodeTreeConnectRequest(writer, { flags: 0, path: `\\\\larder\\${share}`, contexts: [] }),
    );
    if (reply.status === STATUS_SUCCESS) {
      this.treeId = reply.header.treeId;
      if ((decodeTreeConnectResponse(reply.body).shareFlags & 0x8000) !== 0) this.seals = true;
    }
    return reply.status;
  }
}

export class MemoryTransport implements Transport {
  readonly remoteAddress: string;
  readonly remotePort = 50_000;
  readonly localAddress = "192.0.2.254";
  readonly isLoopback = false;
  isClosed = false;
  isPaused = false;
  /** The peer takes nothing: what is sent stays with the transport until `drain`. */
  isClogged = false;
  /** What is sent arrives, and nothing comes back of it, not even that it did. */
  isCutOff = false;
  /** Set: it is one of RDMA. */
  placement?: Placement;
  /** Tokens of the client's memory that its frames voided. */
  invalidated: number[] = [];
  #unsentBytes = 0;
  #sentBytes = 0;
  #acknowledgedBytes = 0;
  #unsent: (() => void)[] = [];
  readonly #receive: (bytes: Uint8Array) => void;

  constructor(remoteAddress: string, receive: (bytes: Uint8Array) => void) {
    this.remoteAddress = remoteAddress;
    this.#receive = receive;
  }

  send(bytes: Uint8Array, released: () => void, invalidates?: number, _tail?: FileRange): void {
    if (invalidates !== undefined) this.invalidated.push(invalidates);
    const deliver = () => {
      const copy = bytes.slice();
      this.#unsentBytes -= bytes.length;
      if (!this.isCutOff) this.#acknowledgedBytes += bytes.length;
      released();
      if (!this.isClosed) this.#receive(copy);
    };
    this.#unsentBytes += bytes.length;
    this.#sentBytes += bytes.length;
    if (this.isClogged) this.#unsent.push(deliver);
    else deliver();
  }

  get unsentBytes(): number {
    return this.#unsentBytes;
  }

  delivery(): Delivery {
    return { sentBytes: this.#sentBytes, acknowledgedBytes: this.#acknowledgedBytes };
  }

  /** The peer takes what waits. */
  drain(): void {
    this.isClogged = false;
    for (let deliver = this.#unsent.shift(); deliver !== undefined; deliver = this.#unsent.shift())
      deliver();
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  close(): void {
    this.isClosed = true;
    this.drain();
  }

  reset(): void {
    this.close();
  }
}
