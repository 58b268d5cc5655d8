/** Clients of a whole engine on a real folder, beside programs that know nothing of SMB. */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { Engine } from "../engine/engine.ts";
import { MemoryPersistentStore } from "../host/memory/persistent-store.ts";
import { nodeCrypto } from "../host/node-crypto.ts";
import type { OpenChangeQueue } from "../host/posix/change-queue.ts";
import { ForeignQueue } from "../host/posix/foreign-queue.ts";
import { InotifyQueue } from "../host/posix/inotify-queue.ts";
import { PosixVfs } from "../host/posix/posix-vfs.ts";
import { systemRandom } from "../host/random.ts";
import type { EngineEvent } from "../port/observer.ts";
import { Catalog } from "../state/catalog.ts";
import { CREATE_REQUEST_LEASE, createContext } from "../wire/context/create-context.ts";
import { encodeLease } from "../wire/context/lease.ts";
import type { FileId } from "../wire/file-id.ts";
import { decodeNotifyList } from "../wire/fscc/notify.ts";
import { GUID_ZERO } from "../wire/guid.ts";
import { Command } from "../wire/header.ts";
import {
  decodeChangeNotifyResponse,
  encodeChangeNotifyRequest,
  FILE_NOTIFY_CHANGE_FILE_NAME,
  FILE_NOTIFY_CHANGE_SIZE,
  WATCH_TREE,
} from "../wire/message/change-notify.ts";
import { FILE_DIRECTORY_FILE, OPLOCK_LEVEL_LEASE } from "../wire/message/create.ts";
import {
  decodeOplockBreakNotification,
  type LeaseBreakNotification,
} from "../wire/message/oplock-break.ts";
import { Reader } from "../wire/reader.ts";
import { STATUS_SUCCESS } from "../wire/status.ts";
import { InfoClient } from "./info-client.ts";
import { VirtualClient } from "./virtual-client.ts";
import { catalogInput, PASSWORD, share } from "./world.ts";

const R = 1;
const RWH = 7;
const WAIT_MS_MAX = 10_000;

class Box {
  readonly folder = mkdtempSync(join(tmpdir(), "larder-local-"));
  readonly vfs: PosixVfs;
  readonly events: EngineEvent[] = [];
  readonly engine: Engine;

  constructor(openQueue: OpenChangeQueue) {
    this.vfs = new PosixVfs([openQueue]);
    this.engine = new Engine(
      {
        vfs: this.vfs,
        clock: {
          nowMs: () => Date.now(),
          monotonicUs: () => Math.floor(performance.now() * 1000),
          wakeAt: () => {},
        },
        random: systemRandom,
        crypto: nodeCrypto,
        observer: { emit: (event) => this.events.push(event) },
        persistentStore: new MemoryPersistentStore(),
        massChangeStore: new MemoryPersistentStore(),
        networkInterfaces: () => [],
        openPipe: () => null,
        isTest: true,
      },
      new Catalog(catalogInput({ shares: [share("data", this.folder)] })),
    );
  }

  connected(userName: string): InfoClient {
    const client = new VirtualClient({
      crypto: nodeCrypto,
      random: systemRandom,
      nowFiletime: () => BigInt(Date.now()) * 10_000n + 116_444_736_000_000_000n,
    });
    client.driver = this.engine.accept(client.transport);
    client.negotiate();
    assert.equal(client.logon(userName, PASSWORD), STATUS_SUCCESS);
    assert.equal(client.tree("data"), STATUS_SUCCESS);
    return new InfoClient(client);
  }

  shell(script: string): void {
    execFileSync("sh", ["-c", script], { cwd: this.folder });
  }

  end(): void {
    this.engine.stop();
    this.vfs.close();
    assert.equal(this.engine.localChanges.size, 0);
    rmSync(this.folder, { recursive: true });
  }
}

function lease(leaseState: number) {
  const more = { leaseFlags: 0, parentLeaseKey: GUID_ZERO, epoch: 0 };
  const body = { version: 2, leaseKey: "ab".repeat(16), leaseState, ...more } as const;
  return {
    requestedOplockLevel: OPLOCK_LEVEL_LEASE,
    contexts: [createContext(CREATE_REQUEST_LEASE, encodeLease, body)],
  };
}

function watch(files: InfoClient, fileId: FileId, completionFilter: number): bigint {
  const request = { flags: WATCH_TREE, outputBufferLength: 60_000, fileId, completionFilter };
  const [id] = files.client.send({
    command: Command.CHANGE_NOTIFY,
    encode: (writer) => encodeChangeNotifyRequest(writer, request),
  });
  return id as bigint;
}

