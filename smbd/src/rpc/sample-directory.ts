/** A small household, for tests and the fuzzer. */
import type { RpcDirectory, RpcGroup, RpcShare, RpcUser } from "./rpc-directory.ts";

const USERS: readonly RpcUser[] = [
  user("alice", 1000, true),
  user("bob", 1001, false),
  user("Ünal", 1002, false),
];
const GROUPS: readonly RpcGroup[] = [
  { id: "g-staff", name: "staff", rid: 1100, memberIds: ["u-alice", "u-bob"] },
];
const SHARES: readonly RpcShare[] = [
  {
    name: "data",
    comment: "Data for all",
    kind: "disk",
    path: "C:\\data",
    isEncryptionRequired: true,
    isAccessBasedEnumeration: true,
    isHidden: false,
    userCount: 1,
    securityDescriptor: Uint8Array.of(1, 0, 4, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
  },
  {
    name: "IPC$",
    comment: "",
    kind: "ipc",
    path: "",
    isEncryptionRequired: false,
    isAccessBasedEnumeration: false,
    isHidden: true,
    userCount: 0,
    securityDescriptor: null,
  },
];

export const SAMPLE_DIRECTORY: RpcDirectory = {
  server: {
    name: "LARDER",
    dnsName: "larder.local",
    workgroup: "WORKGROUP",
    comment: "a box",
    sid: "S-1-5-21-1-2-3",
  },
  // 2026-11-22 16:06:25 UTC, a Sunday.
  nowMs: 1_795_363_585_120,
  startedAtMs: 1_795_363_000_000,
  users: () => USERS,
  groups: () => GROUPS,
  userByRid: (rid) => USERS.find((each) => each.rid === rid) ?? null,
  groupByRid: (rid) => GROUPS.find((each) => each.rid === rid) ?? null,
  userByName: (name) => USERS.find((each) => isSame(each.name, name)) ?? null,
  groupByName: (name) => GROUPS.find((each) => isSame(each.name, name)) ?? null,
  listedShares: () => SHARES,
  share: (name) => SHARES.find((each) => isSame(each.name, name)) ?? null,
  sessions: () => [
    {
      clientName: "laptop",
      userName: "alice",
      openCount: 2,
      startedAtMs: 1_795_363_500_000,
      lastActiveAtMs: 1_795_363_580_000,
      isGuest: false,
    },
  ],
  files: () => [
    { id: 7, permissions: 3, lockCount: 1, path: "C:\\srv\\data\\a.txt", userName: "alice" },
    { id: 9, permissions: 1, lockCount: 0, path: "C:\\srv\\data\\b.txt", userName: "bob" },
  ],
};

function user(name: string, rid: number, isAdministrator: boolean): RpcUser {
  return {
    id: `u-${name}`,
    name,
    fullName: `${name} of the house`,
    rid,
    enabled: true,
    expiresAtMs: null,
    isAdministrator,
    isBackupOperator: name === "bob",
  };
}

function isSame(a: string, b: string): boolean {
  return a.toUpperCase() === b.toUpperCase();
}
