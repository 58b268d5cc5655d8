/**
 * What local processes may do with a file, from its security descriptor: the nearest POSIX ACL, and never
 * more than the descriptor gives. POSIX asks for the first entry of owner, named users, groups, others that one
 * belongs to, Windows for all of them in the order of the list, so that:
 *
 * - a user who is named gets what all entries together give that user, groups of the catalog included;
 * - a denial that names a group takes away from every class that its members may be in: whom a local process
 *   has for groups, the catalog does not know;
 * - a list that is too long to be gone through for each name in it is the owner's alone;
 * - a bit is given only with every right that it stands for. Write on a directory lets one delete what others
 *   made in it.
 */
import { PROJECTED_ACE_COUNT_MAX } from "../limits.ts";
import type { PosixAcl, PosixAclEntry, PosixFile, PosixPermissions } from "../port/posix-acl.ts";
import {
  FILE_APPEND_DATA,
  FILE_DELETE_CHILD,
  FILE_EXECUTE,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
  mapGenericAccess,
} from "../wire/security/access-mask.ts";
import {
  ACCESS_ALLOWED_ACE_TYPE,
  ACCESS_DENIED_ACE_TYPE,
  ACCESS_DENIED_CALLBACK_ACE_TYPE,
  ACCESS_DENIED_CALLBACK_OBJECT_ACE_TYPE,
  ACCESS_DENIED_OBJECT_ACE_TYPE,
  type Ace,
  CONTAINER_INHERIT_ACE,
  INHERIT_ONLY_ACE,
  OBJECT_INHERIT_ACE,
} from "../wire/security/ace.ts";
import type { SecurityDescriptor } from "../wire/security/descriptor.ts";
import {
  SID_AUTHENTICATED_USERS,
  SID_BUILTIN_USERS,
  SID_CREATOR_GROUP,
  SID_CREATOR_OWNER,
  SID_EVERYONE,
  SID_NETWORK,
  SID_OWNER_RIGHTS,
  unixGroupSid,
  unixUserSid,
} from "../wire/security/well-known.ts";
import { holdsSid } from "./access-check.ts";
import { principalOf } from "./accounts.ts";
import type { Catalog } from "./catalog.ts";
import { gidOfSid, sidOfGid, uidOfSid } from "./descriptor.ts";

export function posixPermissions(
  catalog: Catalog,
  descriptor: SecurityDescriptor,
  file: PosixFile,
): PosixPermissions {
  const { dacl } = descriptor;
  // [MS-DTYP] 2.5.3.2: no DACL lets everybody do everything.
  if (dacl === null) return { access: minimal(7, 7, 7), inherited: null, mode: 0o777 };
  const here = dacl.aces.filter((ace) => (ace.flags & INHERIT_ONLY_ACE) === 0);
  const judge = new Judge(catalog, here, descriptor.owner?.text ?? "", file.isDirectory);
  const owner = judge.user(file.uid);
  if (dacl.aces.length > PROJECTED_ACE_COUNT_MAX) {
    // Safe whomever the list names, and worked out in one walk through it.
    const inherited = file.isDirectory ? minimal(0, 0, 0) : null;
    return { access: minimal(owner, 0, 0), inherited, mode: owner << 6 };
  }
  const group = judge.group(file.gid);
  const access = {
    ...{ owner, group, other: judge.others() },
    users: [...judge.namedUsers()].filter(([uid]) => uid !== file.uid),
    groups: [...judge.namedGroups()].filter(([gid]) => gid !== file.gid),
  };
  const inherited = file.isDirectory
    ? inheritedClasses(catalog, dacl.aces, makersIn(access, file.uid))
    : null;
  return {
    access: entries(access),
    inherited: inherited === null ? null : entries(inherited),
    mode: nineBits(access),
  };
}

interface Classes {
  readonly owner: number;
  readonly users: readonly (readonly [number, number])[];
  readonly group: number;
  readonly groups: readonly (readonly [number, number])[];
  readonly other: number;
}

/** What entries give, by the bits that they are worth on a file or a directory. */
class Judge {
  readonly #catalog: Catalog;
  readonly #aces: readonly Ace[];
  readonly #ownerSid: string;
  readonly #isDirectory: boolean;

