import { connect, type Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import {
  CONTRACT_VERSION,
  type DiskAnswers,
  type DiskAsk,
  type DownMessage,
  diskAnswerSchemas,
  diskFailureSchema,
  type LockAsk,
  MESSAGE_BYTES_MAX,
  type PermissionAnswers,
  type PermissionAsk,
  type PermissionRefusal,
  permissionAnswerSchemas,
  refusalSchema,
  type Snapshot,
  type UpMessage,
  upMessageSchema,
} from "@larder/smbd/control";
import type { Logger } from "pino";
import type { ZodType } from "zod";
import { LineReader } from "./line-reader.ts";
import { snapshotMessages } from "./snapshot-messages.ts";

export type LinkState = "connecting" | "connected" | "refused";

export interface LinkListener {
  /** The engine said hello; it has a snapshot of this revision (0: none). */
  connected(revision: number): void;
  received(message: UpMessage): void;
  /** With a reason in words. */
  disconnected(state: "connecting" | "refused", reason: string): void;
}

export interface LinkOptions {
  readonly socketPath: string;
  readonly serverVersion: string;
  readonly log: Logger;
  readonly silenceMsMax?: number;
}

/**
 * The server's end of the control channel. Connects, says hello, checks the version, and does it again with
 * growing pauses whenever the connection ends. Holds no state but the connection.
 */
export class EngineLink {
  readonly #socketPath: string;
  readonly #serverVersion: string;
  readonly #log: Logger;
  readonly #silenceMsMax: number;
  readonly #waiting = new Map<number, (done: Done) => void>();
  readonly #asked: Map<number, (answer: unknown) => void>;
  #listener: LinkListener | null;
  #socket: Socket | null;
  #isConnected: boolean;
  #retry: NodeJS.Timeout | null;
  #pauseMs: number;
  #requestId: number;
  #isClosed: boolean;

  constructor(options: LinkOptions) {
    this.#socketPath = options.socketPath;
    this.#serverVersion = options.serverVersion;
    this.#log = options.log;
    this.#silenceMsMax = options.silenceMsMax ?? SILENCE_MS_MAX;
    this.#asked = new Map();
    this.#listener = null;
    this.#socket = null;
    this.#isConnected = false;
    this.#retry = null;
    this.#pauseMs = PAUSE_MS_MIN;
    this.#requestId = 0;
    this.#isClosed = false;
  }

  start(listener: LinkListener): void {
    this.#listener = listener;
    this.#connect();
  }

  /** false: not connected, or not any more. A large snapshot goes in parts, so that it holds nobody up on either side. */
  async sendSnapshot(snapshot: Snapshot): Promise<boolean> {
    const socket = this.#socket;
    for (const message of snapshotMessages(snapshot)) {
      // An engine that was linked meanwhile does not know the beginning.
      if (this.#socket !== socket || !this.send(message)) return false;
      await setImmediate();
    }
    return true;
  }

  /** false: not connected; the message is dropped, which a level-triggered sender does not mind. */
  send(message: DownMessage): boolean {
    if (!this.#isConnected || this.#socket === null) return false;
    this.#socket.write(`${JSON.stringify(message)}\n`);
    return true;
  }

  /** Asks the engine to end a session. null: it cannot be reached. */
  closeSession(sessionId: string): Promise<Done | null> {
    return this.#ask((requestId) => ({ type: "closeSession", requestId, sessionId }));
  }

  /** Asks the engine to close an open. null: it cannot be reached. */
  closeOpen(openId: string): Promise<Done | null> {
    return this.#ask((requestId) => ({ type: "closeOpen", requestId, openId }));
  }

  /** Removes so much of a share's bin, of one user or of all. null: it cannot be reached. */
  emptyBin(shareId: string, user: string | null): Promise<Done | null> {
    const message = { type: "emptyBin", shareId, user } as const;
    return this.#ask((requestId) => ({ ...message, requestId }), EMPTY_BIN_MS_MAX);
  }

  /** Who holds which bytes of open files. null: the engine cannot be reached. */
  locks(ask: LockAsk): Promise<Done | null> {
    return this.#ask((requestId) => ({ type: "locks", requestId, ask }));
  }

  /** What was changed in a mass change, the newest first. null: the engine cannot be reached. */
  massChangeTouched(id: string): Promise<Done | null> {
    return this.#ask((requestId) => ({ type: "massChangeTouched", requestId, id }));
  }

  /** Lets the user of a mass change come again. null: the engine cannot be reached. */
  releaseMassChange(id: string): Promise<Done | null> {
    return this.#ask((requestId) => ({ type: "releaseMassChange", requestId, id }));
  }

  /** Asks about permissions, or has them changed. null: the engine cannot be reached, or says nothing. */
  async permission<Name extends PermissionAsk["ask"]>(
    ask: Extract<PermissionAsk, { ask: Name }>,
  ): Promise<PermissionAnswers[Name] | PermissionRefusal | null> {
    const answer = await this.#answer(
      (requestId) => ({ type: "permission", requestId, ask }),
      PERMISSION_MS_MAX,
    );
    if (answer === null) return null;
    const refusal = refusalSchema.safeParse(answer);
    if (refusal.success) return refusal.data;
    // The schema of this ask, which the index has lost the name of.
    const parsed = this.#parsed(ask.ask, permissionAnswerSchemas[ask.ask], answer);
    return parsed as PermissionAnswers[Name] | null;
  }

  /** Has a call of the kernel made. null: the engine cannot be reached, or says nothing. */
  async disk<Name extends DiskAsk["ask"]>(
    ask: Extract<DiskAsk, { ask: Name }>,
  ): Promise<DiskAnswers[Name] | { readonly failed: string } | null> {
    const answer = await this.#answer(
      (requestId) => ({ type: "disk", requestId, ask }),
      ANSWER_MS_MAX,
    );
    if (answer === null) return null;
    const failure = diskFailureSchema.safeParse(answer);
    if (failure.success) return failure.data;
    const parsed = this.#parsed(ask.ask, diskAnswerSchemas[ask.ask], answer);
    return parsed as DiskAnswers[Name] | null;
  }

  close(): void {
    this.#isClosed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#socket?.destroy();
  }

  #answer(message: (requestId: number) => DownMessage, answerMsMax: number): Promise<unknown> {
    this.#requestId += 1;
    const requestId = this.#requestId;
    if (!this.send(message(requestId))) return Promise.resolve(null);
    return new Promise<unknown>((settle) => {
      const timer = setTimeout(() => finish(null), answerMsMax);
      const finish = (value: unknown) => {
        clearTimeout(timer);
        this.#asked.delete(requestId);
        settle(value);
      };
      this.#asked.set(requestId, finish);
    });
  }

  #parsed(ask: string, schema: ZodType, answer: unknown): unknown {
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    const issues = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.code}`);
    this.#log.error({ ask, issues: issues.slice(0, 5) }, "an answer is not of the contract");
    return null;
  }

  #ask(
    message: (requestId: number) => DownMessage,
    answerMsMax = ANSWER_MS_MAX,
  ): Promise<Done | null> {
    this.#requestId += 1;
    const requestId = this.#requestId;
    if (!this.send(message(requestId))) return Promise.resolve(null);
    return new Promise((settle) => {
      const timer = setTimeout(() => finish(null), answerMsMax);
      const finish = (done: Done | null) => {
        clearTimeout(timer);
        this.#waiting.delete(requestId);
        settle(done);
      };
      this.#waiting.set(requestId, finish);
    });
  }

  #connect(): void {
    this.#retry = null;
    const socket = connect(this.#socketPath);
    this.#socket = socket;
    const lines = new LineReader(MESSAGE_BYTES_MAX);
    let reason = "The file server is not running.";
    let state: "connecting" | "refused" = "connecting";
    const refuse = (why: string) => {
      state = "refused";
      reason = why;
      socket.destroy();
    };
    // The engine says something every ten seconds at least: one that hangs looks connected, and is not.
    let isHeard = false;
    const hang = () => {
      isHeard = false;
      // After a standstill of this process or of the whole box, timers run before what has come in
      // meanwhile is read: only who is silent after that is silent.
      void setImmediate().then(() => {
        if (isHeard || socket.destroyed) return;
        reason = "The file server does not answer.";
        socket.destroy();
      });
    };
    let silence = setTimeout(hang, Math.min(ANSWER_MS_MAX, this.#silenceMsMax));
    socket.on("connect", () => {
      const hello = {
        type: "hello",
        contractVersion: CONTRACT_VERSION,
        serverVersion: this.#serverVersion,
      } satisfies DownMessage;
      socket.write(`${JSON.stringify(hello)}\n`);
    });
    socket.on("data", (chunk) => {
      isHeard = true;
      if (this.#isConnected) silence.refresh();
      const found = lines.push(chunk);
      if (found === null) return refuse("The file server sent a message that is too long.");
      for (const line of found) {
        const message = parseMessage(line);
        if ("issues" in message) {
          // Where it differs, without the values: they may be names and paths of people.
          this.#log.error(
            { issues: message.issues },
            "the file server sent what is not in the contract",
          );
          return refuse("The file server speaks another version of the control channel.");
        }
        if (message.type === "refused") return refuse(message.reason);
        if (message.type === "hello") {
          clearTimeout(silence);
          silence = setTimeout(hang, this.#silenceMsMax);
          if (message.contractVersion !== CONTRACT_VERSION) {
            return refuse(
              `The file server speaks version ${message.contractVersion} of the control channel, ` +
                `this server version ${CONTRACT_VERSION}.`,
            );
          }
          this.#isConnected = true;
          this.#pauseMs = PAUSE_MS_MIN;
          this.#log.info({ engineVersion: message.engineVersion }, "linked to the file server");
          this.#listener?.connected(message.revision);
          continue;
        }
        if (message.type === "permissionAnswer" || message.type === "diskAnswer") {
          this.#asked.get(message.requestId)?.(message.answer);
          continue;
        }
        if (message.type === "done") this.#waiting.get(message.requestId)?.(message);
        if (this.#isConnected) this.#listener?.received(message);
      }
    });
    // "close" follows and acts; without a listener the error would end the process.
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT" && error.code !== "ECONNREFUSED") reason = error.message;
    });
    socket.on("close", () => {
      clearTimeout(silence);
      this.#ended(state, reason);
    });
  }

  #ended(state: "connecting" | "refused", reason: string): void {
    if (this.#isConnected) this.#log.warn({ reason }, "the link to the file server ended");
    this.#isConnected = false;
    this.#socket = null;
    for (const finish of this.#waiting.values()) finish(DISCONNECTED);
    for (const finish of [...this.#asked.values()]) finish(null);
    if (this.#isClosed) return;
    this.#listener?.disconnected(state, reason);
    this.#retry = setTimeout(() => this.#connect(), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, PAUSE_MS_MAX);
  }
}

type Done = Pick<
  Extract<UpMessage, { type: "done" }>,
  "ok" | "reason" | "bin" | "touched" | "locks"
>;

const DISCONNECTED: Done = { ok: false, reason: "The link to the file server ended." };
const PAUSE_MS_MIN = 100;
/** Connecting to a local socket costs nothing, and a change should be live soon after the engine is back. */
const PAUSE_MS_MAX = 1_000;
const ANSWER_MS_MAX = 5_000;
/** Some thousand files in folders that the disk has to look up first. */
const EMPTY_BIN_MS_MAX = 120_000;
/** A folder on a disk that has to wake up first. */
const PERMISSION_MS_MAX = 20_000;
const SILENCE_MS_MAX = 30_000;

function parseMessage(line: string): UpMessage | { issues: string[] } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // JSON.parse throws nothing but SyntaxError.
    return { issues: ["it is not JSON"] };
  }
  const parsed = upMessageSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.code}`);
  return { issues: issues.slice(0, 5) };
}