/** Those that came since it was asked last. */
function breaks(files: InfoClient): LeaseBreakNotification[] {
  const { replies } = files.client;
  const found = replies.filter(({ header }) => header.command === Command.OPLOCK_BREAK);
  for (const reply of found) replies.splice(replies.indexOf(reply), 1);
  return found.map((reply) => decodeOplockBreakNotification(reply.body) as LeaseBreakNotification);
}

async function until(isSo: () => boolean): Promise<void> {
  for (const deadline = Date.now() + WAIT_MS_MAX; !isSo(); ) {
    if (Date.now() > deadline) throw new Error("it did not happen");
    await new Promise((wake) => setTimeout(wake, 5));
  }
}

for (const [how, openQueue, quietMs] of [
  ["fanotify", ForeignQueue.open, 100],
  // Which cannot tell whose a change is: what comes right after a client's own counts as that.
  ["inotify", InotifyQueue.open, 2_300],
] as const) {
  describe(`a box that is used by clients and by its own programs, by ${how}`, () => {
    const box = new Box(openQueue);
    after(() => box.end());

    test("a touch in a folder below completes CHANGE_NOTIFY", async () => {
      box.shell("mkdir -p photos/2026");
      const files = box.connected("alice");
      const folder = files.open("photos", { createOptions: FILE_DIRECTORY_FILE });
      const id = watch(files, folder, FILE_NOTIFY_CHANGE_FILE_NAME);
      box.shell("touch photos/2026/new.jpg");
      await until(() => files.client.count(id) === 2);
      const { status, body } = files.client.take(id);
      assert.equal(status, STATUS_SUCCESS);
      const list = decodeNotifyList(new Reader(decodeChangeNotifyResponse(body).outputView));
      assert.deepEqual(list, [{ action: 1, fileName: "2026\\new.jpg" }]);
      files.client.vanish();
    });

    test("a local write takes a client's read lease, and a client's own write does not", async () => {
      box.shell("echo old > notes.txt");
      const files = box.connected("alice");
      const fileId = files.open("notes.txt", lease(R));
      assert.equal(files.write(fileId, 0, Buffer.from("mine")).status, STATUS_SUCCESS);
      await new Promise((wake) => setTimeout(wake, quietMs));
      assert.deepEqual(breaks(files), []);
      box.shell("echo local >> notes.txt");
      const told: number[] = [];
      await until(() => {
        told.push(...breaks(files).map(({ newLeaseState }) => newLeaseState));
        return told.length > 0;
      });
      assert.deepEqual(told, [0]);
      files.client.vanish();
    });

    test("under load, nothing that clients do is taken for another program's", async () => {
      box.shell("mkdir busy");
      const writer = box.connected("alice");
      const watcher = box.connected("bob");
      const folder = watcher.open("busy", { createOptions: FILE_DIRECTORY_FILE });
      const filter = FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_SIZE;
      const names: string[] = [];
      let id = watch(watcher, folder, filter);
      const collect = () => {
        while (watcher.client.replies.some((one) => one.header.messageId === id && isFinal(one))) {
          const { status, body } = watcher.client.take(id);
          assert.equal(status, STATUS_SUCCESS);
          const { outputView } = decodeChangeNotifyResponse(body);
          for (const one of decodeNotifyList(new Reader(outputView))) {
            names.push(`${one.action} ${one.fileName}`);
          }
          id = watch(watcher, folder, filter);
        }
      };
      const held = writer.open("busy\\held", lease(RWH));
      const local = spawn(
        "sh",
        ["-c", "for i in 1 2 3 4 5 6 7 8; do echo x > l$i; sleep 0.02; done"],
        {
          cwd: join(box.folder, "busy"),
        },
      );
      let isOver = false;
      local.once("exit", () => {
        isOver = true;
      });
      let count = 0;
      for (; !isOver; count++) {
        assert.equal(writer.write(held, count * 100, new Uint8Array(100)).status, STATUS_SUCCESS);
        writer.close(writer.open(`busy\\own ${count}`));
        collect();
        await new Promise((wake) => setImmediate(wake));
      }
      await until(() => {
        collect();
        return names.includes("1 l8");
      });
      writer.close(held);
      collect();
      assert.deepEqual(breaks(writer), [], "of the writer's own lease");
      const ofOwn = names.filter((name) => name.includes(" own "));
      assert.equal(ofOwn.length, count, "each new file was told once");
      assert.deepEqual(
        names.filter((name) => name.endsWith(" held")),
        ["1 held", "3 held"],
      );
      const made = names.filter((name) => /^1 l\d$/.test(name));
      assert.equal(made.length, 8);
      writer.client.vanish();
      watcher.client.vanish();
    });
  });
}

function isFinal({ status }: { readonly status: number }): boolean {
  return status !== 0x103;
}
