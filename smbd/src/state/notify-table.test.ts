import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { NOTIFY_KEPT_BYTES_MAX, NOTIFY_KEPT_BYTES_PER_OPEN_MAX } from "../limits.ts";
import {
  FILE_NOTIFY_CHANGE_ATTRIBUTES,
  FILE_NOTIFY_CHANGE_CREATION,
  FILE_NOTIFY_CHANGE_DIR_NAME,
  FILE_NOTIFY_CHANGE_FILE_NAME,
  FILE_NOTIFY_CHANGE_LAST_WRITE,
  FILE_NOTIFY_CHANGE_SECURITY,
  FILE_NOTIFY_CHANGE_SIZE,
  FILE_NOTIFY_CHANGE_STREAM_NAME,
  FILE_NOTIFY_CHANGE_STREAM_SIZE,
  FILE_NOTIFY_CHANGE_STREAM_WRITE,
} from "../wire/message/change-notify.ts";
import {
  STATUS_DELETE_PENDING,
  STATUS_NOTIFY_CLEANUP,
  STATUS_NOTIFY_ENUM_DIR,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import type { NotifyChange } from "./notify-change.ts";
import { NotifyTable } from "./notify-table.ts";
import type { NotifyAnswer } from "./notify-watch.ts";

const NAMES = FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME;
const ALL = 0xfff;
const ACTIONS = ["", "+", "-", "~", "old", "new", "+stream", "-stream", "~stream"];

interface Asked {
  readonly filter: number;
  readonly isTree: boolean;
  readonly outputBytesMax: number;
  readonly directory: readonly string[];
}

class Bench {
  readonly table = new NotifyTable<object, string>();
  readonly open = {};

  ask(request: string, asked: Partial<Asked> = {}, open: object = this.open) {
    const directory = ["share", "base"];
    const more = { filter: NAMES, isTree: false, outputBytesMax: 1000, directory, ...asked };
    return this.table.request(open, { request, ...more });
  }

  /** A watch that is set up, with nothing waiting. */
  watch(asked: Partial<Asked> = {}): this {
    assert.equal(this.ask("first", asked), null);
    assert.equal(this.table.cancel(this.open, "first"), true);
    return this;
  }

  taken(): string[] {
    const answer = this.ask("taken");
    assert.ok(answer, "something was kept");
    return shown(answer);
  }

  isQuiet(): boolean {
    const answer = this.ask("quiet");
    this.table.cancel(this.open, "quiet");
    return answer === null;
  }

  report(change: NotifyChange): readonly NotifyAnswer<string>[] {
    return this.table.report(change);
  }
}

function shown(answer: NotifyAnswer<string>): string[] {
  assert.equal(answer.status, STATUS_SUCCESS);
  return answer.entries.map(({ action, fileName }) => `${ACTIONS[action]} ${fileName}`);
}

function inside(...path: string[]): readonly string[] {
  return ["share", "base", ...path];
}

function added(...path: string[]): NotifyChange {
  return { kind: "added", path: inside(...path), isDirectory: false };
}

function removed(...path: string[]): NotifyChange {
  return { kind: "removed", path: inside(...path), isDirectory: false };
}

function renamed(path: readonly string[], newPath: readonly string[], isDirectory = false) {
  return { kind: "renamed", path, newPath, isDirectory } as const;
}

describe("a request that waits", () => {
  it("is answered by the first change, alone", () => {
    const bench = new Bench();
    assert.equal(bench.ask("one"), null);
    const [answer] = bench.report(added("file"));
    assert.ok(answer);
    assert.equal(answer.request, "one");
    assert.deepEqual(shown(answer), ["+ file"]);
    assert.deepEqual(bench.report(removed("file")), []);
    assert.deepEqual(bench.taken(), ["- file"]);
  });

  it("is answered in its turn: each change goes to one", () => {
    const bench = new Bench();
    bench.ask("one");
    bench.ask("two");
    assert.equal(bench.report(added("a"))[0]?.request, "one");
    assert.equal(bench.report(added("b"))[0]?.request, "two");
  });

  it("gets both names of a rename at once", () => {
    const bench = new Bench();
    bench.ask("one");
    const [answer] = bench.report(renamed(inside("a"), inside("b")));
    assert.ok(answer);
    assert.deepEqual(shown(answer), ["old a", "new b"]);
  });

  it("whose buffer is too small is told to look for itself", () => {
    const bench = new Bench();
    bench.ask("one", { outputBytesMax: 12 + 2 * 3 });
    bench.ask("two", { outputBytesMax: 12 + 2 * 4 });
    const [small] = bench.report(added("four"));
    assert.deepEqual([small?.status, small?.entries], [STATUS_NOTIFY_ENUM_DIR, []]);
    assert.equal(bench.report(added("four"))[0]?.status, STATUS_SUCCESS);
  });

  it("is answered for each open that watches", () => {
    const bench = new Bench();
    bench.ask("one");
    bench.ask("two", {}, {});
    const answers = bench.report(added("file"));
    assert.deepEqual(
      answers.map(({ request }) => request),
      ["one", "two"],
    );
  });

  it("ends with STATUS_NOTIFY_CLEANUP when its open is closed, and nothing is left", () => {
    const bench = new Bench();
    bench.ask("one");
    bench.ask("two");
    const answers = bench.table.closed(bench.open);
    assert.deepEqual(
      answers.map(({ request, status }) => [request, status]),
      [
        ["one", STATUS_NOTIFY_CLEANUP],
        ["two", STATUS_NOTIFY_CLEANUP],
      ],
    );
    assert.equal(bench.table.watchCount, 0);
    assert.deepEqual(bench.report(added("file")), []);
    assert.deepEqual(bench.table.closed(bench.open), []);
  });

  it("ends with STATUS_DELETE_PENDING when its directory is marked for deletion", () => {
    const bench = new Bench();
    bench.ask("one");
    assert.equal(bench.table.deletePending(bench.open)[0]?.status, STATUS_DELETE_PENDING);
    assert.deepEqual(bench.table.deletePending(bench.open), []);
  });

  it("that was cancelled is not answered", () => {
    const bench = new Bench();
    bench.ask("one");
    assert.equal(bench.table.cancel(bench.open, "one"), true);
    assert.equal(bench.table.cancel(bench.open, "one"), false);
    assert.deepEqual(bench.report(added("file")), []);
    assert.deepEqual(bench.taken(), ["+ file"]);
  });
});

describe("what a watch sees", () => {
  it("only its own entries without the tree flag, and all below with it", () => {
    const flat = new Bench().watch();
    flat.report(added("sub", "deep"));
    assert.ok(flat.isQuiet());
    const tree = new Bench().watch({ isTree: true });
    tree.report(added("sub", "deep"));
    assert.deepEqual(tree.taken(), ["+ sub\\deep"]);
  });

  it("not its own directory, nor one beside it", () => {
    const bench = new Bench().watch({ filter: ALL, isTree: true });
    const filters = FILE_NOTIFY_CHANGE_ATTRIBUTES;
    bench.report({ kind: "modified", path: inside(), filters });
    bench.report({ kind: "modified", path: ["share", "other"], filters });
    bench.report({ kind: "modified", path: ["share", "base2", "file"], filters });
    assert.ok(bench.isQuiet());
  });

  it("what its first request asked for, whatever the later ones ask", () => {
    const bench = new Bench().watch({ isTree: true });
    bench.report(added("sub", "deep"));
    const answer = bench.ask("later", { filter: 0, isTree: false });
    assert.ok(answer);
    assert.deepEqual(shown(answer), ["+ sub\\deep"]);
  });

  it("files and directories under a filter each", () => {
    const files = new Bench().watch({ filter: FILE_NOTIFY_CHANGE_FILE_NAME });
    files.report({ kind: "added", path: inside("d"), isDirectory: true });
    files.report({ kind: "removed", path: inside("d"), isDirectory: true });
    assert.ok(files.isQuiet());
    const directories = new Bench().watch({ filter: FILE_NOTIFY_CHANGE_DIR_NAME });
    directories.report(added("f"));
    directories.report({ kind: "added", path: inside("d"), isDirectory: true });
    assert.deepEqual(directories.taken(), ["+ d"]);
  });

  for (const [name, filters] of [
    ["size", FILE_NOTIFY_CHANGE_SIZE],
    ["time", FILE_NOTIFY_CHANGE_LAST_WRITE],
    ["security", FILE_NOTIFY_CHANGE_SECURITY],
  ] as const) {
    it(`a change of ${name} where asked for, and else not`, () => {
      const change = { kind: "modified", path: inside("f"), filters } as const;
      const asked = new Bench().watch({ filter: filters });
      asked.report(change);
      assert.deepEqual(asked.taken(), ["~ f"]);
      const other = new Bench().watch({ filter: ALL & ~filters });
      other.report(change);
      assert.ok(other.isQuiet());
    });
  }

  it("streams as streams", () => {
    const filter =
      FILE_NOTIFY_CHANGE_STREAM_NAME |
      FILE_NOTIFY_CHANGE_STREAM_SIZE |
      FILE_NOTIFY_CHANGE_STREAM_WRITE;
    const bench = new Bench().watch({ filter });
    for (const kind of ["streamAdded", "streamResized", "streamRemoved"] as const) {
      bench.report({ kind, path: inside("f"), streamName: "s" });
    }
    assert.deepEqual(bench.taken(), ["+stream f:s", "~stream f:s", "-stream f:s"]);
    const names = new Bench().watch();
    names.report({ kind: "streamAdded", path: inside("f"), streamName: "s" });
    assert.ok(names.isQuiet());
  });

  it("a move from one directory to another as a removal and an addition", () => {
    const bench = new Bench().watch({ isTree: true });
    bench.report(renamed(inside("sub", "a"), inside("a")));
    assert.deepEqual(bench.taken(), ["- sub\\a", "+ a"]);
    bench.report(renamed(inside("a"), inside("sub", "a")));
    assert.deepEqual(bench.taken(), ["- a", "+ sub\\a"]);
    bench.report(renamed(inside("a"), ["elsewhere", "a"]));
    assert.deepEqual(bench.taken(), ["- a"]);
    bench.report(renamed(["elsewhere", "a"], inside("a")));
    assert.deepEqual(bench.taken(), ["+ a"]);
  });

  it("a renamed file as touched where it watches no names, and a renamed directory not", () => {
    const filter = FILE_NOTIFY_CHANGE_ATTRIBUTES;
    const bench = new Bench().watch({ filter, isTree: true });
    bench.report(renamed(inside("d", "one"), inside("d", "two"), true));
    assert.ok(bench.isQuiet());
    bench.report(renamed(inside("d", "f"), inside("f")));
    assert.deepEqual(bench.taken(), ["~ f"]);
    const names = new Bench().watch({ filter: NAMES | filter | FILE_NOTIFY_CHANGE_CREATION });
    names.report(renamed(inside("f"), inside("g")));
    assert.deepEqual(names.taken(), ["old f", "new g"]);
  });

  it("what follows a rename of its own directory", () => {
    const bench = new Bench().watch();
    bench.table.moved(["share", "base"], ["share", "moved", "here"]);
    bench.report(added("old place"));
    bench.report({ kind: "added", path: ["share", "moved", "here", "f"], isDirectory: false });
    assert.deepEqual(bench.taken(), ["+ f"]);
  });
});

describe("what is kept between two requests", () => {
  it("is all that happened, in order, without repeating itself", () => {
    const bench = new Bench().watch({ filter: ALL });
    bench.report(removed("f"));
    bench.report(added("f"));
    for (const filters of [FILE_NOTIFY_CHANGE_SIZE, FILE_NOTIFY_CHANGE_LAST_WRITE]) {
      bench.report({ kind: "modified", path: inside("f"), filters });
    }
    assert.deepEqual(bench.taken(), ["- f", "+ f", "~ f"]);
    assert.equal(bench.table.keptBytes, 0);
  });

  it("is lost when the next buffer cannot take it, and watching goes on", () => {
    const bench = new Bench().watch();
    bench.report(added("file"));
    assert.equal(bench.ask("small", { outputBytesMax: 0 })?.status, STATUS_NOTIFY_ENUM_DIR);
    assert.ok(bench.isQuiet());
    bench.report(added("again"));
    assert.deepEqual(bench.taken(), ["+ again"]);
  });

  it("goes with its open", () => {
    const bench = new Bench().watch();
    bench.report(added("file"));
    assert.ok(bench.table.keptBytes > 0);
    bench.table.closed(bench.open);
    assert.equal(bench.table.keptBytes, 0);
  });

  it("is no more than the first request's buffer, for good", () => {
    const bench = new Bench();
    bench.ask("tiny", { outputBytesMax: 1 });
    assert.equal(bench.report(removed("f"))[0]?.status, STATUS_NOTIFY_ENUM_DIR);
    for (let round = 0; round < 2; round++) {
      bench.report(added("f"));
      const answer = bench.ask("large", { outputBytesMax: 65_536 });
      assert.equal(answer?.status, STATUS_NOTIFY_ENUM_DIR);
      assert.equal(bench.table.keptBytes, 0);
    }
  });

  it("is bounded for each open however large its buffer is", () => {
    const bench = new Bench().watch({ outputBytesMax: 8_388_608 });
    const name = "n".repeat(200);
    let kept = 0;
    for (let i = 0; kept <= NOTIFY_KEPT_BYTES_PER_OPEN_MAX; i++) {
      bench.report(added(`${name}${i}`));
      kept = bench.table.keptBytes;
      assert.ok(kept <= NOTIFY_KEPT_BYTES_PER_OPEN_MAX);
      if (kept === 0) break;
    }
    const answer = bench.ask("late", { outputBytesMax: 8_388_608 });
    assert.equal(answer?.status, STATUS_NOTIFY_ENUM_DIR);
  });

  it("is bounded for all opens together", () => {
    const bench = new Bench();
    const name = "n".repeat(30_000);
    const opens = Math.ceil(NOTIFY_KEPT_BYTES_MAX / 60_000) + 50;
    for (let i = 0; i < opens; i++) bench.ask("first", { outputBytesMax: 65_536 }, { i });
    bench.report(added("wakes all"));
    bench.report(added(name));
    assert.ok(bench.table.keptBytes >= NOTIFY_KEPT_BYTES_MAX - NOTIFY_KEPT_BYTES_PER_OPEN_MAX);
    assert.ok(bench.table.keptBytes <= NOTIFY_KEPT_BYTES_MAX + NOTIFY_KEPT_BYTES_PER_OPEN_MAX);
  });

  it("every request is answered once, and every change is seen or said to be lost", () => {
    const step = fc.oneof(fc.constant("ask"), fc.constant("change"));
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.integer({ min: 0, max: 200 }),
        (steps, bytes) => {
          const bench = new Bench();
          const answers: NotifyAnswer<string>[] = [];
          let asked = 0;
          let changes = 0;
          for (const one of steps) {
            if (one === "ask") {
              const answer = bench.ask(`${asked++}`, { outputBytesMax: bytes });
              if (answer !== null) answers.push(answer);
            } else if (asked > 0) answers.push(...bench.report(added(`f${changes++}`)));
          }
          const isLost = answers.some(({ status }) => status === STATUS_NOTIFY_ENUM_DIR);
          const seen = answers.flatMap(({ entries }) => entries.map(({ fileName }) => fileName));
          const kept = bench.ask("last", { outputBytesMax: 65_536 });
          if (kept?.status === STATUS_SUCCESS) seen.push(...kept.entries.map((e) => e.fileName));
          if (!isLost && kept?.status !== STATUS_NOTIFY_ENUM_DIR) {
            assert.deepEqual(
              seen,
              Array.from({ length: changes }, (_, i) => `f${i}`),
            );
          }
          const ended = [...answers, ...bench.table.closed(bench.open)];
          const all = ended.map(({ request }) => request);
          assert.equal(new Set(all).size, all.length);
          assert.equal(all.length, asked + (kept === null ? 1 : 0));
          assert.equal(bench.table.keptBytes, 0);
        },
      ),
    );
  });
});
