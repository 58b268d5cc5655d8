/** A tree connect. [MS-SMB2] 3.3.1.9. */
import type { VfsShare } from "../port/vfs.ts";
import type { CatalogShare } from "./catalog.ts";
import type { Session } from "./session.ts";
import { hasRules } from "./share-rule.ts";
import type { ShareUsage } from "./share-usage.ts";

export class Tree {
  readonly id: number;
  readonly session: Session;
  /** Null for IPC$. Replaced when the administrator changes the share. */
  share: CatalogShare | null;
  /** Null for IPC$. */
  readonly volume: VfsShare | null;
  /** The share's root as path components from "/". */
  readonly rootPath: readonly string[];
  /** What the share's permissions leave this user; re-evaluated with each catalog. */
  maximalAccess: number;
  encryptData: boolean;
  /** The share asks from where each request comes, or that it is signed. */
  isGuarded = false;
  /** The share has rules of its own on what is in it. */
  hasRules = false;
  /** Null: the share has no limit of its own. */
  usage: ShareUsage | null = null;
  openCount = 0;

  constructor(
    id: number,
    session: Session,
    share: CatalogShare | null,
    volume: VfsShare | null,
    maximalAccess: number,
    encryptData: boolean,
  ) {
    this.id = id;
    this.session = session;
    this.share = share;
    this.volume = volume;
    this.rootPath = share === null ? [] : share.path.split("/").filter((part) => part !== "");
    this.maximalAccess = maximalAccess;
    this.encryptData = encryptData;
    this.hasRules = share !== null && hasRules(share);
  }

  get isPipe(): boolean {
    return this.share === null;
  }

  /** "IPC$" or the share's name. */
  get name(): string {
    return this.share === null ? "IPC$" : this.share.name;
  }
}
