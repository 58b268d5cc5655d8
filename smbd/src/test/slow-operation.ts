/** Every operation that does not answer at once, as it stands while it waits: what may end under it is the test's. */
import type { FileId } from "../wire/file-id.ts";
import { Command } from "../wire/header.ts";
import { encodeChangeNotifyRequest } from "../wire/message/change-notify.ts";
import { FILE_DIRECTORY_FILE, OPLOCK_LEVEL_BATCH } from "../wire/message/create.ts";
import { encodeFlushRequest } from "../wire/message/flush.ts";
import { encodeQueryDirectoryRequest } from "../wire/message/query-directory.ts";
import type { Writer } from "../wire/writer.ts";
import { InfoClient } from "./info-client.ts";
import type { VirtualClient } from "./virtual-client.ts";
import type { World } from "./world.ts";

export interface SlowOperation {
  readonly name: string;
  /** Begins it; the message id that is not answered yet. `other` is another user's connection. */
  readonly begin: (world: World, client: VirtualClient, other: VirtualClient) => Begun;
}

export interface Begun {
  readonly id: bigint;
  readonly fileId: FileId | null;
  /** Lets it come to its end, where it is still there. */
  readonly complete: () => void;
}

export const SLOW_OPERATIONS: readonly SlowOperation[] = [
  {
    name: "READ from a slow disk",
    begin: onDisk((files, fileId) => files.sendRead(fileId, 0, 5)),
  },
  {
    name: "WRITE to a slow disk",
    begin: onDisk((files, fileId) => files.sendWrite(fileId, 0, new Uint8Array(60_000))),
  },
  {
    name: "FLUSH to a slow disk",
    begin: onDisk(({ client }, fileId) =>
      send(client, Command.FLUSH, (writer) => encodeFlushRequest(writer, { fileId })),
    ),
  },
  {
    name: "QUERY_DIRECTORY of a slow disk",
    begin: (world, client) => {
      const files = new InfoClient(client);
      const fileId = files.open("d", { createOptions: FILE_DIRECTORY_FILE });
      files.put("d\\x", "");
      world.isSlow = true;
      const request = {
        fileInformationClass: 37,
        flags: 0,
        fileIndex: 0,
        fileName: "*",
        outputBufferLength: 4_096,
        fileId,
      };
      const encode = (writer: Writer) => encodeQueryDirectoryRequest(writer, request);
      return { id: send(client, Command.QUERY_DIRECTORY, encode), fileId, complete: settle(world) };
    },
  },
  {
    name: "LOCK of a range that somebody holds",
    begin: (_, client, other) => {
      const [mine, theirs] = [new InfoClient(client), new InfoClient(other)];
      const range = { offset: 0n, length: 9n, flags: 2 };
      const held = theirs.open("l");
      theirs.lock(held, range);
      const fileId = mine.open("l");
      return { id: mine.sendLock(fileId, range), fileId, complete: () => theirs.close(held) };
    },
  },
  {
    name: "CHANGE_NOTIFY",
    begin: (_, client, other) => {
      const files = new InfoClient(client);
      const fileId = files.open("w", { createOptions: FILE_DIRECTORY_FILE });
      const request = { flags: 0, outputBufferLength: 4_096, fileId, completionFilter: 0xfff };
      const encode = (writer: Writer) => encodeChangeNotifyRequest(writer, request);
      const id = send(client, Command.CHANGE_NOTIFY, encode);
      return { id, fileId, complete: () => void new InfoClient(other).create("w\\new") };
    },
  },
  {
    name: "CREATE that waits for a holder",
    begin: (_, client, other) => {
      const theirs = new InfoClient(other);
      const held = theirs.open("o", { requestedOplockLevel: OPLOCK_LEVEL_BATCH });
      const id = new InfoClient(client).send("o");
      return { id, fileId: null, complete: () => theirs.close(held) };
    },
  },
];

function onDisk(ask: (files: InfoClient, fileId: FileId) => bigint): SlowOperation["begin"] {
  return (world, client) => {
    const files = new InfoClient(client);
    files.put("f", "hello");
    const fileId = files.open("f");
    world.isSlow = true;
    return { id: ask(files, fileId), fileId, complete: settle(world) };
  };
}

function settle(world: World): () => void {
  return () => {
    world.isSlow = false;
    world.settle();
  };
}

function send(client: VirtualClient, command: number, encode: (writer: Writer) => void): bigint {
  return client.send({ command, encode })[0] as bigint;
}
