import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { DESCRIPTOR_WALK_COUNT_MAX, FOLDER_LIST_ENTRY_COUNT_MAX } from "../../limits.ts";
import { Catalog } from "../../state/catalog.ts";
import { ALICE, allow, BOB, DACL, descriptor, SecurityClient } from "../../test/security-client.ts";
import { catalogInput, share, user, World } from "../../test/world.ts";
import {
  CREATE_QUERY_MAXIMAL_ACCESS_REQUEST,
  findCreateContext,
} from "../../wire/context/create-context.ts";
import { decodeMaximalAccessResponse } from "../../wire/context/maximal-access.ts";
import { FILE_CREATE, FILE_DIRECTORY_FILE, FILE_OPEN } from "../../wire/message/create.ts";
import {
  DELETE,
  FILE_ALL_ACCESS,
  FILE_DELETE_CHILD,
  FILE_GENERIC_READ,
  FILE_READ_ATTRIBUTES,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
  READ_CONTROL,
  WRITE_DAC,
} from "../../wire/security/access-mask.ts";
import {
  ACCESS_ALLOWED_ACE_TYPE,
  ACCESS_DENIED_ACE_TYPE,
  CONTAINER_INHERIT_ACE,
  INHERITED_ACE,
  makeAce,
  OBJECT_INHERIT_ACE,
} from "../../wire/security/ace.ts";
import { parseSecurityDescriptor } from "../../wire/security/descriptor.ts";
import type { Sid } from "../../wire/security/sid.ts";
import {
  SID_AUTHENTICATED_USERS,
  SID_BUILTIN_ADMINISTRATORS,
  SID_EVERYONE,
} from "../../wire/security/well-known.ts";
import { STATUS_ACCESS_DENIED, STATUS_DISK_FULL, STATUS_SUCCESS } from "../../wire/status.ts";
import type { ChangeReport, DescriptorChange } from "./descriptor-change.ts";
import type { DescriptorReport } from "./descriptor-report.ts";
import { DescriptorWalk, type WalkStep } from "./descriptor-walk.ts";
import type { Explanation, RightReport } from "./explanation.ts";
import type { FolderList } from "./folder-list.ts";
import type { PeopleReport } from "./people.ts";
import { type PermissionAnswer, type PermissionAsk, PermissionDesk } from "./permission-desk.ts";
import type { Refusal } from "./place.ts";

const BELOW = OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE;
const FOLDER = { createOptions: FILE_DIRECTORY_FILE, createDisposition: FILE_CREATE };
const deny = (sid: Sid, mask: number, flags = 0) =>
  makeAce(ACCESS_DENIED_ACE_TYPE, flags, mask, sid);

const entryOf = (sid: Sid, mask: number, flags = 0) => ({
  ...{ type: ACCESS_ALLOWED_ACE_TYPE, flags, mask, sid: sid.text },
});

/** Alice has the share for herself and makes things in it; bob and carol are asked about. */
class Bench {
  readonly world: World;
  readonly desk: PermissionDesk;
  readonly alice: SecurityClient;

  constructor(change: Parameters<typeof catalogInput>[0] = {}) {
    const users = [user("alice", 0), user("bob", 1), user("carol", 2)];
    this.world = new World(catalogInput({ users, ...change }));
    this.desk = new PermissionDesk(this.world.engine);
    this.alice = new SecurityClient(this.world.connected("alice"));
  }

  ask<Answer extends PermissionAnswer>(ask: PermissionAsk): Answer {
    let answer: PermissionAnswer | null = null;
    this.desk.answer(ask, (given) => {
      answer = given;
    });
    this.world.settle();
    assert.ok(answer !== null, "no answer");
    return answer as Answer;
  }

  read(...path: string[]): DescriptorReport {
    return this.ask<DescriptorReport>({ ask: "read", shareId: "s-data", path });
  }

  change(path: string[], change: Partial<DescriptorChange>, isDry = false): ChangeReport & Refusal {
    const before = this.read(...path);
    const own = before.entries.filter(({ flags }) => (flags & INHERITED_ACE) === 0);
    const { etag, isNull, isProtected } = before;
    const whole = { etag, list: "own", isNull, isProtected, entries: own, owner: null } as const;
    const asked = { ...whole, ...change };
    return this.ask({ ask: "change", shareId: "s-data", path, isDry, change: asked });
  }

