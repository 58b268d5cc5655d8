/** One change in a directory, and the two who are told of it: those who watch and those who cache it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FILE_ACTION_ADDED, FILE_ACTION_REMOVED } from "../wire/fscc/notify.ts";
import { FILE_NOTIFY_CHANGE_FILE_NAME } from "../wire/message/change-notify.ts";
import { parentKeyOfRemoval, parentsToTell } from "./lease-parent.ts";
import { NotifyTable } from "./notify-table.ts";
import { CachingBench, KEY_1, KEY_2, shown } from "./oplock-bench.ts";

const directory = { isDirectory: true };

describe("a change in a directory", () => {
  it("moved from one to another tells both watches and both leases, but not the mover's own", () => {
    const source = new CachingBench();
    const target = new CachingBench();
    source.lease(KEY_1, "RH", directory);
    target.lease(KEY_2, "RH", directory);
    const watches = new NotifyTable<object, string>();
    for (const name of ["source", "target"]) {
      const asked = { request: name, directory: [name], isTree: false, outputBytesMax: 1000 };
      watches.request({ name }, { ...asked, filter: FILE_NOTIFY_CHANGE_FILE_NAME });
    }

    const path = ["source", "f"];
    const newPath = ["target", "f"];
    const answers = watches.report({ kind: "renamed", path, newPath, isDirectory: false });
    const told = parentsToTell("renamed", source, target);
    const breaks = told.map((bench) => shown(bench.file.breakForChild(KEY_1)));

    assert.deepEqual(
      answers.map(({ request, entries }) => [request, entries.map(({ action }) => action)]),
      [
        ["source", [FILE_ACTION_REMOVED]],
        ["target", [FILE_ACTION_ADDED]],
      ],
    );
    assert.deepEqual(breaks, [[], ["RH>!"]]);
  });

  it("removed by whom the lease's client does not know breaks the lease as it would for a stranger", () => {
    const bench = new CachingBench();
    bench.lease(KEY_1, "RH", directory);
    const alike = parentKeyOfRemoval(KEY_1, KEY_1);
    assert.deepEqual(bench.file.breakForChild(alike), []);
    const different = parentKeyOfRemoval(KEY_2, KEY_1);
    assert.deepEqual(shown(bench.file.breakForChild(different)), ["RH>!"]);
  });
});