  constructor(catalog: Catalog, aces: readonly Ace[], ownerSid: string, isDirectory: boolean) {
    this.#catalog = catalog;
    this.#aces = aces;
    this.#ownerSid = ownerSid;
    this.#isDirectory = isDirectory;
  }

  user(uid: number): number {
    const user = this.#catalog.userByUid(uid);
    if (user === null) {
      const sid = unixUserSid(uid).text;
      const owners = sid === this.#ownerSid ? [SID_OWNER_RIGHTS.text] : [];
      // Whose groups nobody knows: each denial of a group may be meant for it.
      return this.#bits(among([sid, ...owners]), this.#namesNoUser);
    }
    const principal = principalOf(this.#catalog, user);
    const isOwner = holdsSid(principal, this.#ownerSid);
    const holds = (sid: string) =>
      holdsSid(principal, sid) || (isOwner && sid === SID_OWNER_RIGHTS.text);
    // Who works on the machine does not come through the network.
    return this.#bits((sid) => sid !== SID_NETWORK.text && holds(sid), NOBODY);
  }

  group(gid: number): number {
    const sids = [sidOfGid(this.#catalog, gid).text, unixGroupSid(gid).text];
    return this.#bits(among(sids), this.#namesNoUser);
  }

  others(): number {
    return this.#bits(among([]), this.#namesNoUser);
  }

  /** The user's bits on what that user made. */
  maker(uid: number): number {
    const user = this.#catalog.userByUid(uid);
    if (user === null) return this.anyMaker();
    const principal = principalOf(this.#catalog, user);
    const holds = (sid: string) => MAKERS.includes(sid) || holdsSid(principal, sid);
    return this.#bits((sid) => sid !== SID_NETWORK.text && holds(sid), NOBODY);
  }

  /** Of what somebody made: nobody knows whose denials that meets. */
  anyMaker(): number {
    return this.#bits(among(MAKERS), () => true);
  }

  makersGroup(): number {
    return this.#bits(among([SID_CREATOR_GROUP.text]), this.#namesNoUser);
  }

  namedUsers(): Map<number, number> {
    const sids = this.#aces.map((ace) => ace.sid);
    const uids = sids.flatMap((sid) => uidOfSid(this.#catalog, sid) ?? []);
    const owner = this.#catalog.bySid(this.#ownerSid);
    if (owner !== null && "uid" in owner) uids.push(owner.uid);
    return new Map([...new Set(uids)].map((uid) => [uid, this.user(uid)]));
  }

  namedGroups(): Map<number, number> {
    const gids = this.#aces.flatMap(({ sid }) => gidOfSid(this.#catalog, sid) ?? []);
    return new Map([...new Set(gids)].map((gid) => [gid, this.group(gid)]));
  }

  /** A user who is denied something has an entry, and so is in no other class. */
  readonly #namesNoUser = (ace: Ace): boolean => uidOfSid(this.#catalog, ace.sid) === null;

  /** The first entry that speaks about a right decides it, as in the check of a client's access. */
  #bits(holds: (sid: string) => boolean, mayBeDenied: (ace: Ace) => boolean): number {
    let allowed = 0;
    let denied = 0;
    for (const ace of this.#aces) {
      const isHeld = holds(ace.sid.text);
      const mask = mapGenericAccess(ace.mask);
      if (ace.type === ACCESS_ALLOWED_ACE_TYPE && isHeld) allowed |= mask & ~denied;
      // What a condition would decide is decided against.
      else if (DENIALS.includes(ace.type) && (isHeld || mayBeDenied(ace))) {
        denied |= mask & ~allowed;
      }
    }
    return bitsOf(allowed, this.#isDirectory);
  }
}

/** Those whom a directory lets make something; null when they are not known by name. */
function makersIn(directory: Classes, owner: number): readonly number[] | null {
  const { users, groups } = directory;
  const isOpen = [directory.group, directory.other, ...groups.map(([, bits]) => bits)];
  if (isOpen.some((bits) => (bits & WRITE) !== 0)) return null;
  const named = [[owner, directory.owner] as const, ...users];
  const makers = named.filter(([, bits]) => (bits & WRITE) !== 0).map(([uid]) => uid);
  return makers.length === 0 ? null : makers;
}

/** What both a file and a directory get that are made in a directory with these entries. */
function inheritedClasses(
  catalog: Catalog,
  aces: readonly Ace[],
  makers: readonly number[] | null,
): Classes | null {
  const kinds = [
    [OBJECT_INHERIT_ACE, false],
    [CONTAINER_INHERIT_ACE, true],
  ] as const;
  const [file, directory] = kinds.map(([flag, isDirectory]) => {
    const handed = aces.filter((ace) => (ace.flags & flag) !== 0);
    return new Judge(catalog, handed, "", isDirectory);
  }) as [Judge, Judge];
  const isNothing = aces.every((ace) => (ace.flags & INHERITANCE) === 0);
  if (isNothing) return null;
  const both = (bits: (judge: Judge) => number) => bits(file) & bits(directory);
  const uids = [...file.namedUsers().keys(), ...directory.namedUsers().keys()];
  const gids = [...file.namedGroups().keys(), ...directory.namedGroups().keys()];
  return {
    // The owner will be one of these.
    owner: both((judge) =>
      makers === null
        ? judge.anyMaker()
        : makers.reduce((common, uid) => common & judge.maker(uid), 7),
    ),
    users: [...new Set(uids)].map((uid) => [uid, both((judge) => judge.user(uid))]),
    group: both((judge) => judge.makersGroup()),
    groups: [...new Set(gids)].map((gid) => [gid, both((judge) => judge.group(gid))]),
    other: both((judge) => judge.others()),
  };
}

function bitsOf(rights: number, isDirectory: boolean): number {
  const write = FILE_WRITE_DATA | FILE_APPEND_DATA | (isDirectory ? FILE_DELETE_CHILD : 0);
  return (
    ((rights & FILE_READ_DATA) !== 0 ? 4 : 0) |
    ((rights & write) === write ? 2 : 0) |
    ((rights & FILE_EXECUTE) !== 0 ? 1 : 0)
  );
}

function entries({ owner, users, group, groups, other }: Classes): PosixAcl {
  if (users.length === 0 && groups.length === 0) return minimal(owner, group, other);
  const named = (tag: "user" | "namedGroup", list: Classes["users"]): PosixAclEntry[] =>
    [...list].sort(([a], [b]) => a - b).map(([id, bits]) => ({ tag, id, bits }));
  const mask = [...users, ...groups].reduce((union, [, bits]) => union | bits, group);
  return [
    { tag: "owner", id: 0, bits: owner },
    ...named("user", users),
    { tag: "group", id: 0, bits: group },
    ...named("namedGroup", groups),
    { tag: "mask", id: 0, bits: mask },
    { tag: "other", id: 0, bits: other },
  ];
}

function minimal(owner: number, group: number, other: number): PosixAcl {
  return [
    { tag: "owner", id: 0, bits: owner },
    { tag: "group", id: 0, bits: group },
    { tag: "other", id: 0, bits: other },
  ];
}

/** Whoever has an entry of its own is in one of two classes here, and must not gain by it. */
function nineBits({ owner, users, group, groups, other }: Classes): number {
  const least = [...users, ...groups].reduce((common, [, bits]) => common & bits, 7);
  return (owner << 6) | ((group & least) << 3) | (other & least);
}

const WRITE = 2;
const MAKERS = [SID_CREATOR_OWNER.text, SID_OWNER_RIGHTS.text];
const INHERITANCE = OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE;
const EVERYBODY = [SID_EVERYONE, SID_AUTHENTICATED_USERS, SID_BUILTIN_USERS].map((sid) => sid.text);

/** One of these, or everybody. */
function among(sids: readonly string[]): (sid: string) => boolean {
  return (sid) => sids.includes(sid) || EVERYBODY.includes(sid);
}

const NOBODY = () => false;
const DENIALS: readonly number[] = [
  ACCESS_DENIED_ACE_TYPE,
  ACCESS_DENIED_OBJECT_ACE_TYPE,
  ACCESS_DENIED_CALLBACK_ACE_TYPE,
  ACCESS_DENIED_CALLBACK_OBJECT_ACE_TYPE,
];
