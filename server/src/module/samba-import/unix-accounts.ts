/** What a NAS knows of its accounts beside Samba: `/etc/passwd` and `/etc/group`, or what `getent` prints. */
export interface UnixAccounts {
  readonly users: ReadonlyMap<string, UnixUser>;
  readonly groups: ReadonlyMap<string, UnixGroup>;
}

export interface UnixUser {
  readonly uid: number;
  readonly gid: number;
  readonly fullName: string;
}

export interface UnixGroup {
  readonly gid: number;
  readonly members: readonly string[];
}

export function parseUnixAccounts(passwd: string, group: string): UnixAccounts {
  const users = new Map<string, UnixUser>();
  for (const [name = "", , uid = "", gid = "", gecos = ""] of rowsOf(passwd)) {
    if (!isId(uid) || !isId(gid)) continue;
    const fullName = (gecos.split(",")[0] ?? "").trim().slice(0, 256);
    users.set(name.toLowerCase(), { uid: Number(uid), gid: Number(gid), fullName });
  }
  const groups = new Map<string, UnixGroup>();
  for (const [name = "", , gid = "", members = ""] of rowsOf(group)) {
    if (!isId(gid)) continue;
    const listed = members.split(",").map((member) => member.trim());
    groups.set(name.toLowerCase(), {
      gid: Number(gid),
      members: listed.filter((member) => member !== ""),
    });
  }
  return { users, groups };
}

/** A group by the number that is somebody's own. */
export function primaryMembers({ users }: UnixAccounts, gid: number): string[] {
  return [...users].filter(([, user]) => user.gid === gid).map(([name]) => name);
}

function rowsOf(text: string): string[][] {
  return text
    .split(/\r\n|\r|\n/)
    .filter((line) => line.includes(":") && !line.startsWith("#"))
    .map((line) => line.split(":"));
}

function isId(text: string): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) < 4_294_967_295;
}
