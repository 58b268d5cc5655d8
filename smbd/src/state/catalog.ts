/**
 * What the administrator decided: users, groups, shares, settings, as one immutable value per revision.
 * The engine swaps the whole value between two requests; one with a few changes (`catalog-change.ts`) shares the rest.
 */
import type { Principal } from "../auth/principal.ts";
import type { AuditName } from "../port/observer.ts";
import { foldAccountName } from "./account-name.ts";
import { type CatalogIndex, catalogIndex } from "./catalog-index.ts";
import type { MassChangeRule } from "./mass-change-rule.ts";

export interface CatalogUser {
  readonly id: string;
  readonly name: string;
  readonly fullName: string;
  readonly rid: number;
  readonly uid: number;
  readonly gid: number;
  readonly enabled: boolean;
  /** 32 hex digits; null: no logon. A secret. */
  readonly ntHash: string | null;
  readonly expiresAtMs: number | null;
  readonly mustChangePassword?: boolean;
  /** Left out or null: the password stays good. */
  readonly passwordExpiresAtMs?: number | null;
  readonly isAdministrator: boolean;
  readonly isBackupOperator: boolean;
}

export interface CatalogGroup {
  readonly id: string;
  readonly name: string;
  readonly rid: number;
  readonly gid: number;
  readonly memberIds: readonly string[];
}

/** The rights that a share's permissions limit: all that is about the file itself. */
export const SHARE_RIGHTS = 0x001fffff;

export type ShareRight = "none" | "read" | "change" | "full";

export interface CatalogPermission {
  readonly principal: "user" | "group" | "everyone";
  readonly principalId: string;
  readonly right: ShareRight;
}

export interface CatalogShare {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly comment: string;
  readonly enabled: boolean;
  readonly hidden: boolean;
  readonly readOnly: boolean;
  readonly encryptionRequired: boolean;
  readonly signingRequired: boolean;
  readonly hostsAllow: readonly string[];
  readonly hostsDeny: readonly string[];
  readonly caseSensitive: boolean;
  readonly symlinks: "none" | "inside";
  readonly forceUid: number | null;
  readonly forceGid: number | null;
  readonly fileMode: number;
  readonly directoryMode: number;
  readonly accessBasedEnumeration: boolean;
  readonly continuouslyAvailable: boolean;
  readonly changeNotify: boolean;
  /** Macs are told that they may back up to it. Left out: they are not. */
  readonly timeMachine?: boolean;
  /** Each user has a folder of that user's own in it, and sees nothing else. */
  readonly homes: boolean;
  /** Of the share, or of each home: what clients are told that there is, and no more. Null: what the disk has. */
  readonly sizeLimitBytes: number | null;
  readonly previousVersions: boolean;
  /** From the share's folder; null: where the usual programs keep snapshots. */
  readonly snapshotFolder: string | null;
  readonly recycleBin: boolean;
  /** 0: until the bin is emptied. */
  readonly recycleDays: number;
  /** Of all that is kept of a share; null: as much as there is room for. */
  readonly recycleBytesMax: number | null;
  readonly writeOnceMinutes: number | null;
  readonly ownFilesOnly: boolean;
  /** What the audit log is not told of; left out: it is told of everything. */
  readonly auditExcept?: readonly AuditName[];
  /** Left out or null: nobody counts. */
  readonly massChange?: MassChangeRule | null;
  readonly permissions: readonly CatalogPermission[];
}

export interface CatalogSettings {
  readonly dialectMin: string;
  readonly dialectMax: string;
  readonly ciphers: readonly string[];
  readonly signingAlgorithms: readonly string[];
  readonly signingRequired: boolean;
  readonly encryptionRequired: boolean;
  readonly anonymousIpc: boolean;
  readonly failedLogonDelayMs: number;
  readonly sessionLifetimeMs: number;
  readonly ioBytesMax: number;
  /** How the box is found: by multicast DNS and by WS-Discovery, on these interfaces or on all with hardware. */
  readonly mdns: boolean;
  readonly wsDiscovery: boolean;
  readonly discoveryInterfaces: readonly string[];
  /** A session may have several connections. */
  readonly multichannel: boolean;
  /** Clients may keep what they read and write to themselves for a while: oplocks and leases. */
  readonly caching: boolean;
  /** SMB Direct, where there are devices for it: on these, or on all where none is named. */
  readonly rdma: boolean;
  readonly rdmaDevices: readonly string[];
  /** Network cards that are to have a soft-RoCE device. */
  readonly softRoceCards: readonly string[];
}

export interface CatalogServer {
  readonly name: string;
  readonly dnsName: string;
  readonly workgroup: string;
  readonly comment: string;
  readonly guid: string;
  readonly sid: string;
}

