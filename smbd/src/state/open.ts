/** An open file, directory or pipe. [MS-SMB2] 3.3.1.10. Belongs to one tree of one session. */
import type { PipeEndpoint } from "../port/pipe.ts";
import type { VfsData, VfsDirectory, VfsNode, VfsShare } from "../port/vfs.ts";
import type { FileId } from "../wire/file-id.ts";
import { FILE_OPENED } from "../wire/message/create.ts";
import type { AppInstance } from "./app-instance.ts";
import { ChannelSequence } from "./channel-sequence.ts";
import type { StreamObject } from "./file.ts";
import { LockSequences } from "./lock-sequence.ts";
import type { Session } from "./session.ts";
import type { Tree } from "./tree.ts";

/** The create options that FileModeInformation shows. [MS-FSCC] 2.4.31 */
export const FILE_MODE_MASK = 0x0000103e;

export interface OpenFields {
  readonly volatileId: number;
  readonly persistentId: number;
  readonly tree: Tree;
  /** Null for a pipe. */
  readonly stream: StreamObject | null;
  readonly node: VfsNode | null;
  readonly data: VfsData | null;
  readonly pipe: PipeEndpoint | null;
  readonly path: readonly string[];
  readonly streamName: string;
  readonly grantedAccess: number;
  readonly shareAccess: number;
  readonly createOptions: number;
  readonly openedAtMs: number;
}

export class Open {
  readonly volatileId: number;
  readonly persistentId: number;
  /** Of an open that lost its connection and is kept: the last one, which has ended. */
  tree: Tree;
  readonly stream: StreamObject | null;
  readonly node: VfsNode | null;
  /** Null for directories, pipes, and opens that asked for attributes alone. */
  data: VfsData | null;
  readonly pipe: PipeEndpoint | null;
  /** As stored on disk, relative to the share's root; follows renames. */
  path: readonly string[];
  /** Without colons; "" for the unnamed data stream. */
  streamName: string;
  readonly grantedAccess: number;
  readonly shareAccess: number;
  readonly createOptions: number;
  readonly openedAtMs: number;
  /** What came before the client lost a channel, and what after. */
  readonly requests = new ChannelSequence();
  /** LOCK requests that may come again. */
  readonly lockSequences = new LockSequences();
  /** The program that has it open, and through which client: it may move to another one. */
  appInstance: AppInstance | null = null;
  /** What the CREATE did, for one that comes again. */
  createAction = FILE_OPENED;
  /** What is written through it was looked at, whether it looks encrypted. */
  isSampled = false;
  /** Made by the rules of POSIX: names count in case, and a deleted file is gone for whoever still has it open. */
  isPosix = false;
  /** Not null: it is of a snapshot, whose folder this is; nothing is changed through it. */
  past: VfsShare | null = null;
  /** What the file took when it was opened, where the share counts that. */
  allocatedBytes = 0;
  /** It is written down, and outlives the server. */
  isPersistent = false;
  /** FILE_DELETE_ON_CLOSE was given at create. */
  isDeleteOnClose = false;
  directory: VfsDirectory | null = null;
  /** QUERY_DIRECTORYs that another thread works for; a CLOSE that comes meanwhile leaves `directory` to the last. */
  listingCount = 0;
  /** The search pattern of the first QUERY_DIRECTORY, which sticks. */
  directoryPattern: string | null = null;
  /** Something was returned since the scan (re)started: NO_MORE_FILES instead of NO_SUCH_FILE. */
  directoryStarted = false;
  /** An entry that did not fit in the last reply; QUERY_DIRECTORY's own. */
  directoryHeld: unknown = null;
  /** The next EA of a scan that takes them one by one. */
  eaIndex = 0;
  /** The next entry of a scan of quotas. */
  quotaIndex = 0;
  /** FilePositionInformation and FileModeInformation, kept as told. */
  position = 0;
  mode: number;
  /** Times that -1 froze and -2 thaws: bit 0 access, 1 write, 2 change. [MS-FSCC] 2.4.7 */
  frozenTimes = 0;
  /** The client wrote through this open; CLOSE settles the write time. */
  hasWritten = false;
  /** Given out by FSCTL_SRV_REQUEST_RESUME_KEY; hex. */
  resumeKey: string | null = null;
  lockCount = 0;
  /** READs of a pipe that wait for its next message, in order; each says whether it found one, and leaves. */
  readonly pipeReaders: (() => boolean)[] = [];
  /** FILE_PIPE_COMPLETE_OPERATION: nothing waits on this end of the pipe. [MS-FSCC] 2.4.36 */
  isPipeNonblocking = false;
  isClosed = false;

  constructor(fields: OpenFields) {
    this.volatileId = fields.volatileId;
    this.persistentId = fields.persistentId;
    this.tree = fields.tree;
    this.stream = fields.stream;
    this.node = fields.node;
    this.data = fields.data;
    this.pipe = fields.pipe;
    this.path = fields.path;
    this.streamName = fields.streamName;
    this.grantedAccess = fields.grantedAccess;
    this.shareAccess = fields.shareAccess;
    this.createOptions = fields.createOptions;
    this.mode = fields.createOptions & FILE_MODE_MASK;
    this.openedAtMs = fields.openedAtMs;
  }

  /** Where its path leads from: the share's folder, or that of a snapshot. */
  get volume(): VfsShare | null {
    return this.past ?? this.tree.volume;
  }

  /** Its data changes now: CLOSE will say so, and what was promised of the data before is void. */
  markWritten(): void {
    this.hasWritten = true;
    if (this.stream !== null) this.stream.changeCount++;
  }

  get session(): Session {
    return this.tree.session;
  }

  get fileId(): FileId {
    return { persistent: BigInt(this.persistentId), volatile: BigInt(this.volatileId) };
  }

  get isDirectory(): boolean {
    return this.stream !== null && this.stream.file.isDirectory && this.streamName === "";
  }
}
