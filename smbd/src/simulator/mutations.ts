/**
 * Bugs to plant in the engine, one at a time: the simulator is worth what it finds of them. Each is a change of a
 * copy of the sources. Where the text to be changed is gone, the row is out of date, and the run says so.
 */
export interface Mutation {
  readonly name: string;
  /** Below smbd/src. */
  readonly file: string;
  readonly search: string;
  readonly replacement: string;
}

export const MUTATIONS: readonly Mutation[] = [
  {
    name: "share modes do not ask for deletion",
    file: "state/share-mode.ts",
    search: "  return (access & DELETE) !== 0 && (share & FILE_SHARE_DELETE) === 0;",
    replacement: "  return false;",
  },
  {
    name: "of two holders only the first is told of a break",
    file: "state/oplock-stream-caching.ts",
    search: "if (sent !== null) breaks.push(sent);",
    replacement: "if (sent !== null && breaks.length === 0) breaks.push(sent);",
  },
  {
    name: "an open does not wait for who caches writes",
    file: "state/break-operation.ts",
    search: "const SEES_DATA: BreakRule = { takes: W, waitsFor: W };",
    replacement: "const SEES_DATA: BreakRule = { takes: W, waitsFor: LEASE_NONE };",
  },
  {
    name: "write caching is granted beside another open",
    file: "state/oplock-grant.ts",
    search: "if (others.preventsWriteCaching) state &= ~W;",
    replacement: "",
  },
  {
    name: "an acknowledgement may keep what was taken",
    file: "state/break.ts",
    search: "if ((state & ~holder.breakTo) !== 0)",
    replacement: "if (state > 0xff)",
  },
  {
    name: "a break that nobody answers never ends",
    file: "engine/breaks.ts",
    search: "for (const waiter of caching.timedOut(holder)) waiter.resume();",
    replacement: "",
  },
  {
    name: "who caches reads is not told of a new end of file",
    file: "command/info/set-file.ts",
    search: 'breaks: "setSize", set: setEndOfFile',
    replacement: "breaks: null, set: setEndOfFile",
  },
  {
    name: "who begins to cache during a slow write is not told of it",
    file: "command/data-change.ts",
    search: '  engine.sendBreaks(caching, caching.breakFor("write", open).breaks);',
    replacement: "",
  },
  {
    name: "a rename does not ask who caches handles",
    file: "command/info/set-file.ts",
    search: 'breaks: "rename", set: setRename',
    replacement: "breaks: null, set: setRename",
  },
  {
    name: "who caches a folder is not told of a file that is made",
    file: "engine/changes.ts",
    search: "    if (child === null) return;",
    replacement: '    if (child === null || child === "created") return;',
  },
  {
    name: "who caches a file is not told of what another program writes",
    file: "engine/local-changes.ts",
    search: "this.#engine.breaks.send(caching, caching.breakFor(operation, null).breaks);",
    replacement: "",
  },
  {
    name: "an exclusive lock lets others read",
    file: "state/byte-range-lock.ts",
    search: "return !this.#exclusive.someMeeting(range, (held) => held.owner !== owner);",
    replacement: "return range.length > 0n || owner === null;",
  },
  {
    name: "a shared lock lets its own open write",
    file: "state/byte-range-lock.ts",
    search: "!this.#shared.someMeeting(range, () => true)\n",
    replacement: "!this.#shared.someMeeting(range, (held) => held.owner !== owner)\n",
  },
  {
    name: "locks outlive the open that took them",
    file: "state/byte-range-lock.ts",
    search: "for (const held of released.toReversed()) this.#letGo(held);",
    replacement: "",
  },
  {
    name: "an unlock wakes nobody",
    file: "state/byte-range-lock.ts",
    search: "    this.#grantWaiting([range]);\n    return STATUS_SUCCESS;",
    replacement: "    return STATUS_SUCCESS;",
  },
  {
    name: "the answer after STATUS_PENDING grants the credits again",
    file: "engine/compound.ts",
    search: "credit: isAsync && status !== STATUS_PENDING ? 0 : (request.creditsGranted ?? 0),",
    replacement: "credit: request.creditsGranted ?? 0,",
  },
  {
    name: "a request is granted one credit less than it asked for",
    file: "engine/engine.ts",
    search: "const requested = Math.max(1, request.header.credit);",
    replacement: "const requested = Math.max(1, request.header.credit - 1);",
  },
  {
    name: "CANCEL does not find what went async",
    file: "engine/pending.ts",
    search: "request.asyncId !== 0 && BigInt(request.asyncId) === asyncId",
    replacement: "request.asyncId !== 0 && BigInt(request.asyncId) === -asyncId",
  },
  {
    name: "a durable open goes to whoever asks for it",
    file: "state/durable-table.ts",
    search: "return identity.owner === request.owner ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;",
    replacement: "return STATUS_SUCCESS;",
  },
  {
    name: "delete-on-close is forgotten",
    file: "engine/close-open.ts",
    search: "if (open.isDeleteOnClose && !isFilled) {",
    replacement: "if (open.isDeleteOnClose && isFilled) {",
  },
  {
    name: "the mark for deletion is forgotten with the last close",
    file: "engine/close-open.ts",
    search: "if (isUnheld && file.isDeletePending",
    replacement: "if (isUnheld && !file.isDeletePending",
  },
  {
    name: "what is marked for deletion may be opened",
    file: "state/delete-pending.ts",
    search: "  if (file.isDeletePending) return STATUS_DELETE_PENDING;\n",
    replacement: "",
  },
  {
    name: "open handles do not follow a rename",
    file: "command/info/set-rename.ts",
    search: "cx.engine.files.moved(from, to, open.isDirectory ? null : open.stream.file);",
    replacement: "",
  },
  {
    name: "READ sends the rest of its slab, too",
    file: "command/read.ts",
    search: "cx.reply.truncate(at + READ_RESPONSE_FIXED + count);",
    replacement: "cx.reply.truncate(at + READ_RESPONSE_FIXED + length);",
  },
  {
    name: "WRITE tells the disk's error as success",
    file: "command/write.ts",
    search: "    if (isError(status)) return cx.finish(status);\n    encodeWriteResponse",
    replacement: "    encodeWriteResponse",
  },
  {
    name: "a CREATE that fails leaves its new file behind",
    file: "command/create/fresh.ts",
    search: "    volume.unlink(made.node, path);\n",
    replacement: "",
  },
  {
    name: "watches with all below see no deeper than the others",
    file: "state/notify-watch.ts",
    search: "(!this.isTree && path.length !== depth + 1)",
    replacement: "path.length !== depth + 1",
  },
  {
    name: "a removal is told to nobody",
    file: "engine/close-open.ts",
    search: "changes.push(removed(whole, file.isDirectory, key));",
    replacement: "",
  },
  {
    name: "a reply's slab is used again before the network has taken it",
    file: "engine/engine.ts",
    search: "    connection.transport.send(frame, sent, invalidates, tail);",
    replacement: "    connection.transport.send(frame, () => {}, invalidates);\n    sent();",
  },
  {
    name: "a session outlives its last connection",
    file: "engine/end-session.ts",
    search: "if (session.channels.size > 1) endChannel",
    replacement: "if (session.channels.size > 0) endChannel",
  },
  {
    name: "a tree that ends leaves its files open",
    file: "engine/engine.ts",
    search: "      if (open.tree === tree) this.closeOpen(open);",
    replacement: "      if (open.tree !== tree) this.closeOpen(open);",
  },
];