  /** A folder with these entries and nothing from above. */
  top(...entries: DescriptorChange["entries"]): void {
    this.alice.close(this.alice.open("top", FOLDER));
    assert.equal(this.change(["top"], { isProtected: true, entries }).isChanged, true);
  }

  explain(userName: string, ...path: string[]): Explanation {
    return this.ask<Explanation>({
      ask: "explain",
      shareId: "s-data",
      path,
      userId: `u-${userName}`,
    });
  }

  why(userName: string, path: string[], right: number): RightReport {
    const found = this.explain(userName, ...path).file?.rights.find((row) => row.right === right);
    assert.ok(found);
    return found;
  }

  walk(path: string[], mode: "count" | "replace" | "refresh", owner: string | null = null) {
    const begun = this.ask<{ walkId: number }>({
      ...{ ask: "beginWalk", shareId: "s-data", path, mode, owner },
    });
    const sum = { looked: 0, changed: 0, failures: [] as WalkStep["failures"][number][] };
    for (;;) {
      const step = this.ask<WalkStep>({ ask: "stepWalk", walkId: begun.walkId });
      sum.looked += step.looked;
      sum.changed += step.changed;
      sum.failures.push(...step.failures);
      if (step.isFinished) return sum;
    }
  }

  stored(...path: string[]): string | null {
    const volume = this.world.engine.volume(this.world.engine.catalog.shares[0]!);
    assert.ok(typeof volume !== "number");
    const found = volume.lookup(path);
    assert.ok(typeof found !== "number" && found.node !== null);
    const bytes = found.node.descriptor();
    found.node.close();
    found.parent.close();
    assert.ok(typeof bytes !== "number");
    return bytes === null ? null : JSON.stringify(parseSecurityDescriptor(bytes).dacl?.aces);
  }

  end(): void {
    this.desk.close();
    assert.deepEqual(this.world.leftovers(), {});
  }
}

describe("a folder, as administrators look for something in it", () => {
  it("shows folders first, names in order, and says when there is more", () => {
    const bench = new Bench();
    for (const name of ["b", "a"]) bench.alice.close(bench.alice.open(name, FOLDER));
    bench.alice.put("A file", "12345");
    const list = () =>
      bench.ask<FolderList>({ ask: "list", shareId: "s-data", path: [] as string[] });
    assert.deepEqual(
      list().entries.map(({ name, isDirectory, size }) => [name, isDirectory, size]),
      [
        ["a", true, 0],
        ["b", true, 0],
        ["A file", false, 5],
      ],
    );
    assert.equal(list().isTruncated, false);
    for (let count = 0; count < FOLDER_LIST_ENTRY_COUNT_MAX; count++) {
      bench.alice.close(bench.alice.open(`f${count}`));
    }
    assert.equal(list().entries.length, FOLDER_LIST_ENTRY_COUNT_MAX);
    assert.equal(list().isTruncated, true);
    bench.end();
  });

  it("names what is not there, and cannot be led out of the share", () => {
    const bench = new Bench();
    bench.alice.put("file", "x");
    const refused = (...path: string[]) => {
      const { refused, path: where } = bench.ask<Refusal>({ ask: "list", shareId: "s-data", path });
      return [refused, where];
    };
    assert.deepEqual(refused("no", "such"), ["not-found", "no"]);
    assert.deepEqual(refused("file", "x"), ["not-a-folder", "file"]);
    assert.deepEqual(refused("file"), ["not-a-folder", "file"]);
    for (const name of ["..", ".", "a/b", "a\\b", "a:b"]) {
      assert.equal(refused(name)[0], "name-invalid", name);
    }
    const other = bench.ask<Refusal>({ ask: "read", shareId: "s-none", path: [] });
    assert.equal(other.refused, "share-unknown");
    bench.end();
  });
});

