/**
 * The typed face of the addon and its only importer. Numbers below zero are negated errnos; a value
 * of the wrong type throws, which is a bug of the caller.
 */
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";

/** How many numbers a stat takes; the meaning of each is in `Stat`. */
export const STAT_SLOTS = 26;

/** Indices into the numbers of a stat, as addon/src/stat.rs writes them. */
export const Stat = {
  mode: 0,
  links: 1,
  uid: 2,
  gid: 3,
  inodeHigh: 4,
  inodeLow: 5,
  size: 6,
  blocks: 7,
  blockBytes: 8,
  deviceMajor: 9,
  deviceMinor: 10,
  accessSeconds: 11,
  accessNanoseconds: 12,
  birthSeconds: 13,
  birthNanoseconds: 14,
  changeSeconds: 15,
  changeNanoseconds: 16,
  writeSeconds: 17,
  writeNanoseconds: 18,
  mask: 19,
  attributes: 20,
  error: 21,
  valueLength: 22,
  listLength: 23,
  generation: 24,
  mount: 25,
} as const;

/** Indices into the numbers of statfs. */
export const Statfs = {
  blockBytes: 0,
  blocks: 1,
  freeBlocks: 2,
  availableBlocks: 3,
  nameBytesMax: 4,
  type: 5,
  isReadOnly: 6,
  identityHigh: 7,
  identityLow: 8,
  files: 9,
  freeFiles: 10,
} as const;
export const STATFS_SLOTS = 11;

export interface NativeAeadKey {
  /** The processor has instructions for it: a MiB takes little longer than to copy it. */
  isQuick(): boolean;
  seal(nonce: Uint8Array, aad: Uint8Array, payload: Uint8Array, tag: Uint8Array): number;
  open(nonce: Uint8Array, aad: Uint8Array, payload: Uint8Array, tag: Uint8Array): number;
  gmac(nonce: Uint8Array, parts: readonly Uint8Array[], tag: Uint8Array): number;
  sealLater(
    id: number,
    nonce: Uint8Array,
    aad: Uint8Array,
    payload: Uint8Array,
    tag: Uint8Array,
  ): number;
  openLater(
    id: number,
    nonce: Uint8Array,
    aad: Uint8Array,
    payload: Uint8Array,
    tag: Uint8Array,
  ): number;
  gmacLater(id: number, nonce: Uint8Array, parts: readonly Uint8Array[], tag: Uint8Array): number;
  /** Reads [start, start + length) of `target`, and seals when all of it came; answers what came. */
  readAndSealLater(
    id: number,
    fd: number,
    target: Uint8Array,
    start: number,
    length: number,
    position: number,
    nonce: Uint8Array,
    aad: Uint8Array,
    payload: Uint8Array,
    tag: Uint8Array,
  ): number;
  /** As `readAndSealLater`, here and now, of what is cached; fewer bytes, and no seal, where that is not all. */
  readAndSeal(
    fd: number,
    target: Uint8Array,
    start: number,
    length: number,
    position: number,
    nonce: Uint8Array,
    aad: Uint8Array,
    payload: Uint8Array,
    tag: Uint8Array,
  ): number;
  /** The same; `message` ends with the range of the target. */
  readAndGmac(
    fd: number,
    target: Uint8Array,
    start: number,
    length: number,
    position: number,
    nonce: Uint8Array,
    message: Uint8Array,
    tag: Uint8Array,
  ): number;
  readAndGmacLater(
    id: number,
    fd: number,
    target: Uint8Array,
    start: number,
    length: number,
    position: number,
    nonce: Uint8Array,
    parts: readonly Uint8Array[],
    tag: Uint8Array,
  ): number;
  dispose(): void;
}

export interface NativeMacKey {
  mac(parts: readonly Uint8Array[], out: Uint8Array): number;
  macLater(id: number, parts: readonly Uint8Array[], out: Uint8Array): number;
  readAndMacLater(
    id: number,
    fd: number,
    target: Uint8Array,
    start: number,
    length: number,
    position: number,
    parts: readonly Uint8Array[],
    out: Uint8Array,
  ): number;
  dispose(): void;
}

