import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { LOCAL_TREE_DIRECTORY_COUNT_MAX } from "../../limits.ts";
import type { LocalChange, LocalReach } from "../../port/local-change.ts";
import type { VfsNode, VfsShare } from "../../port/vfs.ts";
import type { OpenChangeQueue } from "./change-queue.ts";
import { ENTRY_EVENTS } from "./foreign-event.ts";
import { ForeignQueue } from "./foreign-queue.ts";
import { ForeignSubtree } from "./foreign-subtree.ts";
import { InotifyQueue } from "./inotify-queue.ts";
import { PosixVfs } from "./posix-vfs.ts";

describe("what other programs change", () => {
  const folder = fs.mkdtempSync(join(tmpdir(), "larder-foreign-"));
  const vfs = new PosixVfs();
  after(() => {
    vfs.close();
    fs.rmSync(folder, { recursive: true });
  });
  const opened = vfs.openShare(folder, {
    caseSensitive: false,
    symlinks: "inside",
    fileMode: 0o644,
    directoryMode: 0o755,
  });
  assert.ok(typeof opened !== "number");
  const share: VfsShare = opened;
  after(() => share.close());
  let count = 0;

  function node(...path: string[]): VfsNode {
    const found = share.lookup(path);
    assert.ok(typeof found !== "number" && found.node !== null);
    found.parent.close();
    return found.node;
  }

  /** A fresh folder, what is seen of it, and the way to end it. */
  function watch(reach: LocalReach, prepare = "", ...path: string[]) {
    const name = `folder ${++count}`;
    const root = join(folder, name);
    fs.mkdirSync(root);
    if (prepare !== "") shell(root, prepare);
    const watched = node(name, ...path);
    const changes: LocalChange[] = [];
    const held = vfs.watch(watched, reach, (change) => changes.push(change));
    assert.ok(held !== null);
    return {
      name,
      root,
      taken: () => {
        vfs.tellLocalChanges();
        return changes.splice(0).map(shown);
      },
      end: () => {
        held.close(watched);
        watched.close();
      },
    };
  }

  test("names that come, change and go in a folder are told, in their order", () => {
    const { root, taken, end } = watch("entries", "mkdir sub");
    shell(root, "echo a > x; mv x y; mv y sub/z; mkdir q; rmdir q; mv sub/z w");
    assert.deepEqual(taken(), ["+ x", "data x", "x -> y", "- y", "+ q/", "- q/", "+ w"]);
    shell(root, "chmod 600 w; echo b >> w; rm w");
    assert.deepEqual(taken(), ["meta w", "data w", "- w"]);
    end();
    shell(root, "touch later");
    assert.deepEqual(taken(), []);
  });

  test("a file is told of by whatever name it is changed", () => {
    const { root, taken, end } = watch("self", "echo a > f; mkdir d; ln f d/link", "f");
    shell(root, "echo b >> d/link");
    assert.deepEqual(taken(), ["data "]);
    shell(root, "mv f g; chmod 600 g");
    assert.deepEqual(taken(), [" -> ", "meta "]);
    end();
  });

  test("a tree is told of at every depth, and what is beside it is not", () => {
    const { root, taken, end } = watch("tree", "mkdir -p a/b beside", "a");
    const seen = (script: string) => {
      shell(root, script);
      return taken();
    };
    assert.deepEqual(seen("touch beside/n; : > a/b/f; mkdir a/b/c"), ["+ b/f", "+ b/c/"]);
    assert.deepEqual(seen("echo 1 > a/b/c/g"), ["+ b/c/g", "data b/c/g"]);
    assert.deepEqual(seen("mv a/b/c a/e; rm a/e/g"), ["b/c/ -> e/", "- e/g"]);
    assert.deepEqual(seen("mv a/b ."), ["- b/"]);
    assert.deepEqual(seen("touch b/n"), []);
    end();
  });

  test("the same is told where each directory needs a mark of its own", () => {
    const root = join(folder, `folder ${++count}`);
    fs.mkdirSync(join(root, "a", "b"), { recursive: true });
    const fd = fs.openSync(join(root, "a"), "r");
    const changes: LocalChange[] = [];
    const subtree = ForeignSubtree.open(fd, ENTRY_EVENTS, ForeignQueue.open, (change) =>
      changes.push(change),
    );
    assert.ok(subtree !== null);
    const seen = (script: string) => {
      shell(root, script);
      subtree.drain();
      return changes.splice(0).map(shown);
    };
    assert.deepEqual(seen("mkdir a/b/c; : > a/b/c/early"), ["+ b/c/", "+ b/c/early"]);
    assert.deepEqual(seen("echo 1 > a/b/c/g"), ["+ b/c/g", "data b/c/g"]);
    assert.deepEqual(seen("mv a/b/c a/e; rm a/e/g; mv a/b ."), ["b/c/ -> e/", "- e/g", "- b/"]);
    assert.deepEqual(seen("touch b/n"), []);
    assert.deepEqual(seen(": > a/e/h"), ["+ e/h"]);
    subtree.close();
    fs.closeSync(fd);
  });

  test("a directory that this process makes or moves belongs to such a tree, and is not told", () => {
    const root = join(folder, `folder ${++count}`);
    fs.mkdirSync(root);
    const fd = fs.openSync(root, "r");
    const changes: LocalChange[] = [];
    const tell = (change: LocalChange) => void changes.push(change);
    const subtree = ForeignSubtree.open(fd, ENTRY_EVENTS, ForeignQueue.open, tell);
    fs.mkdirSync(join(root, "made"));
    fs.writeFileSync(join(root, "made", "own"), "");
    subtree?.drain();
    fs.renameSync(join(root, "made"), join(root, "moved"));
    subtree?.drain();
    assert.deepEqual(changes, []);
    shell(root, ": > moved/foreign");
    subtree?.drain();
    assert.deepEqual(changes.map(shown), ["+ moved/foreign"]);
    subtree?.close();
    fs.closeSync(fd);
  });

  test("past its limit a tree of single marks goes on with the nearest directories", () => {
    const root = join(folder, `folder ${++count}`);
    fs.mkdirSync(join(root, "a", "deep"), { recursive: true });
    for (let index = 1; index <= LOCAL_TREE_DIRECTORY_COUNT_MAX; index++) {
      fs.mkdirSync(join(root, `d${index}`));
    }
    const fd = fs.openSync(root, "r");
    const changes: LocalChange[] = [];
    const subtree = ForeignSubtree.open(fd, ENTRY_EVENTS, ForeignQueue.open, (change) =>
      changes.push(change),
    );
    shell(root, ": > near; : > a/deep/unseen");
    subtree?.drain();
    assert.deepEqual(changes.map(shown), ["+ near"]);
    subtree?.close();
    fs.closeSync(fd);
  });

  test("what this process does itself is not told, also while others are at work", () => {
    const { name, root, taken, end } = watch("tree");
    const parent = node(name);
    for (let round = 0; round < 300; round++) {
      const options = { directory: false, uid: 0, gid: 0, attributes: 0, descriptor: null };
      const made = share.create(parent, `own ${round}`, options);
      assert.ok(typeof made !== "number");
      const data = made.openData(true);
      assert.ok(typeof data !== "number");
      data.write(0, Buffer.from("own"), false, () => {});
      data.close();
      made.close();
      if (round % 100 === 0) shell(root, `echo foreign > f${round}`);
    }
    const names = taken().filter((each) => each.startsWith("+"));
    assert.deepEqual(names, ["+ f0", "+ f100", "+ f200"]);
    parent.close();
    end();
  });

  test("when the kernel could not keep all, that is said", () => {
    const { root, taken, end } = watch("entries");
    const most = Number(fs.readFileSync("/proc/sys/fs/fanotify/max_queued_events", "utf8"));
    shell(root, `seq ${most + 24_000} | xargs touch`);
    const seen = taken();
    assert.ok(seen.includes("lost"), `${seen.length} changes`);
    end();
  });

  test("inotify tells the same, and of what this process does as well", () => {
    const other = new PosixVfs([InotifyQueue.open]);
    const name = `folder ${++count}`;
    const root = join(folder, name);
    fs.mkdirSync(join(root, "sub"), { recursive: true });
    const watched = node(name);
    const changes: LocalChange[] = [];
    const held = other.watch(watched, "entries", (change) => changes.push(change));
    const seen = () => {
      other.tellLocalChanges();
      return changes.splice(0).map(shown);
    };
    shell(root, "echo a > x; mv x y; mv y sub/z; mkdir q; rmdir q; mv sub/z w");
    assert.deepEqual(seen(), ["+ x", "data x", "x -> y", "- y", "+ q/", "- q/", "+ w"]);
    fs.appendFileSync(join(root, "w"), "own");
    fs.renameSync(join(root, "w"), join(root, "sub", "w"));
    assert.deepEqual(seen(), ["data w", "- w"]);
    held?.close(watched);
    shell(root, "touch later");
    assert.deepEqual(seen(), []);
    watched.close();
    other.close();
  });

  test("what the one queue refuses the next one takes", () => {
    const refuses: OpenChangeQueue = () => ({
      tellsOwn: false,
      add: () => null,
      remove: () => {},
      addFileSystem: () => false,
      removeFileSystem: () => {},
      drain: () => {},
      close: () => {},
    });
    const other = new PosixVfs([refuses, InotifyQueue.open]);
    const name = `folder ${++count}`;
    fs.mkdirSync(join(folder, name));
    const watched = node(name);
    for (const reach of ["entries", "tree"] as const) {
      const changes: LocalChange[] = [];
      const held = other.watch(watched, reach, (change) => changes.push(change));
      assert.equal(held?.tellsOwn, true);
      shell(join(folder, name), `: > ${reach}`);
      other.tellLocalChanges();
      assert.equal(changes.map(shown)[0], `+ ${reach}`);
      held.close(watched);
    }
    watched.close();
    other.close();
  });

  test("the one who waits is woken", async () => {
    const name = `folder ${++count}`;
    fs.mkdirSync(join(folder, name));
    const watched = node(name);
    const change = await new Promise<LocalChange>((resolve) => {
      const held = vfs.watch(watched, "entries", (seen) => {
        held?.close(watched);
        clearTimeout(keepAlive);
        resolve(seen);
      });
      const keepAlive = setTimeout(() => resolve({ kind: "lost" }), 10_000);
      shell(join(folder, name), "mkdir made");
    });
    assert.equal(shown(change), "+ made/");
    watched.close();
  });
});

function shown(change: LocalChange): string {
  if (change.kind === "lost") return "lost";
  const path = change.path.join("/");
  if (change.kind === "written") return `data ${path}`;
  if (change.kind === "touched") return `meta ${path}`;
  const end = change.isDirectory ? "/" : "";
  if (change.kind === "renamed") return `${path}${end} -> ${change.newPath.join("/")}${end}`;
  return `${change.kind === "added" ? "+" : "-"} ${path}${end}`;
}

function shell(folder: string, script: string): void {
  execFileSync("sh", ["-c", script], { cwd: folder });
}
