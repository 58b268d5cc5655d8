/** A session's way over one connection. [MS-SMB2] 3.3.1.14. */
import type { AuthMachine } from "../auth/auth-machine.ts";
import type { PreauthHash } from "../crypto/preauth.ts";
import type { MessageSigner } from "../crypto/signing.ts";
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
  /** The answer to a leg waits for the delay of failed logons. */
  isAnswering = false;
  /** Bytes of security blobs in the logon in progress. */
  blobBytes = 0;

  constructor(session: Session, connectionId: number) {
    this.session = session;
    this.connectionId = connectionId;
  }
}
