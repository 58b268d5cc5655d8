/** One rule of what clients may see. It throws a Violation; it never repairs anything. */
import type { Reply } from "../../test/virtual-client.ts";
import type { OplockBreakNotification } from "../../wire/message/oplock-break.ts";
import type { Link } from "../link.ts";
import type { CreateAnswer } from "../model/apply.ts";
import type { SentRequest } from "../sent-request.ts";

export interface Checker {
  readonly name: string;
  /** The last byte of a request reaches the server. */
  arrived?(request: SentRequest): void;
  /** The server sent a message, before anything of it is looked at. */
  sent?(link: Link, message: Uint8Array): void;
  /** STATUS_PENDING. */
  pending?(request: SentRequest, reply: Reply): void;
  /** The final reply, while the model is still as before it. */
  answered?(request: SentRequest, reply: Reply, created: CreateAnswer | null): void;
  /** The final reply, after the model took it over. */
  applied?(request: SentRequest, reply: Reply, created: CreateAnswer | null): void;
  notified?(link: Link, notification: OplockBreakNotification): void;
  /** The server has done what it was woken for. */
  turned?(): void;
  /** Nothing is under way; who waits still, waits by right. */
  waiting?(): void;
  /** Nothing is under way, and nobody waits for anything. */
  quiet?(): void;
}
