/**
 * The descriptor of a new file or directory. [MS-DTYP] 2.5.3.4: what the creator gives, else what the parent
 * hands down, else the creator's default.
 */
import { FILE_ALL_ACCESS, mapGenericAccess } from "../wire/security/access-mask.ts";
import {
  ACCESS_ALLOWED_ACE_TYPE,
  type Ace,
  CONTAINER_INHERIT_ACE,
  INHERIT_ONLY_ACE,
  INHERITED_ACE,
  makeAce,
  NO_PROPAGATE_INHERIT_ACE,
  OBJECT_INHERIT_ACE,
} from "../wire/security/ace.ts";
import { type Acl, makeAcl } from "../wire/security/acl.ts";
import {
  SE_DACL_AUTO_INHERIT_REQ,
  SE_DACL_AUTO_INHERITED,
  SE_DACL_PRESENT,
  SE_DACL_PROTECTED,
  SE_SACL_AUTO_INHERIT_REQ,
  SE_SACL_AUTO_INHERITED,
  SE_SACL_PRESENT,
  SE_SACL_PROTECTED,
  SE_SELF_RELATIVE,
  type SecurityDescriptor,
} from "../wire/security/descriptor.ts";
import type { Sid } from "../wire/security/sid.ts";
import {
  SID_CREATOR_GROUP,
  SID_CREATOR_OWNER,
  SID_LOCAL_SYSTEM,
} from "../wire/security/well-known.ts";

export interface NewObject {
  readonly isDirectory: boolean;
  /** Who makes it; takes the place of CREATOR OWNER and CREATOR GROUP. */
  readonly owner: Sid;
  readonly group: Sid;
}

/** `explicit` is what the creator sent along, or null. */
export function descriptorOfNew(
  parent: SecurityDescriptor,
  explicit: SecurityDescriptor | null,
  made: NewObject,
): SecurityDescriptor {
  const owner = explicit?.owner ?? made.owner;
  const group = explicit?.group ?? made.group;
  const heir = { ...made, owner, group };
  const dacl = newAcl(DACL, parent, explicit, heir);
  const sacl = newAcl(SACL, parent, explicit, heir);
  return {
    control: SE_SELF_RELATIVE | dacl.control | sacl.control,
    resourceManagerControl: explicit?.resourceManagerControl ?? 0,
    owner,
    group,
    dacl: dacl.acl,
    sacl: sacl.acl,
  };
}

/** The entries that a child gets from these, in order. `isMarked`: they say that they are inherited. */
export function inheritedAces(
  aces: readonly Ace[],
  made: NewObject,
  isMarked: boolean,
): readonly Ace[] {
  const mark = isMarked ? INHERITED_ACE : 0;
  const inherited: Ace[] = [];
  for (const ace of aces) {
    if (made.isDirectory) inheritToDirectory(ace, made, mark, inherited);
    else if ((ace.flags & OBJECT_INHERIT_ACE) !== 0) inherited.push(effective(ace, made, mark));
  }
  return inherited;
}

/** The two kinds of ACL follow one rule, with bits of their own. */
const DACL = {
  of: (descriptor: SecurityDescriptor) => descriptor.dacl,
  present: SE_DACL_PRESENT,
  protected: SE_DACL_PROTECTED,
  autoInherited: SE_DACL_AUTO_INHERITED,
  autoInheritRequested: SE_DACL_AUTO_INHERIT_REQ,
  fallback: defaultDacl,
} as const;

const SACL = {
  of: (descriptor: SecurityDescriptor) => descriptor.sacl,
  present: SE_SACL_PRESENT,
  protected: SE_SACL_PROTECTED,
  autoInherited: SE_SACL_AUTO_INHERITED,
  autoInheritRequested: SE_SACL_AUTO_INHERIT_REQ,
  fallback: () => null,
} as const;

interface NewAcl {
  readonly acl: Acl | null;
  readonly control: number;
}

function newAcl(
  kind: typeof DACL | typeof SACL,
  parent: SecurityDescriptor,
  explicit: SecurityDescriptor | null,
  made: NewObject,
): NewAcl {
  const isMarked = (parent.control & kind.autoInherited) !== 0;
  const inherited = inheritedAces(kind.of(parent)?.aces ?? [], made, isMarked);
  if (explicit !== null && (explicit.control & kind.present) !== 0) {
    return explicitAcl(kind, explicit, inherited, made);
  }
  if (inherited.length > 0) {
    return { acl: makeAcl(inherited), control: kind.present | (isMarked ? kind.autoInherited : 0) };
  }
  const acl = kind.fallback(made);
  return { acl, control: acl === null ? 0 : kind.present };
}

