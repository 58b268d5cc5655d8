/** The other open of a copy: where the data comes from. */
import type { Open } from "../../state/open.ts";
import type { Session } from "../../state/session.ts";
import type { FileId } from "../../wire/file-id.ts";
import { FILE_EXECUTE, FILE_READ_DATA } from "../../wire/security/access-mask.ts";

export function openOfSession(session: Session, fileId: FileId): Open | null {
  const open = session.opens.get(Number(fileId.volatile));
  const isSame = open !== undefined && !open.isClosed && isNamed(open, fileId);
  return isSame ? open : null;
}

/** A number that was rounded names nothing. */
function isNamed({ volatileId, persistentId }: Open, fileId: FileId): boolean {
  return BigInt(volatileId) === fileId.volatile && BigInt(persistentId) === fileId.persistent;
}

/** [MS-SMB2] 3.3.5.12: what may be executed may be read. The share's rights of today count, too. */
export function mayReadFrom(source: Open): boolean {
  return (source.grantedAccess & source.tree.maximalAccess & READS) !== 0;
}

const READS = FILE_READ_DATA | FILE_EXECUTE;