describe("a descriptor, as administrators read it", () => {
  it("says of each entry where it comes from, and what the place hands down", () => {
    const bench = new Bench();
    bench.top(entryOf(ALICE, FILE_ALL_ACCESS, BELOW), entryOf(BOB, FILE_GENERIC_READ));
    bench.alice.close(bench.alice.open("top\\mid", FOLDER));
    bench.alice.put("top\\mid\\file", "x");
    assert.equal(bench.read().source, "share");
    assert.equal(bench.read("top").source, "stored");
    const file = bench.read("top", "mid", "file");
    assert.deepEqual(
      file.entries.map(({ sid, flags, from }) => [sid, flags & INHERITED_ACE, from]),
      [[ALICE.text, INHERITED_ACE, "top"]],
    );
    assert.deepEqual(file.handedDown, file.entries);
    bench.end();
  });

  it("of what nobody stored, shows that the share alone decides", () => {
    const bench = new Bench();
    bench.alice.put("file", "x");
    const { source, entries } = bench.read("file");
    assert.equal(source, "share");
    assert.deepEqual(
      entries.map(({ sid, mask, from }) => [sid, mask, from]),
      [[SID_AUTHENTICATED_USERS.text, FILE_ALL_ACCESS, ""]],
    );
    bench.end();
  });
});

describe("a change of permissions", () => {
  const entry = (sid: Sid, mask: number, type = ACCESS_ALLOWED_ACE_TYPE, flags = 0) => ({
    ...{ type, flags, mask, sid: sid.text },
  });

  it("that changes nothing writes nothing, whatever the file has", () => {
    const bench = new Bench();
    const lists = {
      // Not in the order that Windows has: nobody asked to change it.
      odd: [allow(BOB, FILE_GENERIC_READ), deny(BOB, FILE_WRITE_DATA), allow(ALICE, 0x1f01ff)],
      empty: [],
      none: null,
      inherited: [allow(ALICE, FILE_ALL_ACCESS, INHERITED_ACE), allow(BOB, 0x80000000)],
    };
    for (const [name, list] of Object.entries(lists)) bench.alice.make(name, descriptor(list));
    bench.alice.put("plain", "x");
    for (const name of [...Object.keys(lists), "plain"]) {
      const before = bench.stored(name);
      const answer = bench.change([name], {});
      assert.equal(answer.isChanged, false, `${name} ${JSON.stringify(answer)}`);
      assert.equal(bench.stored(name), before, name);
    }
    bench.end();
  });

  it("is what clients find from then on; the dry one says so before, and who wins and loses by it", () => {
    const bench = new Bench();
    const bob = new SecurityClient(bench.world.connected("bob"));
    bench.alice.make("file", descriptor([allow(ALICE, FILE_ALL_ACCESS)]));
    const open = () => bob.create("file", { desiredAccess: FILE_READ_DATA }).status;
    assert.equal(open(), STATUS_ACCESS_DENIED);
    const entries = [entry(ALICE, FILE_ALL_ACCESS), entry(BOB, FILE_GENERIC_READ)];
    const dry = bench.change(["file"], { entries }, true);
    assert.deepEqual(dry.people, [
      { userId: "u-bob", before: FROM_FOLDER, after: FROM_FOLDER | FILE_GENERIC_READ },
    ]);
    assert.equal(dry.isPeopleWhole, true);
    assert.equal(open(), STATUS_ACCESS_DENIED);
    const done = bench.change(["file"], { entries });
    assert.deepEqual(done.after, dry.after);
    assert.deepEqual(done.after, bench.read("file"));
    assert.equal(open(), STATUS_SUCCESS);
    bench.end();
  });

  it("puts denials first and leaves what is inherited where it is", () => {
    const bench = new Bench();
    bench.top(entryOf(ALICE, FILE_ALL_ACCESS, BELOW));
    bench.alice.put("top\\file", "x");
    const entries = [entry(BOB, FILE_GENERIC_READ), entry(BOB, DELETE, ACCESS_DENIED_ACE_TYPE)];
    const { after } = bench.change(["top", "file"], { entries });
    assert.deepEqual(
      after.entries.map(({ type, sid, flags }) => [type, sid, flags & INHERITED_ACE]),
      [
        [ACCESS_DENIED_ACE_TYPE, BOB.text, 0],
        [ACCESS_ALLOWED_ACE_TYPE, BOB.text, 0],
        [ACCESS_ALLOWED_ACE_TYPE, ALICE.text, INHERITED_ACE],
      ],
    );
    // Cut off from above, and joined again.
    const cut = bench.change(["top", "file"], { isProtected: true });
    assert.equal(cut.after.entries.length, 2);
    const joined = bench.change(["top", "file"], { isProtected: false });
    assert.deepEqual(joined.after.entries, after.entries);
    bench.end();
  });

  it("can take all of a file's own entries away", () => {
    const bench = new Bench();
    bench.alice.make("file", descriptor([allow(ALICE, FILE_ALL_ACCESS)]));
    const { after } = bench.change(["file"], { list: "inherited" });
    assert.deepEqual(after.entries, after.handedDown);
    assert.equal(bench.change(["file"], { list: "inherited" }).isChanged, false);
    assert.equal(bench.change([], { list: "inherited" }).refused, "entry-invalid");
    bench.end();
  });

  it("is refused when somebody was faster, for what is no entry, and where the disk is full", () => {
    const bench = new Bench();
    bench.alice.make("file", descriptor([allow(ALICE, FILE_ALL_ACCESS)]));
    const { etag } = bench.read("file");
    bench.change(["file"], { entries: [entry(BOB, FILE_GENERIC_READ)] });
    const late = bench.change(["file"], { etag, entries: [] });
    assert.equal(late.refused, "changed-meanwhile");
    const callback = [entry(BOB, 1, 0x09)];
    assert.equal(bench.change(["file"], { entries: callback }).refused, "entry-invalid");
    const long = Array.from({ length: 5_000 }, (_, index) => entry(BOB, 1 + (index % 0x1ff)));
    assert.equal(bench.change(["file"], { entries: long }).refused, "failed");
    bench.world.fault = (operation) => (operation === "setDescriptor" ? STATUS_DISK_FULL : 0);
    const full = bench.change(["file"], { entries: [] });
    assert.deepEqual([full.refused, full.status], ["failed", "STATUS_DISK_FULL"]);
    bench.end();
  });

  it("leaves the owner alone unless one is named, and then gives local programs the new one", () => {
    const bench = new Bench();
    bench.alice.put("file", "x");
    const owner = bench.read("file").owner;
    assert.equal(owner, ALICE.text);
    bench.change(["file"], { entries: [entry(BOB, FILE_ALL_ACCESS)] });
    assert.equal(bench.read("file").owner, ALICE.text);
    bench.change(["file"], { owner: BOB.text });
    assert.equal(bench.read("file").owner, BOB.text);
    bench.end();
  });
});

