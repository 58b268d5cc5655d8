/** A handle that the server gave out. */

import type { FileId } from "../../wire/file-id.ts";
import type { Actor } from "../actor.ts";
import type { StreamModel } from "./file-model.ts";
import type { HolderModel } from "./holder-model.ts";
import type { WatchModel } from "./watch-model.ts";

export interface DurableModel {
  readonly version: 1 | 2;
  /** "" in version 1. */
  readonly createGuid: string;
  readonly leaseKey: string | null;
}

export interface OpenFields {
  readonly actor: Actor;
  readonly sessionId: bigint;
  readonly fileId: FileId;
  readonly stream: StreamModel;
  readonly path: string;
  readonly access: number;
  readonly share: number;
  readonly isDeleteOnClose: boolean;
  readonly durable: DurableModel | null;
}

export class OpenModel {
  readonly name: string;
  readonly actor: Actor;
  sessionId: bigint;
  readonly fileId: FileId;
  stream: StreamModel;
  /** Lower-case; follows renames. */
  path: string;
  readonly access: number;
  readonly share: number;
  readonly isDeleteOnClose: boolean;
  durable: DurableModel | null;
  holder: HolderModel | null = null;
  watch: WatchModel | null = null;
  isClosed = false;
  /** What ends it has arrived. */
  isClosing = false;
  /** The server may close it at any moment, or has: only it knows. */
  isLoose = false;

  constructor(fields: OpenFields) {
    // The high digits are the server's start, and the same for all.
    this.name = openName(fields.fileId);
    this.actor = fields.actor;
    this.sessionId = fields.sessionId;
    this.fileId = fields.fileId;
    this.stream = fields.stream;
    this.path = fields.path;
    this.access = fields.access;
    this.share = fields.share;
    this.isDeleteOnClose = fields.isDeleteOnClose;
    this.durable = fields.durable;
  }

  get id(): number {
    return Number(this.fileId.volatile);
  }
}

export function openName({ volatile }: FileId): string {
  return `open ${volatile % 1_000_000n}`;
}
