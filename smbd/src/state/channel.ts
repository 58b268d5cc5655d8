/** A session's way over one connection. [MS-SMB2] 3.3.1.14. */
import type { AuthMachine } from "../auth/auth-machine.ts";
import type { PreauthHash } from "../crypto/preauth.ts";
import type { MessageSigner } from "../crypto/signing.ts";
import type { Catalog } from "./catalog.ts";
import type { Session } from "./session.ts";

export class Channel {
  readonly session: Session;
  readonly connectionId: number;
  /** Null until the logon over this channel succeeded, and for guests and anonymous users. */
  signer: MessageSigner | null = null;
  /** The logon in progress, first or again. */
  authentication: AuthMachine | null = null;
  /** 3.1.1: hash over this logon's messages. */
  preauth: PreauthHash | null = null;
  /** The answer to a leg waits for the delay of failed logons; this gives it up. */
  abandonAnswer: (() => void) | null = null;
  /** Stops the clock of the first logon. [MS-SMB2] 3.3.2.3 */
  cancelDeadline: (() => void) | null = null;
  /** The catalog in which the logon in progress began. */
  catalog: Catalog | null = null;
  /** Bytes of security blobs in the logon in progress. */
  blobBytes = 0;

  constructor(session: Session, connectionId: number) {
    this.session = session;
    this.connectionId = connectionId;
  }

  get isAnswering(): boolean {
    return this.abandonAnswer !== null;
  }

  /** The session or the connection is over: nothing of a logon in progress outlives it. */
  ended(): void {
    this.cancelDeadline?.();
    this.cancelDeadline = null;
    this.authentication = null;
    this.preauth = null;
    this.abandonAnswer?.();
  }
}