/** Node-API names each function in camel case and each constant as the kernel does. */
export interface Native {
  /** What the allocator keeps of what was freed goes back to the kernel. */
  releaseMemory(): void;
  /** Unmaps the pages of the program that equal its file, until they are needed; how many bytes. */
  releaseProgram(): number;

  openRoot(path: Uint8Array): number;
  openBeneath(
    directory: number,
    path: Uint8Array,
    flags: number,
    mode: number,
    resolve: number,
  ): number;
  reopen(fd: number, flags: number): number;
  duplicate(fd: number): number;
  close(fd: number): number;

  makeDirectory(parent: number, name: Uint8Array, mode: number): number;
  unlink(parent: number, name: Uint8Array, isDirectory: boolean): number;
  rename(
    source: number,
    sourceName: Uint8Array,
    target: number,
    targetName: Uint8Array,
    replace: boolean,
  ): number;
  link(source: number, target: number, targetName: Uint8Array): number;
  readLink(fd: number, target: Uint8Array): number;

  setOwner(fd: number, uid: number, gid: number): number;
  setMode(fd: number, mode: number): number;
  setTimes(
    fd: number,
    accessSeconds: number,
    accessNanoseconds: number,
    writeSeconds: number,
    writeNanoseconds: number,
  ): number;
  effectiveUser(): number;
  /** The process may have so many descriptors from now on, if not as many as `wanted`; never fewer. */
  raiseDescriptorLimit(wanted: number): number;
  /** Gives up what takes a process past quotas: for this thread and those that it starts. */
  obeyQuotas(): number;

  statx(directory: number, name: Uint8Array, slots: Float64Array): number;
  statEntries(
    directory: number,
    names: Uint8Array,
    attribute: Uint8Array,
    slots: Float64Array,
    blob: Uint8Array,
  ): number;
  /** What statEntries gives beside statx, which `slots` have already; with no attribute the generation alone. */
  statAttributes(
    fd: number,
    attribute: Uint8Array,
    slots: Float64Array,
    blob: Uint8Array,
    withGeneration: boolean,
  ): number;
  statfs(fd: number, slots: Float64Array): number;
  /** Of a user (0) or a group (1): hard limit, soft limit and use in bytes; a limit of 0 is none. */
  quota(fd: number, kind: number, id: number, slots: Float64Array): number;
  readDirectory(fd: number, target: Uint8Array): number;
  rewindDirectory(fd: number): number;
  /** Of a TCP socket: bytes that the peer's machine has not acknowledged yet. */
  queuedBytes(fd: number): number;

  /** Calls back when something that is watched is ready; once per process. */
  readinessStart(onReady: () => void): number;
  /** `events` are epoll's; `token` comes back with them, as long as they last. */
  readinessWatch(fd: number, token: number, events: number): number;
  readinessChange(fd: number, token: number, events: number): number;
  readinessForget(fd: number): number;
  /** Fills (token, events) pairs; how many. Asks on for so many microseconds, awake, while there are none. */
  readinessTake(pairs: Float64Array, awakeUs: number): number;

  /** A TCP socket that listens; sockets never wait. */
  streamListen(address: Uint8Array, port: number, backlog: number): number;
  streamAccept(fd: number): number;
  /** Writes "192.0.2.7 49152". */
  streamAddress(fd: number, isPeer: boolean, target: Uint8Array): number;
  /** 0: the peer sends no more. */
  streamReceive(fd: number, target: Uint8Array, start: number, length: number): number;
  /** Parts from number `first` to before `end`, the first from `start` on; `isMore`: something follows at once. */
  streamSend(
    fd: number,
    parts: readonly Uint8Array[],
    first: number,
    start: number,
    end: number,
    isMore: boolean,
  ): number;
  /** Moves what came into a pipe; -ENOBUFS: the pipe takes no more. */
  streamHold(socket: number, pipe: number, length: number): number;
  /** Fills in the reading and the writing end, with room for so many packets. */
  pipeOpen(ends: Float64Array, parts: number): number;
  /** What there is to read, of a pipe or a socket. */
  heldBytes(fd: number): number;
  pipeRead(pipe: number, target: Uint8Array, start: number, length: number): number;
  /** Writes the range of `head`, and behind it `held` bytes out of a pipe. */
  writeHeld(
    fd: number,
    head: Uint8Array,
    start: number,
    length: number,
    pipe: number,
    held: number,
    position: number,
  ): number;
  /** Pages of a file, without a copy; 0: it ends before. Waits for what is not cached. */
  streamSendFile(socket: number, fd: number, position: number, length: number): number;
  /** Its close throws away what was not sent. */
  streamAbandon(fd: number): number;