describe("who can do what, and why", () => {
  it("names the entry, the group, the owner and the missing entry", () => {
    const bench = new Bench();
    const list = [
      deny(BOB, FILE_WRITE_DATA),
      allow(SID_EVERYONE, FILE_GENERIC_READ | FILE_WRITE_DATA),
    ];
    bench.alice.make("file", descriptor(list));
    const reason = (name: string, right: number) => {
      const { isGranted, reason } = bench.why(name, ["file"], right);
      return [isGranted, reason.kind, reason.entry?.sid ?? ""];
    };
    assert.deepEqual(reason("bob", FILE_WRITE_DATA), [false, "entry", BOB.text]);
    assert.deepEqual(reason("bob", FILE_READ_DATA), [true, "entry", SID_EVERYONE.text]);
    assert.deepEqual(reason("carol", FILE_DELETE_CHILD), [false, "no-entry", ""]);
    assert.deepEqual(reason("alice", WRITE_DAC), [true, "ownership", ""]);
    bench.end();
  });

  it("names the folder that gives the right to delete", () => {
    const bench = new Bench();
    const folder = descriptor([
      allow(ALICE, FILE_ALL_ACCESS),
      allow(BOB, FILE_DELETE_CHILD | FILE_READ_DATA),
    ]);
    bench.alice.make("dir", folder, FILE_DIRECTORY_FILE);
    bench.alice.make("dir\\file", descriptor([allow(ALICE, FILE_ALL_ACCESS)]));
    const { isGranted, reason } = bench.why("bob", ["dir", "file"], DELETE);
    assert.deepEqual([isGranted, reason.kind, reason.at], [true, "folder", "dir"]);
    assert.equal(reason.entry?.sid, BOB.text);
    assert.equal(bench.why("bob", ["dir", "file"], FILE_READ_ATTRIBUTES).reason.kind, "folder");
    bench.end();
  });

  it("tells the share's part: no entry, the entry that counts, read-only, and a read-only file", () => {
    const permissions = [
      { principal: "user", principalId: "u-alice", right: "full" },
      { principal: "user", principalId: "u-bob", right: "read" },
    ] as const;
    const shares = [{ ...share("data", "/srv/data"), permissions: [...permissions] }];
    const bench = new Bench({ shares });
    bench.alice.put("file", "x");
    assert.deepEqual(bench.explain("bob").share.deciding, [permissions[1]]);
    assert.equal(bench.explain("carol").share.access, 0);
    assert.equal(bench.why("carol", ["file"], FILE_READ_DATA).reason.kind, "share");
    assert.equal(bench.why("bob", ["file"], FILE_WRITE_DATA).reason.kind, "share");
    assert.equal(bench.why("bob", ["file"], FILE_READ_DATA).isGranted, true);
    const locked = new Bench({ shares: [{ ...shares[0]!, readOnly: true }] });
    const { reason } = locked.why("alice", [], FILE_WRITE_DATA);
    assert.equal(reason.kind, "share-read-only");
    bench.end();
    locked.end();
  });

  it("tells which folder on the way cannot be listed, where the way ends, and who cannot log on", () => {
    const users = [
      user("alice", 0),
      { ...user("bob", 1), enabled: false },
      { ...user("carol", 2), expiresAtMs: 1 },
      { ...user("dave", 3), ntHash: null },
      { ...user("erin", 4), mustChangePassword: true },
      { ...user("frank", 5), passwordExpiresAtMs: 1 },
    ];
    const bench = new Bench({ users });
    bench.alice.make("dir", descriptor([allow(ALICE, FILE_ALL_ACCESS)]), FILE_DIRECTORY_FILE);
    bench.alice.make("dir\\file", descriptor([allow(BOB, FILE_ALL_ACCESS)]));
    const bob = bench.explain("bob", "dir", "file");
    assert.deepEqual(
      bob.way.map(({ path, mayList }) => [path, mayList]),
      [
        ["", true],
        ["dir", false],
      ],
    );
    assert.equal(bob.file?.granted, FILE_ALL_ACCESS);
    assert.equal(bob.accountProblem, "disabled");
    assert.equal(bench.explain("carol").accountProblem, "expired");
    assert.equal(bench.explain("dave").accountProblem, "no-password");
    assert.equal(bench.explain("erin").accountProblem, "must-change");
    assert.equal(bench.explain("frank").accountProblem, "password-expired");
    const lost = bench.explain("bob", "dir", "gone", "file");
    assert.deepEqual(
      [lost.file, lost.stop?.refused, lost.stop?.path],
      [null, "not-found", "dir/gone"],
    );
    bench.end();
  });

  it("comes to what an open is granted, for any lists on file and folder", () => {
    const sids = [ALICE, BOB, SID_EVERYONE, SID_AUTHENTICATED_USERS, SID_BUILTIN_ADMINISTRATORS];
    const ace = fc.record({
      isAllow: fc.boolean(),
      sid: fc.constantFrom(...sids),
      mask: fc.integer({ min: 0, max: FILE_ALL_ACCESS }),
    });
    const list = fc.option(fc.array(ace, { maxLength: 5 }));
    const right = fc.constantFrom("read", "change", "full");
    fc.assert(
      fc.property(list, list, right, fc.boolean(), (onFile, onFolder, given, isAdministrator) => {
        const permissions = [
          { principal: "user", principalId: "u-alice", right: "full" },
          { principal: "user", principalId: "u-bob", right: given },
        ] as const;
        const bench = new Bench({
          users: [user("alice", 0), { ...user("bob", 1), isAdministrator }],
          shares: [{ ...share("data", "/srv/data"), permissions: [...permissions] }],
        });
        const made = (aces: typeof onFile) =>
          descriptor(
            aces?.map(({ isAllow, sid, mask }) => (isAllow ? allow : deny)(sid, mask)) ?? null,
            { owner: ALICE },
          );
        bench.alice.make("dir", descriptor(null), FILE_DIRECTORY_FILE);
        bench.alice.make("dir\\file", made(onFile));
        const fileId = bench.alice.open("dir", { desiredAccess: WRITE_DAC });
        assert.equal(bench.alice.setSecurity(fileId, DACL, made(onFolder)), STATUS_SUCCESS);
        bench.alice.close(fileId);
        const { file } = bench.explain("bob", "dir", "file");
        assert.ok(file);
        assert.equal(file.granted, maximalOf(bench, "dir\\file", file.granted));
        const union = file.rights.filter((row) => row.isGranted).map((row) => row.right);
        assert.equal(
          union.reduce((sum, bit) => sum + bit, 0),
          file.granted,
        );
        const people = bench.ask<PeopleReport>({
          ...{ ask: "people", shareId: "s-data", path: ["dir", "file"], userIds: ["u-bob", "u-x"] },
        });
        assert.deepEqual(
          people.people.map(({ userId, access }) => [userId, access]),
          [["u-bob", file.granted]],
        );
        bench.end();
      }),
      { numRuns: 150 },
    );
  });

  /** As the server tells a client that asks with its open; nothing where it may open for nothing. */
  function maximalOf(bench: Bench, name: string, expected: number): number {
    const bob = new SecurityClient(bench.world.connected("bob"));
    const bit = expected & -expected;
    const contexts = [{ name: CREATE_QUERY_MAXIMAL_ACCESS_REQUEST, dataView: new Uint8Array(0) }];
    const desiredAccess = bit === 0 ? READ_CONTROL : bit;
    const change = { contexts, desiredAccess, createDisposition: FILE_OPEN };
    const { status } = bob.create(name, change);
    if (bit === 0) {
      assert.equal(status, STATUS_ACCESS_DENIED);
      return 0;
    }
    assert.equal(status, STATUS_SUCCESS);
    const reader = findCreateContext(
      bob.opened(name, change).contexts,
      CREATE_QUERY_MAXIMAL_ACCESS_REQUEST,
    );
    assert.ok(reader !== null);
    return decodeMaximalAccessResponse(reader).maximalAccess;
  }
});

