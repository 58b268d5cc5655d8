/**
 * What the RPC services may know: names, accounts, shares and sessions. The engine gives one per request
 * of information, from the catalog of the moment; nothing here can change anything.
 */
export interface RpcDirectory {
  readonly server: RpcServerFacts;
  /** Milliseconds since 1970, now and when the engine started. */
  readonly nowMs: number;
  readonly startedAtMs: number;
  users(): readonly RpcUser[];
  groups(): readonly RpcGroup[];
  userByRid(rid: number): RpcUser | null;
  groupByRid(rid: number): RpcGroup | null;
  /** Without regard to case. */
  userByName(name: string): RpcUser | null;
  groupByName(name: string): RpcGroup | null;
  /** In share lists of this caller; hidden ones and those of no access are not among them. */
  listedShares(): readonly RpcShare[];
  /** By name, listed or not, where this caller may know of it. */
  share(name: string): RpcShare | null;
  sessions(): readonly RpcSession[];
  /** What is open, pipes not among it. */
  files(): readonly RpcFile[];
}

export interface RpcServerFacts {
  /** NetBIOS-style name, upper case. It names the account domain, too. */
  readonly name: string;
  readonly dnsName: string;
  readonly workgroup: string;
  readonly comment: string;
  /** S-1-5-21-a-b-c */
  readonly sid: string;
}

export interface RpcUser {
  readonly id: string;
  readonly name: string;
  readonly fullName: string;
  readonly rid: number;
  readonly enabled: boolean;
  readonly expiresAtMs: number | null;
  readonly isAdministrator: boolean;
  readonly isBackupOperator: boolean;
}

export interface RpcGroup {
  readonly id: string;
  readonly name: string;
  readonly rid: number;
  /** Ids of users. */
  readonly memberIds: readonly string[];
}

export interface RpcShare {
  readonly name: string;
  readonly comment: string;
  readonly kind: "disk" | "ipc";
  /** As clients of Windows expect it: "C:\…"; shown to administrators only. */
  readonly path: string;
  readonly isEncryptionRequired: boolean;
  readonly isAccessBasedEnumeration: boolean;
  readonly isHidden: boolean;
  readonly userCount: number;
  /** Self-relative; who may do what with the share. */
  readonly securityDescriptor: Uint8Array | null;
}

export interface RpcSession {
  readonly clientName: string;
  readonly userName: string;
  readonly openCount: number;
  readonly startedAtMs: number;
  readonly lastActiveAtMs: number;
  readonly isGuest: boolean;
}

export interface RpcFile {
  /** 32 bits. */
  readonly id: number;
  /** [MS-SRVS] 2.2.4.7: PERM_FILE_READ, PERM_FILE_WRITE, PERM_FILE_CREATE. */
  readonly permissions: number;
  readonly lockCount: number;
  /** As clients of Windows expect it: "C:\…". */
  readonly path: string;
  readonly userName: string;
}

export interface RpcCaller {
  /** "" when anonymous. */
  readonly name: string;
  readonly domain: string;
  readonly isAnonymous: boolean;
  readonly isAdministrator: boolean;
}
