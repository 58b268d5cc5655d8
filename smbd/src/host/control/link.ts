/**
 * The engine's end of the control channel: a Unix socket in the state folder, one JSON value per line. One server at
 * a time; a newer one takes the place of an older. Trust ends here: whatever comes is checked against the contract.
 */
import { chmodSync, chownSync, rmSync, statSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import type { Logger } from "pino";
import type { ConfigurationMessage } from "./configuration.ts";
import {
  type BinReport,
  CONTRACT_VERSION,
  type DiskAsk,
  type DownMessage,
  downMessageSchema,
  type LockAsk,
  type LockReport,
  MESSAGE_BYTES_MAX,
  type PermissionAsk,
  type TouchedPath,
  type UpMessage,
} from "./contract.ts";

export interface LinkHandlers {
  readonly version: string;
  revision(): number;
  /** What the engine did of it is told when it is done, and not at all for a part of a snapshot. */
  configure(message: ConfigurationMessage, done: (answer: UpMessage) => void): void;
  closeSession(id: string): string | null;
  closeOpen(id: string): string | null;
  /** A string says why not. */
  emptyBin(shareId: string, user: string | null, done: (report: BinReport | string) => void): void;
  /** A string says why not. */
  massChangeTouched(id: string): TouchedPath[] | string;
  locks(ask: LockAsk): LockReport;
  releaseMassChange(id: string): string | null;
  permission(ask: PermissionAsk, done: (answer: object) => void): void;
  disk(ask: DiskAsk, done: (answer: object) => void): void;
  /** A server is there and agrees on the contract. */
  connected(): void;
  /** Whoever asked is gone, and with it what it would have asked next. */
  disconnected(): void;
}

/** A server that reads nothing must not make us hold its mail: the link ends and it comes again. */
const UNSENT_BYTES_MAX = 64 * 1024 * 1024;

export class ControlLink {
  readonly #handlers: LinkHandlers;
  readonly #log: Logger;
  readonly #server: Server;
  #socket: Socket | null = null;
  #isAgreed = false;

  constructor(handlers: LinkHandlers, log: Logger) {
    this.#handlers = handlers;
    this.#log = log;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  get isConnected(): boolean {
    return this.#socket !== null && this.#isAgreed;
  }

  listen(path: string): Promise<void> {
    rmSync(path, { force: true });
    const before = process.umask(0o177);
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(path, () => {
        process.umask(before);
        try {
          letServerIn(path);
          resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#server.close();
  }

  /** False: no server is there to take it. */
  send(message: UpMessage): boolean {
    const socket = this.#socket;
    if (socket === null || socket.destroyed) return false;
    if (socket.writableLength > UNSENT_BYTES_MAX) {
      socket.destroy();
      return false;
    }
    socket.write(`${JSON.stringify(message)}\n`);
    return true;
  }

  #accept(socket: Socket): void {
    this.#socket?.destroy();
    this.#handlers.disconnected();
    this.#socket = socket;
    this.#isAgreed = false;
    let parts: Buffer[] = [];
    let byteCount = 0;
    socket.on("error", () => {});
    socket.on("close", () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#handlers.disconnected();
    });
    socket.on("data", (chunk: Buffer) => {
      let from = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
        parts.push(chunk.subarray(from, end));
        const line = Buffer.concat(parts).toString("utf8");
        parts = [];
        byteCount = 0;
        from = end + 1;
        if (line !== "") this.#line(socket, line);
        if (socket.destroyed) return;
      }
      parts.push(chunk.subarray(from));
      byteCount += chunk.length - from;
      if (byteCount > MESSAGE_BYTES_MAX) this.#refuse(socket, "message too long");
    });
    this.send({
      type: "hello",
      contractVersion: CONTRACT_VERSION,
      engineVersion: this.#handlers.version,
      revision: this.#handlers.revision(),
    });
  }

  #line(socket: Socket, line: string): void {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      // JSON.parse throws a SyntaxError for whatever is no JSON; its text may quote a secret.
      this.#refuse(socket, "not JSON");
      return;
    }
    // The version comes first: a newer snapshot would fail the schema for reasons that say less.
    const version = (value as { contractVersion?: unknown } | null)?.contractVersion;
    if (version !== undefined && version !== CONTRACT_VERSION) {
      this.#refuse(
        socket,
        `the engine speaks contract version ${CONTRACT_VERSION}, the server ${String(version)}`,
      );
      return;
    }
    const parsed = downMessageSchema.safeParse(value);
    if (!parsed.success) {
      // The paths say what is wrong; the values may be secrets.
      const where = parsed.error.issues
        .slice(0, 5)
        .map((issue) => `${issue.path.join(".")}: ${issue.code}`);
      this.#refuse(socket, `message outside the contract (${where.join("; ")})`);
      return;
    }
    this.#take(parsed.data);
  }

  #take(message: DownMessage): void {
    switch (message.type) {
      case "hello":
        this.#isAgreed = true;
        this.#handlers.connected();
        return;
      case "snapshot":
      case "snapshotPart":
      case "changes":
        this.#configure(message);
        return;
      case "closeSession":
        this.#done(message.requestId, this.#handlers.closeSession(message.sessionId));
        return;
      case "closeOpen":
        this.#done(message.requestId, this.#handlers.closeOpen(message.openId));
        return;
      case "emptyBin":
        this.#handlers.emptyBin(message.shareId, message.user, (report) => {
          if (typeof report === "string") this.#done(message.requestId, report);
          else this.#done(message.requestId, null, { bin: report });
        });
        return;
      case "massChangeTouched": {
        const touched = this.#handlers.massChangeTouched(message.id);
        if (typeof touched === "string") this.#done(message.requestId, touched);
        else this.#done(message.requestId, null, { touched });
        return;
      }
      case "locks":
        this.#done(message.requestId, null, { locks: this.#handlers.locks(message.ask) });
        return;
      case "releaseMassChange":
        this.#done(message.requestId, this.#handlers.releaseMassChange(message.id));
        return;
      case "permission":
        this.#handlers.permission(message.ask, this.#answer("permissionAnswer", message.requestId));
        return;
      case "disk":
        this.#handlers.disk(message.ask, this.#answer("diskAnswer", message.requestId));
        return;
    }
  }

  #configure(message: ConfigurationMessage): void {
    const asked = this.#socket;
    this.#handlers.configure(message, (answer) => {
      // A server that came meanwhile has not asked for this, and may want something else.
      if (this.#socket === asked) this.send(answer);
    });
    if (message.type !== "snapshotPart" || asked === null) return;
    // Everybody else has a turn before the next one is looked at.
    asked.pause();
    setImmediate(() => asked.resume());
  }

  #answer(type: "permissionAnswer" | "diskAnswer", requestId: number): (answer: object) => void {
    const asked = this.#socket;
    return (answer) => {
      // Another server's number of the same value is another question.
      if (this.#socket === asked) this.send({ type, requestId, answer });
    };
  }

  #done(
    requestId: number,
    problem: string | null,
    found: Partial<Pick<Extract<UpMessage, { type: "done" }>, "bin" | "touched" | "locks">> = {},
  ): void {
    this.send({ type: "done", requestId, ok: problem === null, reason: problem ?? "", ...found });
  }

  #refuse(socket: Socket, reason: string): void {
    this.#log.warn({ reason }, "control message refused");
    this.send({ type: "refused", reason });
    socket.end();
    if (this.#socket === socket) this.#socket = null;
  }
}

/**
 * In containers the server is another user, of the group that the state folder is shared with: one in which group
 * members make files, and take away none of others. Any other folder lets nobody in.
 */
function letServerIn(path: string): void {
  const { gid, mode } = statSync(dirname(path));
  if ((mode & SHARED_MODE) !== SHARED_MODE) return;
  chownSync(path, AS_IT_IS, gid);
  chmodSync(path, 0o660);
}

/** Sticky, and writable for the group. */
const SHARED_MODE = 0o1020;
/** (uid_t)-1 of chown(2). */
const AS_IT_IS = 0xffff_ffff;