describe("permissions for everything below", () => {
  /** top (alice, handed down) / own (bob alone) / file, top / cut (protected) / file, top / plain */
  function tree(): Bench {
    const bench = new Bench();
    bench.top(entryOf(ALICE, FILE_ALL_ACCESS, BELOW));
    bench.alice.close(bench.alice.open("top\\own", FOLDER));
    bench.alice.put("top\\own\\file", "x");
    bench.alice.close(bench.alice.open("top\\cut", FOLDER));
    bench.alice.put("top\\cut\\file", "x");
    bench.alice.put("top\\plain", "x");
    bench.change(["top", "own", "file"], { entries: [entryOf(BOB, FILE_GENERIC_READ)] });
    bench.change(["top", "cut"], {
      ...{ isProtected: true, entries: [entryOf(ALICE, FILE_ALL_ACCESS, BELOW)] },
    });
    bench.change(["top"], {
      entries: [entryOf(ALICE, FILE_ALL_ACCESS, BELOW), entryOf(BOB, FILE_GENERIC_READ, BELOW)],
    });
    return bench;
  }
  const shown = (bench: Bench, ...path: string[]) =>
    bench
      .read(...path)
      .entries.map(({ sid, flags }) => `${sid.slice(-4)}${flags & INHERITED_ACE ? "i" : ""}`);

  it("are counted before", () => {
    const bench = tree();
    assert.deepEqual(bench.walk(["top"], "count"), { looked: 5, changed: 0, failures: [] });
    assert.deepEqual(bench.walk([], "count"), { looked: 6, changed: 0, failures: [] });
    bench.end();
  });

  it("brought up to date: own entries stay, what takes nothing from above stays with all below it", () => {
    const bench = tree();
    assert.deepEqual(shown(bench, "top", "plain"), ["1000i"]);
    const { changed, failures } = bench.walk(["top"], "refresh");
    assert.deepEqual([changed, failures], [3, []]);
    assert.deepEqual(shown(bench, "top", "plain"), ["1000i", "1001i"]);
    assert.deepEqual(shown(bench, "top", "own", "file"), ["1001", "1000i", "1001i"]);
    assert.deepEqual(shown(bench, "top", "cut"), ["1000"]);
    assert.deepEqual(shown(bench, "top", "cut", "file"), ["1000i"]);
    assert.equal(bench.walk(["top"], "refresh").changed, 0);
    bench.end();
  });

  it("replaced: everything has what the folder hands down, and an owner where one is named", () => {
    const bench = tree();
    const { looked, changed } = bench.walk(["top"], "replace", BOB.text);
    assert.deepEqual([looked, changed], [5, 5]);
    for (const path of [["own", "file"], ["cut"], ["cut", "file"], ["plain"]]) {
      assert.deepEqual(shown(bench, "top", ...path), ["1000i", "1001i"], path.join("/"));
      assert.equal(bench.read("top", ...path).owner, BOB.text);
    }
    assert.equal(bench.read("top").owner, ALICE.text);
    assert.equal(bench.walk(["top"], "replace").changed, 0);
    bench.end();
  });

  it("go on past what fails, and say which it was", () => {
    const bench = tree();
    bench.world.fault = (operation) => (operation === "setDescriptor" ? STATUS_DISK_FULL : 0);
    const { failures } = bench.walk(["top"], "refresh");
    assert.deepEqual(failures.map(({ path, status }) => `${path} ${status}`).sort(), [
      "top/own STATUS_DISK_FULL",
      "top/plain STATUS_DISK_FULL",
    ]);
    bench.world.fault = () => 0;
    bench.end();
  });

  it("take one step at a time, on a slow disk as well, and end with whoever asked", () => {
    const bench = tree();
    bench.world.isSlow = true;
    const { walkId } = bench.ask<{ walkId: number }>({
      ...{ ask: "beginWalk", shareId: "s-data", path: ["top"], mode: "count", owner: null },
    });
    const answers: PermissionAnswer[] = [];
    const step = () => bench.desk.answer({ ask: "stepWalk", walkId }, (one) => answers.push(one));
    step();
    step();
    assert.deepEqual(
      answers.map((one) => "refused" in one && one.refused),
      ["unknown-walk"],
    );
    bench.desk.close();
    assert.equal(bench.desk.walkCount, 0);
    bench.world.settle();
    assert.equal(bench.ask<Refusal>({ ask: "stepWalk", walkId }).refused, "unknown-walk");
    bench.end();
  });

  it("stop where the share became another folder meanwhile", () => {
    const bench = tree();
    const input = bench.world.engine.catalog;
    const { walkId } = bench.ask<{ walkId: number }>({
      ...{ ask: "beginWalk", shareId: "s-data", path: ["top"], mode: "replace", owner: null },
    });
    const elsewhere = { ...share("data", "/srv/elsewhere") };
    bench.world.engine.catalog = new Catalog({ ...input, shares: [elsewhere] });
    const step = bench.ask<WalkStep>({ ask: "stepWalk", walkId });
    assert.deepEqual([step.looked, step.isFinished], [0, true]);
    assert.equal(step.failures[0]?.status, "share-unknown");
    bench.world.engine.catalog = input;
    assert.deepEqual(shown(bench, "top", "plain"), ["1000i"]);
    bench.end();
  });

  it("do not begin more often than they may, nor keep more folders in mind", () => {
    const bench = tree();
    const begin = () =>
      bench.ask<{ walkId: number } & Refusal>({
        ...{ ask: "beginWalk", shareId: "s-data", path: [], mode: "count", owner: null },
      });
    const first = begin();
    for (let count = 1; count < DESCRIPTOR_WALK_COUNT_MAX; count++) begin();
    assert.equal(begin().refused, "too-many");
    bench.ask({ ask: "endWalk", walkId: first.walkId });
    assert.ok(begin().walkId > 0);
    // As DESCRIPTOR_WALK_FOLDER_COUNT_MAX does it, with one folder for all.
    const where = { shareId: "s-data", path: ["top"] };
    const narrow = new DescriptorWalk(bench.world.engine, where, "count", null, 1);
    let failures: WalkStep["failures"] = [];
    narrow.step(100, (step) => {
      failures = step?.failures ?? [];
    });
    assert.equal(failures.length, 1);
    assert.equal(failures[0]?.status, "STATUS_INSUFFICIENT_RESOURCES");
    narrow.close();
    bench.end();
  });
});

/** What the root of the share gives everybody on what is in it. */
const FROM_FOLDER = DELETE | FILE_READ_ATTRIBUTES;