/** The control contract's Snapshot has this shape. */
export interface CatalogInput {
  readonly revision: number;
  readonly server: CatalogServer;
  readonly settings: CatalogSettings;
  readonly users: readonly CatalogUser[];
  readonly groups: readonly CatalogGroup[];
  readonly shares: readonly CatalogShare[];
}

/** FILE_READ_DATA … as [MS-SMB2] 2.2.13.1.1 spells the masks. */
export const SHARE_ACCESS_READ = 0x001200a9;
export const SHARE_ACCESS_CHANGE = 0x001301bf;
export const SHARE_ACCESS_FULL = 0x001f01ff;

export const RIGHT_MASKS: Readonly<Record<ShareRight, number>> = {
  none: 0,
  read: SHARE_ACCESS_READ,
  change: SHARE_ACCESS_CHANGE,
  full: SHARE_ACCESS_FULL,
};

export class Catalog {
  readonly revision: number;
  readonly server: CatalogServer;
  readonly settings: CatalogSettings;
  readonly users: readonly CatalogUser[];
  readonly groups: readonly CatalogGroup[];
  readonly shares: readonly CatalogShare[];
  readonly index: CatalogIndex;

  /** `index`: as it was made of this input, where it was made before. */
  constructor(input: CatalogInput, index: CatalogIndex = catalogIndex(input)) {
    this.revision = input.revision;
    this.server = input.server;
    this.settings = input.settings;
    this.users = index.users.all;
    this.groups = index.groups.all;
    this.shares = index.shares.all;
    this.index = index;
  }

  sidOf(rid: number): string {
    return `${this.server.sid}-${rid}`;
  }

  userByName(name: string): CatalogUser | null {
    return this.index.usersByName.get(foldAccountName(name)) ?? null;
  }

  userById(id: string): CatalogUser | null {
    return this.index.users.byId(id) ?? null;
  }

  userByUid(uid: number): CatalogUser | null {
    return this.index.usersByUid.get(uid) ?? null;
  }

  groupByGid(gid: number): CatalogGroup | null {
    return this.index.groupsByGid.get(gid) ?? null;
  }

  groupByName(name: string): CatalogGroup | null {
    return this.index.groupsByName.get(foldAccountName(name)) ?? null;
  }

  byRid(rid: number): CatalogUser | CatalogGroup | null {
    return this.index.namesByRid.get(rid) ?? null;
  }

  /** The user or group with this SID, or null. */
  bySid(sid: string): CatalogUser | CatalogGroup | null {
    const ridAt = sid.lastIndexOf("-") + 1;
    const entry = this.byRid(Number(sid.slice(ridAt)));
    // A text that only looks like it, such as one with leading zeros, is not the same.
    return entry !== null && this.sidOf(entry.rid) === sid ? entry : null;
  }

  groupsOf(userId: string): readonly CatalogGroup[] {
    const ids = this.index.groupIdsOfUser.get(userId) ?? [];
    return ids.flatMap((id) => this.index.groups.byId(id) ?? []);
  }

  shareById(id: string): CatalogShare | null {
    return this.index.shares.byId(id) ?? null;
  }

  shareByName(name: string): CatalogShare | null {
    return this.index.sharesByName.get(foldAccountName(name)) ?? null;
  }

  /** Whether the audit log is told of this, that happened in a share of this name. */
  isAudited(shareName: string, kind: AuditName): boolean {
    // Most boxes have no exceptions, and files are made and deleted by the thousand.
    const { auditExceptions } = this.index;
    if (auditExceptions.size === 0) return true;
    return auditExceptions.get(foldAccountName(shareName))?.has(kind) !== true;
  }

  /**
   * The access mask that the share's permissions leave this principal. Any "none" that names the user or one
   * of the user's groups wins; else the strongest entry counts. A read-only share takes away all writing.
   * `deciding` is told the entries that are about this principal, up to the one that refuses.
   */
  shareAccess(
    share: CatalogShare,
    principal: Principal,
    deciding?: (index: number) => void,
  ): number {
    if (principal.isAnonymous || principal.userId === null) return 0;
    const groupIds = new Set(this.groupsOf(principal.userId).map((group) => group.id));
    let mask = 0;
    for (const [index, entry] of share.permissions.entries()) {
      const applies =
        entry.principal === "everyone" ||
        (entry.principal === "user" && entry.principalId === principal.userId) ||
        (entry.principal === "group" && groupIds.has(entry.principalId));
      if (!applies) continue;
      deciding?.(index);
      if (entry.right === "none" && entry.principal !== "everyone") return 0;
      mask |= RIGHT_MASKS[entry.right];
    }
    return share.readOnly ? mask & SHARE_ACCESS_READ : mask;
  }
}
