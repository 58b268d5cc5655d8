/**
 * Where the engine's events go. Each is declared here once; the log line, the counter and the audit entry
 * are derived from it in host/observe. No event carries payload, keys or hashes.
 */
import type { NtStatus } from "../wire/status.ts";

export type AuditName =
  | "logon"
  | "logonFailed"
  | "logoff"
  | "connect"
  | "connectDenied"
  | "disconnect"
  | "create"
  | "delete"
  | "rename"
  | "securityChange"
  | "accessDenied"
  /** What the SACL of the file asks to be told of. */
  | "objectAccess"
  /** Somebody used the rights of a backup operator. */
  | "backupAccess"
  /** Somebody changed more at once than the share's rule allows. */
  | "massChange"
  | "sessionClosed"
  | "openClosed";

export interface AuditFields {
  readonly user: string;
  readonly address: string;
  readonly share: string;
  readonly path: string;
  readonly status: NtStatus;
  readonly detail: string;
}

export type LimitName = keyof typeof import("../limits.ts");

export type EngineEvent =
  | { readonly type: "connection.accepted"; readonly connection: number; readonly address: string }
  /** `reason`: "limit-total", "limit-address", "stopping". */
  | { readonly type: "connection.refused"; readonly address: string; readonly reason: string }
  | {
      readonly type: "connection.closed";
      readonly connection: number;
      readonly address: string;
      readonly reason: string;
    }
  | {
      readonly type: "connection.negotiated";
      readonly connection: number;
      readonly dialect: string;
      readonly cipher: string;
      readonly signing: string;
    }
  /** Bytes of a peer that could not be decoded. */
  | {
      readonly type: "wire.malformed";
      readonly connection: number;
      readonly command: number;
      readonly reason: string;
    }
  /** A signature or a seal that did not verify. */
  | {
      readonly type: "wire.unauthentic";
      readonly connection: number;
      readonly command: number;
      readonly reason: string;
    }
  | {
      readonly type: "command.done";
      readonly command: number;
      readonly share: string;
      readonly status: NtStatus;
      readonly microseconds: number;
      readonly bytesRead: number;
      readonly bytesWritten: number;
    }
  /** A peer was refused or held up because it, or all of them, came up to a limit. */
  | { readonly type: "limit.reached"; readonly limit: LimitName }
  /** An invariant of ours failed; the connection ended. */
  | { readonly type: "engine.invariant"; readonly connection: number; readonly message: string }
  /** What other programs change in something watched or cached goes unseen. `reason`: "limit", "refused". */
  | { readonly type: "local.unwatched"; readonly reason: "limit" | "refused" }
  /** The kernel could not keep all that other programs changed. */
  | { readonly type: "local.lost" }
  | { readonly type: "pipe.refused"; readonly name: string }
  /** The file system answered what the store does not know; the client heard of an unexpected I/O error. */
  | { readonly type: "store.unknownErrno"; readonly errno: number }
  /** Opens of an earlier run: made again, and those whose file, share or user is not as it was. */
  | {
      readonly type: "persistent.restored";
      readonly restoredCount: number;
      readonly lostCount: number;
    }
  /** A record could not be written: its open would not outlive the server. */
  | { readonly type: "persistent.unstored" }
  /** A mass change could not be written down: with the engine its block would end. It is tried again. */
  | { readonly type: "massChange.unstored" }
  /** CREATEs whose channel was lost, and that were too many to wait on for a client that sends them again. */
  | { readonly type: "orphan.refused"; readonly count: number }
  /** The limit of persistent opens, or of their records' bytes: the open is durable at best. */
  | { readonly type: "persistent.refused"; readonly share: string }
  | ({ readonly type: "audit"; readonly kind: AuditName } & AuditFields);

export interface Observer {
  emit(event: EngineEvent): void;
}
