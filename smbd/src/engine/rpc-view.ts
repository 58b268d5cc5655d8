/** What the RPC services may know, out of the engine's state of the moment. */

import type { PipeEndpoint } from "../port/pipe.ts";
import { openPipe } from "../rpc/open-pipe.ts";
import type {
  RpcCaller,
  RpcDirectory,
  RpcFile,
  RpcSession,
  RpcShare,
} from "../rpc/rpc-directory.ts";
import type { CatalogShare } from "../state/catalog.ts";
import type { Open } from "../state/open.ts";
import type { Session } from "../state/session.ts";
import { shareDescriptor } from "../state/share-descriptor.ts";
import { FILE_APPEND_DATA, FILE_READ_DATA, FILE_WRITE_DATA } from "../wire/security/access-mask.ts";
import type { Engine } from "./engine.ts";

let lastPipeId = 0;

/** Opens a pipe for this session; see EnginePorts.openPipe. */
export function openEnginePipe(
  name: string,
  session: Session,
  engine: Engine,
): PipeEndpoint | null {
  const principal = session.principal;
  if (principal === null) return null;
  const caller: RpcCaller = {
    name: principal.name,
    domain: principal.domainName,
    isAnonymous: principal.isAnonymous,
    isAdministrator: principal.isAdministrator,
  };
  return openPipe(name, ++lastPipeId, caller, () => directoryFor(engine, session));
}

export function directoryFor(engine: Engine, session: Session): RpcDirectory {
  const catalog = engine.catalog;
  const visible = (share: CatalogShare) =>
    share.enabled &&
    session.principal !== null &&
    (session.principal.isAdministrator || catalog.shareAccess(share, session.principal) !== 0);
  return {
    server: catalog.server,
    nowMs: engine.nowMs(),
    startedAtMs: engine.startedAtMs,
    users: () => catalog.users,
    groups: () => catalog.groups,
    userByRid: (rid) => {
      const found = catalog.byRid(rid);
      return found === null || "memberIds" in found ? null : found;
    },
    groupByRid: (rid) => {
      const found = catalog.byRid(rid);
      return found !== null && "memberIds" in found ? found : null;
    },
    userByName: (name) => catalog.userByName(name),
    groupByName: (name) => catalog.groupByName(name),
    listedShares: () => [
      ...catalog.shares
        .filter((share) => visible(share) && !share.hidden)
        .map((share) => rpcShare(engine, share)),
      PIPES,
    ],
    share: (name) => {
      if (name.toUpperCase() === "IPC$") return PIPES;
      const share = catalog.shareByName(name);
      return share !== null && visible(share) ? rpcShare(engine, share) : null;
    },
    sessions: () => [...engine.sessions.values()].filter(isKnown).map(rpcSession),
    files: () => openFiles(engine),
  };
}

const PIPES: RpcShare = {
  name: "IPC$",
  comment: "Remote administration",
  kind: "ipc",
  path: "",
  isEncryptionRequired: false,
  isAccessBasedEnumeration: false,
  isHidden: true,
  userCount: 0,
  securityDescriptor: null,
};

function rpcShare(engine: Engine, share: CatalogShare): RpcShare {
  let userCount = 0;
  for (const session of engine.sessions.values()) {
    for (const tree of session.trees.values()) if (tree.share?.id === share.id) userCount++;
  }
  return {
    name: share.name,
    comment: share.comment,
    kind: "disk",
    path: `C:${share.path.replaceAll("/", "\\")}`,
    isEncryptionRequired: share.encryptionRequired,
    isAccessBasedEnumeration: share.accessBasedEnumeration,
    isHidden: share.hidden,
    userCount,
    securityDescriptor: shareDescriptor(engine.catalog, share),
  };
}

/** Those that are kept for clients that are gone, too: they hold their files all the same. */
function openFiles(engine: Engine): RpcFile[] {
  const opens = [...engine.sessions.values()].flatMap((session) => [...session.opens.values()]);
  return [...opens, ...engine.durables.table.disconnectedOpens()].flatMap((open) => {
    const share = open.tree.share;
    return share === null || open.pipe !== null ? [] : [rpcFile(open, share)];
  });
}

function rpcFile(open: Open, share: CatalogShare): RpcFile {
  const path = [share.path.replaceAll("/", "\\"), ...open.path].join("\\");
  const isWriter = (open.grantedAccess & (FILE_WRITE_DATA | FILE_APPEND_DATA)) !== 0;
  return {
    id: open.volatileId % 0x1_0000_0000,
    permissions:
      ((open.grantedAccess & FILE_READ_DATA) === 0 ? 0 : PERM_FILE_READ) |
      (isWriter ? PERM_FILE_WRITE : 0) |
      (isWriter && open.isDirectory ? PERM_FILE_CREATE : 0),
    lockCount: open.lockCount,
    path: `C:${path}${open.streamName === "" ? "" : `:${open.streamName}`}`,
    userName: open.session.userName,
  };
}

const PERM_FILE_READ = 1;
const PERM_FILE_WRITE = 2;
const PERM_FILE_CREATE = 4;

function isKnown(session: Session): boolean {
  return session.state === "valid" && session.principal !== null;
}

function rpcSession(session: Session): RpcSession {
  return {
    clientName: session.clientName,
    userName: session.userName,
    openCount: session.opens.size,
    startedAtMs: session.startedAtMs,
    lastActiveAtMs: session.lastActiveAtMs,
    isGuest: false,
  };
}