  /** The kernel's handle of the file, other than that of any earlier one with its inode number. */
  fileHandle(fd: number, target: Uint8Array): number;

  getAttribute(fd: number, name: Uint8Array, target: Uint8Array): number;
  setAttribute(fd: number, name: Uint8Array, value: Uint8Array, flags: number): number;
  listAttributes(fd: number, target: Uint8Array): number;
  removeAttribute(fd: number, name: Uint8Array): number;

  fallocate(fd: number, mode: number, start: number, length: number): number;
  truncate(fd: number, size: number): number;
  seekData(fd: number, start: number): number;
  seekHole(fd: number, start: number): number;
  cloneRange(
    source: number,
    sourceStart: number,
    target: number,
    start: number,
    length: number,
  ): number;

  /** FS_COMPR_FL of a file, or of what is made in a directory from now on. */
  setCompressed(fd: number, isCompressed: boolean): number;

  readCached(
    fd: number,
    target: Uint8Array,
    start: number,
    length: number,
    position: number,
  ): number;
  /** Bytes of whole pages of that range which the page cache has. */
  cachedBytes(fd: number, position: number, length: number): number;
  read(fd: number, target: Uint8Array, start: number, length: number, position: number): number;
  write(fd: number, source: Uint8Array, start: number, length: number, position: number): number;
  sync(fd: number, dataOnly: boolean): number;

  watchOpen(): number;
  watchAdd(watch: number, fd: number, events: number): number;
  watchRemove(watch: number, number: number): number;
  watchRead(watch: number, target: Uint8Array): number;

  /** Changes of other processes; `foreignStart` once, then a queue each. */
  foreignStart(onChange: () => void): number;
  /** `keepsOwnDirectories`: those that this process makes, moves and removes are told, too. */
  foreignOpen(keepsOwnDirectories: boolean): number;
  foreignClose(queue: number): number;
  /** `how`: 1 adds, 2 removes, with 0x100 on the whole file system. */
  foreignMark(queue: number, fd: number, how: number, events: number): number;
  foreignRead(queue: number, target: Uint8Array): number;
  foreignKey(fd: number, target: Uint8Array): number;
  foreignResolve(mount: number, key: Uint8Array, target: Uint8Array): number;
  descriptorName(fd: number, target: Uint8Array): number;

  /** A descriptor of memory that another process may be given. */
  sharedMemoryOpen(byteCount: number, hugePages: boolean): number;
  /** All of that memory; null where it cannot be mapped. */
  sharedMemoryMap(fd: number, byteCount: number): ArrayBuffer | null;
  /** Sends `bytes` on a Unix socket, with a copy of the descriptor. */
  sendDescriptor(socket: number, passed: number, bytes: Uint8Array): number;

  startWorkers(threads: number, onCompletions: () => void): number;
  takeCompletions(pairs: Float64Array): number;
  readLater(
    id: number,
    fd: number,
    target: Uint8Array,
    start: number,
    length: number,
    position: number,
  ): number;
  /** `durability`: 0 none, 1 fdatasync, 2 fsync. */
  writeLater(
    id: number,
    fd: number,
    source: Uint8Array,
    start: number,
    length: number,
    position: number,
    durability: number,
  ): number;
  writeHeldLater(
    id: number,
    fd: number,
    head: Uint8Array,
    start: number,
    length: number,
    pipe: number,
    held: number,
    position: number,
  ): number;
  syncLater(id: number, fd: number, dataOnly: boolean): number;
  /** As readDirectory. */
  readDirectoryLater(id: number, fd: number, target: Uint8Array): number;
  writeZeroesLater(id: number, fd: number, position: number, length: number): number;
  syncFileSystemLater(id: number, fd: number): number;
  copyLater(
    id: number,
    source: number,
    sourcePosition: number,
    target: number,
    position: number,
    length: number,
  ): number;
  /** Shares blocks; the target keeps its size. `isAtomic`: in one step or not at all. */
  cloneLater(
    id: number,
    source: number,
    sourcePosition: number,
    target: number,
    position: number,
    length: number,
    isAtomic: boolean,
  ): number;

