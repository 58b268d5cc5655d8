/** The columns of the policy table. */
import type { Handler } from "./context.ts";

export interface CommandRow {
  readonly name: string;
  /** [MS-SMB2] section of the processing rules. */
  readonly section: string;
  /** StructureSize of the request; a second one for commands with two forms. */
  readonly structureSizes: readonly number[];
  readonly needsSession: boolean;
  readonly needsTree: boolean;
  /** Offset of the FileId from the header, or null. */
  readonly fileIdOffset: number | null;
  /** Any one of these bits must be in Open.GrantedAccess; 0: the handler decides by its own classes. */
  readonly accessAny: number;
  /** Payload that CreditCharge must cover, in bytes; null: one credit. Reads fixed offsets from the header. */
  readonly payloadBytes: ((data: DataView, at: number) => number) | null;
  readonly mayGoAsync: boolean;
  /**
   * May be sent again with SMB2_FLAGS_REPLAY_OPERATION, and is therefore refused where it comes from before a
   * channel was lost. [MS-SMB2] 3.2.4.1.5 and 3.3.5.2.10
   */
  readonly replaySafe: boolean;
  readonly beforeAuthentication: boolean;
  /** Still answered when the session's logon expired. [MS-SMB2] 3.3.5.2.9 */
  readonly whenExpired: boolean;
  /** Must come signed or sealed in 3.1.1, whatever the session requires. [MS-SMB2] 3.3.5.7 */
  readonly protectedIn311: boolean;
  /** Bytes of the body at most, beyond which it is malformed; null: the connection's write limit. */
  readonly bodyBytesMax: number | null;
  readonly handler: Handler;
}