/**
 * An ACL of the creator's stands as it is. Only one that asks for it (AUTO_INHERIT_REQ) and is not protected
 * is merged with the parent's: Windows programs that want inheritance say so.
 */
function explicitAcl(
  kind: typeof DACL | typeof SACL,
  explicit: SecurityDescriptor,
  inherited: readonly Ace[],
  made: NewObject,
): NewAcl {
  const acl = kind.of(explicit);
  const isProtected = (explicit.control & kind.protected) !== 0;
  const control = kind.present | (isProtected ? kind.protected : 0);
  if (acl === null) return { acl: null, control };
  const isMerged = !isProtected && (explicit.control & kind.autoInheritRequested) !== 0;
  const own = isMerged ? acl.aces.filter((ace) => (ace.flags & INHERITED_ACE) === 0) : acl.aces;
  const aces = own.flatMap((ace) => explicitAces(ace, made));
  if (!isMerged) return { acl: { revision: acl.revision, aces }, control };
  return {
    acl: { revision: acl.revision, aces: [...aces, ...inherited] },
    control: control | kind.autoInherited,
  };
}

/** CREATOR OWNER means the maker here, and goes on to mean the maker in what inherits it. */
function explicitAces(ace: Ace, made: NewObject): readonly Ace[] {
  if ((ace.flags & INHERIT_ONLY_ACE) !== 0) return [ace];
  const own = substituted(ace, made);
  const inheritance = ace.flags & (OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE);
  if (!made.isDirectory || inheritance === 0 || own.sid === ace.sid) return [own];
  return [
    { ...own, flags: own.flags & ~(inheritance | NO_PROPAGATE_INHERIT_ACE) },
    { ...ace, flags: ace.flags | INHERIT_ONLY_ACE },
  ];
}

/** What Windows puts into a token: the owner and the system may do everything. */
function defaultDacl(made: NewObject): Acl {
  return makeAcl([
    makeAce(ACCESS_ALLOWED_ACE_TYPE, 0, FILE_ALL_ACCESS, made.owner),
    makeAce(ACCESS_ALLOWED_ACE_TYPE, 0, FILE_ALL_ACCESS, SID_LOCAL_SYSTEM),
  ]);
}

function inheritToDirectory(ace: Ace, made: NewObject, mark: number, inherited: Ace[]): void {
  const handsDown = (ace.flags & NO_PROPAGATE_INHERIT_ACE) === 0;
  const inheritance = ace.flags & (OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE);
  const kept = ace.flags & AUDIT_FLAGS;
  if ((inheritance & CONTAINER_INHERIT_ACE) === 0) {
    // For files only: the directory itself just carries it on.
    if (inheritance === 0 || !handsDown) return;
    inherited.push({ ...ace, flags: inheritance | INHERIT_ONLY_ACE | kept | mark });
    return;
  }
  const own = effective(ace, made, mark);
  if (!handsDown) {
    inherited.push(own);
    return;
  }
  if (own.mask === ace.mask && own.sid === ace.sid) {
    inherited.push({ ...own, flags: own.flags | inheritance });
    return;
  }
  // The directory's own entry names a person or concrete rights; its children must still get the general one.
  inherited.push(own, { ...ace, flags: inheritance | INHERIT_ONLY_ACE | kept | mark });
}

function effective(ace: Ace, made: NewObject, mark: number): Ace {
  return { ...substituted(ace, made), flags: (ace.flags & AUDIT_FLAGS) | mark };
}

function substituted(ace: Ace, made: NewObject): Ace {
  let sid = ace.sid;
  if (sid.text === SID_CREATOR_OWNER.text) sid = made.owner;
  else if (sid.text === SID_CREATOR_GROUP.text) sid = made.group;
  return { ...ace, sid, mask: mapGenericAccess(ace.mask) };
}

/** SUCCESSFUL_ACCESS and FAILED_ACCESS: what an audit entry is for, no matter where it applies. */
const AUDIT_FLAGS = 0xc0;
