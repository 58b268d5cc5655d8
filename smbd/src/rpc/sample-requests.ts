/** A request of every call, by interface and opnum: what the tests and the fuzzer start from. */
const SERVER = "\\\\larder";
const NO_CONTAINER = { entriesRead: 0, buffer: null };
const HANDLE = "00000001-0000-0000-0000-000000000001";
const ATTRIBUTES = {
  length: 24,
  rootDirectory: null,
  objectName: null,
  attributes: 0,
  securityDescriptor: null,
  qualityOfService: {
    length: 12,
    impersonationLevel: 2,
    contextTrackingMode: 1,
    effectiveOnly: 0,
  },
};
const MAXIMUM_ALLOWED = 0x02000000;
const REVISION = { tag: 1, value: { revision: 3, features: 0 } };
const SIDS = { entries: 2, sids: [{ sid: "S-1-1-0" }, { sid: "S-1-5-21-1-2-3-1000" }] };
const NAMES = { count: 2, names: ["alice", "BUILTIN\\Users"] };
const NOTHING_TRANSLATED = { entries: 0, list: null };
const LEVEL = { level: 1, mappedCount: 0 };
const OPTIONS = { lookupOptions: 0, clientRevision: 2 };
const PAGE = { context: 0, preferredBytesMax: 65_536 };
const DISPLAY = {
  handle: HANDLE,
  displayClass: 1,
  index: 0,
  entryCount: 100,
  preferredBytesMax: 65_536,
};
const POLICY = { systemName: SERVER, objectAttributes: ATTRIBUTES, desiredAccess: MAXIMUM_ALLOWED };

export const SAMPLE_REQUESTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "srvsvc/9": {
    serverName: SERVER,
    basePath: null,
    userName: null,
    info: { level: 3, files: { tag: 3, value: NO_CONTAINER } },
    preferredBytesMax: 0xffffffff,
    resumeHandle: 0,
  },
  "srvsvc/12": {
    serverName: SERVER,
    clientName: null,
    userName: null,
    info: { level: 10, sessions: { tag: 10, value: NO_CONTAINER } },
    preferredBytesMax: 0xffffffff,
    resumeHandle: 0,
  },
  "srvsvc/15": shareEnum(1),
  "srvsvc/16": { serverName: SERVER, netName: "data", level: 1 },
  "srvsvc/21": { serverName: SERVER, level: 101 },
  "srvsvc/28": { serverName: null },
  "srvsvc/36": shareEnum(502),
  "wkssvc/0": { serverName: SERVER, level: 100 },
  "dsrole/0": { level: 1 },
  "lsarpc/0": { handle: HANDLE },
  "lsarpc/2": { handle: HANDLE, ...PAGE },
  "lsarpc/6": { ...POLICY, systemName: "\\" },
  "lsarpc/7": { handle: HANDLE, informationClass: 5 },
  "lsarpc/11": { handle: HANDLE, ...PAGE },
  "lsarpc/14": { handle: HANDLE, ...NAMES, translated: NOTHING_TRANSLATED, ...LEVEL },
  "lsarpc/15": { handle: HANDLE, sids: SIDS, translated: NOTHING_TRANSLATED, ...LEVEL },
  "lsarpc/31": { handle: HANDLE, name: "SeTakeOwnershipPrivilege" },
  "lsarpc/32": { handle: HANDLE, luid: { low: 9, high: 0 } },
  "lsarpc/33": { handle: HANDLE, name: "SeTakeOwnershipPrivilege", language: 0, systemLanguage: 0 },
  "lsarpc/36": { handle: HANDLE, sid: "S-1-5-32-544" },
  "lsarpc/44": POLICY,
  "lsarpc/45": { systemName: SERVER, userName: null, domainName: { text: null } },
  "lsarpc/46": { handle: HANDLE, informationClass: 12 },
  "lsarpc/57": { handle: HANDLE, sids: SIDS, translated: NOTHING_TRANSLATED, ...LEVEL, ...OPTIONS },
  "lsarpc/58": {
    handle: HANDLE,
    ...NAMES,
    translated: NOTHING_TRANSLATED,
    ...LEVEL,
    ...OPTIONS,
  },
  "lsarpc/68": {
    handle: HANDLE,
    ...NAMES,
    translated: NOTHING_TRANSLATED,
    ...LEVEL,
    ...OPTIONS,
  },
  "lsarpc/76": { sids: SIDS, translated: NOTHING_TRANSLATED, ...LEVEL, ...OPTIONS },
  "lsarpc/77": { ...NAMES, translated: NOTHING_TRANSLATED, ...LEVEL, ...OPTIONS },
  "lsarpc/130": { ...POLICY, inVersion: 1, inRevision: REVISION },
  "samr/0": { serverName: "\\", desiredAccess: MAXIMUM_ALLOWED },
  "samr/1": { handle: HANDLE },
  "samr/3": { handle: HANDLE, securityInformation: 7 },
  "samr/5": { handle: HANDLE, name: "LARDER" },
  "samr/6": { handle: HANDLE, ...PAGE },
  "samr/7": { handle: HANDLE, desiredAccess: MAXIMUM_ALLOWED, sid: "S-1-5-21-1-2-3" },
  "samr/8": { handle: HANDLE, informationClass: 2 },
  "samr/11": { handle: HANDLE, ...PAGE },
  "samr/13": { handle: HANDLE, ...PAGE, userAccountControl: 0 },
  "samr/15": { handle: HANDLE, ...PAGE },
  "samr/16": { handle: HANDLE, sidArray: { count: 1, sids: [{ sid: "S-1-5-21-1-2-3-1000" }] } },
  "samr/17": { handle: HANDLE, count: 2, names: ["alice", "nobody"] },
  "samr/18": { handle: HANDLE, count: 2, relativeIds: [1000, 1] },
  "samr/19": { handle: HANDLE, desiredAccess: MAXIMUM_ALLOWED, groupId: 513 },
  "samr/20": { handle: HANDLE, informationClass: 1 },
  "samr/25": { handle: HANDLE },
  "samr/27": { handle: HANDLE, desiredAccess: MAXIMUM_ALLOWED, aliasId: 1100 },
  "samr/28": { handle: HANDLE, informationClass: 1 },
  "samr/33": { handle: HANDLE },
  "samr/34": { handle: HANDLE, desiredAccess: MAXIMUM_ALLOWED, userId: 1000 },
  "samr/36": { handle: HANDLE, informationClass: 21 },
  "samr/39": { handle: HANDLE },
  "samr/40": DISPLAY,
  "samr/46": { handle: HANDLE, informationClass: 11 },
  "samr/47": { handle: HANDLE, informationClass: 3 },
  "samr/48": { ...DISPLAY, displayClass: 3 },
  "samr/51": { ...DISPLAY, displayClass: 4 },
  "samr/57": { serverName: SERVER, desiredAccess: MAXIMUM_ALLOWED },
  "samr/62": { serverName: SERVER, clientRevision: 2, desiredAccess: MAXIMUM_ALLOWED },
  "samr/64": {
    serverName: SERVER,
    desiredAccess: MAXIMUM_ALLOWED,
    inVersion: 1,
    inRevision: REVISION,
  },
  "samr/65": { handle: HANDLE, relativeId: 1000 },
};

function shareEnum(level: number) {
  return {
    serverName: SERVER,
    info: { level, shares: { tag: level, value: NO_CONTAINER } },
    preferredBytesMax: 0xffffffff,
    resumeHandle: 0,
  };
}