  hasCrypto(): boolean;
  /** 0 AES-128-GCM, 1 AES-256-GCM, 2 AES-128-CCM, 3 AES-256-CCM. */
  readonly AeadKey: new (
    algorithm: number,
    key: Uint8Array,
  ) => NativeAeadKey;
  /** 0 HMAC-SHA256, 1 AES-128-CMAC. */
  readonly MacKey: new (
    algorithm: number,
    key: Uint8Array,
  ) => NativeMacKey;
  sha512(parts: readonly Uint8Array[], out: Uint8Array): number;

  readonly O_RDONLY: number;
  readonly O_RDWR: number;
  readonly O_WRONLY: number;
  readonly O_PATH: number;
  readonly O_DIRECTORY: number;
  readonly O_NOFOLLOW: number;
  readonly O_CREAT: number;
  readonly O_EXCL: number;
  readonly O_TMPFILE: number;
  readonly RESOLVE_NO_SYMLINKS: number;
  readonly RESOLVE_NO_XDEV: number;
  readonly FALLOC_FL_KEEP_SIZE: number;
  readonly FALLOC_FL_PUNCH_HOLE: number;
  readonly FALLOC_FL_ZERO_RANGE: number;
  readonly XATTR_CREATE: number;
  readonly XATTR_REPLACE: number;
  readonly IN_CREATE: number;
  readonly IN_DELETE: number;
  readonly IN_MOVED_FROM: number;
  readonly IN_MOVED_TO: number;
  readonly IN_IGNORED: number;
  readonly IN_Q_OVERFLOW: number;
  readonly IN_UNMOUNT: number;
  readonly IN_MODIFY: number;
  readonly IN_ATTRIB: number;
  readonly EPOLLIN: number;
  readonly EPOLLOUT: number;
  readonly EPOLLERR: number;
  readonly EPOLLHUP: number;
}

// The module has no types of its own: this interface is what it is held to, by native.test.ts.
export const native = createRequire(import.meta.url)(
  "../../native/addon/larder.node",
) as unknown as Native;

/** The result is what the job answered: a count, 0, or a negated errno. */
export type JobDone = (result: number) => void;

const waiting = new Map<number, JobDone>();
const pairs = new Float64Array(2 * 256);
let lastId = 0;
let areWorkersStarted = false;
let jobsDone = () => {};

/** How many wait for a worker. */
export function jobsUnderWay(): number {
  return waiting.size;
}

/** Called after whoever waited for workers has their results. */
export function onJobsDone(listener: () => void): void {
  jobsDone = listener;
}

/**
 * Runs `start` with a fresh job number; `done` is called once with its result, later, or at once
 * when the job was not taken (EAGAIN: the queue is full).
 */
export function runJob(start: (id: number) => number, done: JobDone): void {
  if (!areWorkersStarted) startWorkers();
  const id = ++lastId;
  waiting.set(id, done);
  const refusal = start(id);
  if (refusal === 0) return;
  waiting.delete(id);
  // "Never before the call returns" is what the callers of crypto jobs rely on.
  queueMicrotask(() => done(refusal));
}

function startWorkers(): void {
  // Waiting for a device costs no processor, so that a few more threads than processors pay.
  const threads = Math.min(32, Math.max(4, 2 * availableParallelism()));
  const status = native.startWorkers(threads, deliver);
  if (status !== 0) throw new Error(`the workers did not start: errno ${-status}`);
  areWorkersStarted = true;
}

function deliver(): void {
  for (;;) {
    const count = native.takeCompletions(pairs);
    if (count === 0) {
      jobsDone();
      return;
    }
    // A `done` may submit and even take again: the numbers are copied out first.
    const batch = pairs.slice(0, 2 * count);
    for (let index = 0; index < batch.length; index += 2) {
      const id = batch[index]!;
      const done = waiting.get(id);
      waiting.delete(id);
      if (done) deliverOne(done, batch[index + 1]!);
    }
  }
}

/** One that throws is a bug; it must not take the results of others with it. */
function deliverOne(done: JobDone, result: number): void {
  try {
    done(result);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
