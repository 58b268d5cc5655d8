import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ADMINISTRATOR, ANONYMOUS, ORDINARY, RpcClient } from "../../test/rpc-client.ts";
import { Reader } from "../../wire/reader.ts";
import { parseSecurityDescriptor } from "../../wire/security/descriptor.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_INFO_CLASS,
  STATUS_INVALID_PARAMETER,
  STATUS_MORE_ENTRIES,
  STATUS_NO_SUCH_DOMAIN,
  STATUS_NO_SUCH_USER,
  STATUS_NONE_MAPPED,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SOME_NOT_MAPPED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { isWireError } from "../../wire/wire-error.ts";
import { NO_HANDLE } from "../context-handle.ts";
import { decodeParameters } from "../ndr/struct.ts";
import { requestFragment } from "../rpc-fuzz-targets.ts";
import { SAMPLE_DIRECTORY } from "../sample-directory.ts";
import { SAMPLE_REQUESTS } from "../sample-requests.ts";
import { dsrole } from "./dsrole.ts";
import { lsarpc } from "./lsarpc.ts";
import { samr } from "./samr.ts";
import { srvsvc } from "./srvsvc.ts";
import { wkssvc } from "./wkssvc.ts";

const FAULT_CONTEXT_MISMATCH = { fault: 0x1c00001a };

describe("every call", () => {
  for (const target of [srvsvc, wkssvc, lsarpc, samr, dsrole]) {
    it(`of ${target.name} has a sample, which survives its own codec`, () => {
      for (const [opnum, call] of target.calls) {
        const sample = SAMPLE_REQUESTS[`${target.name}/${opnum}`];
        assert.ok(sample !== undefined, call.name);
        const stub = requestFragment(target, opnum).subarray(24);
        assert.deepEqual(decodeParameters(call.request, new Reader(stub)), sample, call.name);
      }
    });

    it(`of ${target.name} refuses its request cut at every byte, and takes any flipped one`, () => {
      for (const [opnum, call] of target.calls) {
        const stub = requestFragment(target, opnum).subarray(24);
        for (let length = 0; length < stub.length; length++) {
          assert.throws(
            () => decodeParameters(call.request, new Reader(stub.subarray(0, length))),
            (error) => isWireError(error),
            `${call.name} at ${length}`,
          );
        }
        for (let at = 0; at < stub.length; at++) {
          const flipped = stub.slice();
          flipped[at] = (flipped[at] as number) ^ 0xff;
          try {
            decodeParameters(call.request, new Reader(flipped));
          } catch (error) {
            assert.ok(isWireError(error), `${call.name} at ${at}: ${String(error)}`);
          }
        }
      }
    });
  }

  it("on a handle needs one of the right kind", () => {
    const lsa = new RpcClient("lsarpc", lsarpc);
    for (const opnum of [0, 2, 7, 11, 14, 15, 31, 32, 33, 36, 46, 57, 58, 68]) {
      assert.deepEqual(lsa.call(opnum), FAULT_CONTEXT_MISMATCH, String(opnum));
    }
    const sam = new RpcClient("samr", samr);
    const server = sam.open(57);
    for (const opnum of [8, 11, 13, 15, 16, 17, 18, 19, 20, 25, 27, 28, 33, 34, 36, 39, 40]) {
      assert.deepEqual(sam.call(opnum, { handle: server }), FAULT_CONTEXT_MISMATCH, String(opnum));
    }
  });
});

describe("srvsvc", () => {
  it("lists the shares that the directory lists", () => {
    const { info, totalEntries, result } = new RpcClient("srvsvc", srvsvc).call(15);
    assert.equal(result, 0);
    assert.equal(totalEntries, 2);
    assert.deepEqual(info.shares.value.buffer, [
      { netName: "data", type: 0, remark: "Data for all" },
      { netName: "IPC$", type: 0x80000003, remark: "" },
    ]);
  });

  it("shows paths and descriptors to administrators alone", () => {
    const container = { entriesRead: 0, buffer: null };
    for (const level of [2, 502, 503]) {
      const change = { info: { level, shares: { tag: level, value: container } } };
      const shown = new RpcClient("srvsvc", srvsvc).call(15, change);
      assert.equal(shown.info.shares.value.buffer[0].path, "C:\\data", String(level));
      const ordinary = new RpcClient("srvsvc", srvsvc, ORDINARY);
      assert.equal(ordinary.call(15, change).result, 5);
      assert.equal(ordinary.call(16, { level }).result, 5);
    }
    const { info } = new RpcClient("srvsvc", srvsvc).call(16, { level: 502 });
    assert.equal(info.value.descriptorBytes, 20);
    assert.equal(info.value.descriptor.length, 20);
  });

  it("answers every level of one share, its encryption and enumeration in 501 and 1005", () => {
    const client = new RpcClient("srvsvc", srvsvc, ORDINARY);
    assert.deepEqual(client.call(16, { level: 0 }).info.value, { netName: "data" });
    assert.equal(client.call(16, { level: 501 }).info.value.flags, 0x8800);
    assert.equal(client.call(16, { level: 1005 }).info.value.flags, 0x8800);
    assert.equal(client.call(16, { netName: "none" }).result, 2310);
    assert.equal(client.call(16, { level: 77 }).result, 124);
  });

  it("pages by the preferred size, and every page moves on", () => {
    const client = new RpcClient("srvsvc", srvsvc);
    const names: string[] = [];
    let resumeHandle = 0;
    for (let page = 0; page < 5; page++) {
      const answer = client.call(15, { preferredBytesMax: 1, resumeHandle });
      names.push(
        ...answer.info.shares.value.buffer.map((each: { netName: string }) => each.netName),
      );
      resumeHandle = answer.resumeHandle;
      if (answer.result === 0) break;
      assert.equal(answer.result, 234);
    }
    assert.deepEqual(names, ["data", "IPC$"]);
  });

  it("tells about the server, and how many use it to administrators", () => {
    const client = new RpcClient("srvsvc", srvsvc, ORDINARY);
    const { info } = client.call(21, { level: 101 });
    assert.deepEqual([info.value.name, info.value.comment], ["LARDER", "a box"]);
    assert.equal(client.call(21, { level: 102 }).result, 5);
    assert.equal(client.call(21, { level: 103 }).result, 124);
    assert.equal(new RpcClient("srvsvc", srvsvc).call(21, { level: 102 }).info.value.users, 1);
  });

  it("lists sessions for administrators, at each level and by user", () => {
    const container = { entriesRead: 0, buffer: null };
    for (const level of [0, 1, 2, 10, 502]) {
      const change = { info: { level, sessions: { tag: level, value: container } } };
      const { info } = new RpcClient("srvsvc", srvsvc).call(12, change);
      assert.equal(info.sessions.value.buffer[0].clientName, "laptop", String(level));
      assert.equal(new RpcClient("srvsvc", srvsvc, ORDINARY).call(12, change).result, 5);
    }
    const client = new RpcClient("srvsvc", srvsvc);
    const [session] = client.call(12).info.sessions.value.buffer;
    assert.deepEqual([session.seconds, session.idleSeconds], [85, 5]);
    assert.equal(client.call(12, { userName: "bob" }).info.sessions.value.buffer.length, 0);
    assert.equal(client.call(12, { clientName: "\\\\none" }).result, 2312);
  });

  it("lists open files by path and user to administrators only, page by page", () => {
    const client = new RpcClient("srvsvc", srvsvc);
    const ids = (change: Readonly<Record<string, unknown>> = {}) =>
      client.call(9, change).info.files.value.buffer.map((each: { id: number }) => each.id);
    const [first] = client.call(9).info.files.value.buffer;
    assert.deepEqual(
      [first.id, first.permissions, first.lockCount, first.path, first.userName],
      [7, 3, 1, "C:\\srv\\data\\a.txt", "alice"],
    );
    const container = { entriesRead: 0, buffer: null };
    assert.deepEqual(ids({ info: { level: 2, files: { tag: 2, value: container } } }), [7, 9]);
    assert.deepEqual(ids({ userName: "BOB" }), [9]);
    assert.deepEqual(ids({ basePath: "c:\\srv\\data\\a" }), [7]);
    const page = client.call(9, { preferredBytesMax: 1 });
    assert.deepEqual([page.result, page.totalEntries, page.resumeHandle], [234, 2, 1]);
    assert.deepEqual(ids({ resumeHandle: page.resumeHandle }), [9]);
    assert.equal(new RpcClient("srvsvc", srvsvc, ORDINARY).call(9).result, 5);
  });

  it("lists no more open files at once than a response holds, whatever the client prefers", () => {
    const [file] = SAMPLE_DIRECTORY.files();
    assert.ok(file);
    const many = Array.from({ length: 20_000 }, (_, id) => ({ ...file, id }));
    const directory = { ...SAMPLE_DIRECTORY, files: () => many };
    const client = new RpcClient("srvsvc", srvsvc, ADMINISTRATOR, directory);
    let resumeHandle = 0;
    for (const result of [234, 234, 0]) {
      const page = client.call(9, { resumeHandle });
      assert.equal(page.result, result);
      assert.equal(page.info.files.value.buffer[0].id, resumeHandle);
      resumeHandle = page.resumeHandle;
    }
  });

  it("tells the time of day", () => {
    const { timeOfDay } = new RpcClient("srvsvc", srvsvc).call(28);
    assert.deepEqual(
      { ...timeOfDay, milliseconds: 0 },
      {
        elapsedSeconds: 1_795_363_585,
        milliseconds: 0,
        hours: 16,
        minutes: 6,
        seconds: 25,
        hundredths: 12,
        timezone: 0,
        interval: 310,
        day: 22,
        month: 11,
        year: 2026,
        weekday: 0,
      },
    );
  });
});

describe("wkssvc and dsrole", () => {
  it("name the machine and its workgroup", () => {
    const client = new RpcClient("wkssvc", wkssvc, ORDINARY);
    const { info } = client.call(0);
    assert.deepEqual([info.value.computerName, info.value.workgroup], ["LARDER", "WORKGROUP"]);
    assert.equal(client.call(0, { level: 101 }).result, 0);
    assert.equal(client.call(0, { level: 102 }).result, 5);
    assert.equal(client.call(0, { level: 9 }).result, 124);
    assert.equal(new RpcClient("wkssvc", wkssvc, ANONYMOUS).call(0, { level: 101 }).result, 5);
    const { information } = new RpcClient("lsarpc", dsrole).call(0);
    assert.equal(information.value.machineRole, 2);
    assert.equal(information.value.domainNameFlat, "WORKGROUP");
  });
});

describe("lsarpc", () => {
  it("opens a policy in every generation, for reading", () => {
    const client = new RpcClient("lsarpc", lsarpc, ORDINARY);
    for (const opnum of [6, 44, 130]) {
      assert.notEqual(client.open(opnum), NO_HANDLE, String(opnum));
      const writing = client.call(opnum, { desiredAccess: 0x000f0fff });
      assert.equal(writing.status, STATUS_ACCESS_DENIED);
      assert.equal(writing.handle, NO_HANDLE);
    }
  });

  it("closes a handle once", () => {
    const client = new RpcClient("lsarpc", lsarpc);
    const handle = client.open(44);
    assert.deepEqual(client.call(0, { handle }), { handle: NO_HANDLE, status: STATUS_SUCCESS });
    assert.deepEqual(client.call(0, { handle }), FAULT_CONTEXT_MISMATCH);
  });

  it("keeps a limited number of handles", () => {
    const client = new RpcClient("lsarpc", lsarpc);
    for (let count = 0; count < 128; count++) assert.notEqual(client.open(44), NO_HANDLE);
    assert.equal(client.call(44).status, STATUS_INSUFFICIENT_RESOURCES);
  });

  it("turns SIDs into names: users, groups, well-known ones, domains, Unix ids", () => {
    const client = new RpcClient("lsarpc", lsarpc);
    const handle = client.open(44);
    const expected: readonly (readonly [string, string, string | null, number])[] = [
      ["S-1-5-21-1-2-3-1000", "alice", "LARDER", 1],
      ["S-1-5-21-1-2-3-1100", "staff", "LARDER", 4],
      ["S-1-5-21-1-2-3-513", "None", "LARDER", 2],
      ["S-1-5-21-1-2-3", "LARDER", "LARDER", 3],
      ["S-1-1-0", "Everyone", "", 5],
      ["S-1-5-18", "SYSTEM", "NT AUTHORITY", 5],
      ["S-1-5-32-544", "Administrators", "BUILTIN", 4],
      ["S-1-5-32-551", "Backup Operators", "BUILTIN", 4],
      ["S-1-22-1-65534", "65534", "Unix User", 1],
      ["S-1-5-21-1-2-3-4242", "00001092", "LARDER", 8],
      ["S-1-5-21-9-9-9-1000", "S-1-5-21-9-9-9-1000", null, 8],
    ];
    const sids = {
      entries: expected.length,
      sids: expected.map(([sid]) => ({ sid })),
    };
    for (const opnum of [15, 57, 76]) {
      const { domains, translated, mappedCount, status } = client.call(opnum, { handle, sids });
      assert.equal(status, STATUS_SOME_NOT_MAPPED);
      assert.equal(mappedCount, 9);
      for (const [index, [sid, name, domain, use]] of expected.entries()) {
        const found = translated.list[index];
        assert.deepEqual([found.name, found.use], [name, use], sid);
        const named = found.domainIndex < 0 ? null : domains.domains[found.domainIndex].name;
        assert.equal(named, domain, sid);
      }
    }
  });

  it("turns names into SIDs in every form of a name and of the answer", () => {
    const client = new RpcClient("lsarpc", lsarpc);
    const handle = client.open(44);
    const expected: readonly (readonly [string, string, number])[] = [
      ["ALICE", "S-1-5-21-1-2-3-1000", 1],
      ["larder\\bob", "S-1-5-21-1-2-3-1001", 1],
      ["ünal@larder.local", "S-1-5-21-1-2-3-1002", 1],
      ["staff", "S-1-5-21-1-2-3-1100", 4],
      ["BUILTIN\\Users", "S-1-5-32-545", 4],
      ["everyone", "S-1-1-0", 5],
      ["LARDER", "S-1-5-21-1-2-3", 3],
      ["Unix Group\\100", "S-1-22-2-100", 2],
    ];
    const names = [...expected.map(([name]) => name), "OTHER\\alice"];
    const change = { handle, count: names.length, names };
    for (const opnum of [14, 58, 68, 77]) {
      const { translated, mappedCount, status } = client.call(opnum, change);
      assert.equal(status, STATUS_SOME_NOT_MAPPED, String(opnum));
      assert.equal(mappedCount, expected.length);
      for (const [index, [name, sid]] of expected.entries()) {
        const found = translated.list[index];
        if (opnum >= 68) assert.equal(found.sid, sid, name);
        else if (name !== "LARDER")
          assert.equal(`${found.relativeId}`, sid.split("-").at(-1), name);
      }
    }
    const none = client.call(14, { handle, count: 1, names: ["nobody"] });
    assert.equal(none.status, STATUS_NONE_MAPPED);
    const empty = client.call(68, { handle, count: 1, names: [""] });
    assert.equal(empty.translated.list[0].sid, "S-1-5-32");
  });

  it("says what the machine is, and who asks", () => {
    const client = new RpcClient("lsarpc", lsarpc, ORDINARY);
    const handle = client.open(44);
    const query = (informationClass: number) =>
      client.call(7, { handle, informationClass }).information?.value;
    assert.deepEqual(query(3), { name: "WORKGROUP", sid: null });
    assert.deepEqual(query(5), { name: "LARDER", sid: "S-1-5-21-1-2-3" });
    assert.equal(query(6), 3);
    assert.equal(query(12).name, "WORKGROUP");
    assert.equal(query(99), undefined);
    const asked = client.call(45);
    assert.deepEqual([asked.userName, asked.domainName], ["bob", { text: "LARDER" }]);
    const anonymous = new RpcClient("lsarpc", lsarpc, ANONYMOUS).call(45);
    assert.equal(anonymous.userName, "ANONYMOUS LOGON");
  });

  it("gives administrators and backup operators the privileges that the engine counts with", () => {
    const client = new RpcClient("lsarpc", lsarpc);
    const handle = client.open(44);
    assert.deepEqual(client.call(36, { handle }).rights.list, [
      "SeSecurityPrivilege",
      "SeTakeOwnershipPrivilege",
    ]);
    const operators = client.call(36, { handle, sid: "S-1-5-32-551" });
    assert.deepEqual(operators.rights.list, ["SeBackupPrivilege", "SeRestorePrivilege"]);
    const other = client.call(36, { handle, sid: "S-1-1-0" });
    assert.equal(other.status, STATUS_OBJECT_NAME_NOT_FOUND);
    assert.deepEqual(client.call(31, { handle }).luid, { low: 9, high: 0 });
    assert.equal(client.call(32, { handle }).name, "SeTakeOwnershipPrivilege");
  });
});

describe("samr", () => {
  function domainOf(client: RpcClient, sid = "S-1-5-21-1-2-3"): string {
    return client.open(7, { handle: client.open(64), sid });
  }

  it("is closed to anonymous callers, and to ordinary ones who want to write", () => {
    const anonymous = new RpcClient("samr", samr, ANONYMOUS);
    for (const opnum of [0, 57, 62, 64]) {
      assert.equal(anonymous.call(opnum).status, STATUS_ACCESS_DENIED);
      const ordinary = new RpcClient("samr", samr, ORDINARY);
      assert.equal(ordinary.call(opnum).status, STATUS_SUCCESS);
      assert.equal(ordinary.call(opnum, { desiredAccess: 8 }).status, STATUS_ACCESS_DENIED);
    }
  });

  it("knows the machine's domain and BUILTIN", () => {
    const client = new RpcClient("samr", samr);
    const handle = client.open(64);
    const { buffer } = client.call(6, { handle });
    assert.deepEqual(
      buffer.list.map((each: { name: string }) => each.name),
      ["LARDER", "BUILTIN"],
    );
    assert.equal(client.call(5, { handle }).sid, "S-1-5-21-1-2-3");
    assert.equal(client.call(5, { handle, name: "OTHER" }).status, STATUS_NO_SUCH_DOMAIN);
    assert.equal(client.call(5, { handle, name: "" }).status, STATUS_INVALID_PARAMETER);
    assert.equal(client.call(7, { handle, sid: "S-1-5-21-7" }).status, STATUS_NO_SUCH_DOMAIN);
  });

  it("lists users, groups and aliases, page by page", () => {
    const client = new RpcClient("samr", samr);
    const handle = domainOf(client);
    const names = (opnum: number, of = handle) =>
      client.call(opnum, { handle: of }).buffer.list.map((each: { name: string }) => each.name);
    assert.deepEqual(names(13), ["alice", "bob", "Ünal"]);
    assert.deepEqual(names(11), ["None"]);
    assert.deepEqual(names(15), ["staff"]);
    assert.deepEqual(names(15, domainOf(client, "S-1-5-32")), [
      "Administrators",
      "Users",
      "Guests",
      "Backup Operators",
    ]);
    const first = client.call(13, { handle, preferredBytesMax: 1 });
    assert.deepEqual([first.status, first.countReturned], [STATUS_MORE_ENTRIES, 1]);
    const second = client.call(13, { handle, preferredBytesMax: 1, context: first.context });
    assert.equal(second.buffer.list[0].name, "bob");
    // Server trust accounts: there are none.
    assert.equal(client.call(13, { handle, userAccountControl: 0x100 }).countReturned, 0);
  });

  it("translates names and relative ids within a domain", () => {
    const client = new RpcClient("samr", samr);
    const handle = domainOf(client);
    const names = client.call(17, { handle });
    assert.equal(names.status, STATUS_SOME_NOT_MAPPED);
    assert.deepEqual(names.relativeIds.elements, [1000, 0]);
    assert.deepEqual(names.use.elements, [1, 8]);
    const ids = client.call(18, { handle, count: 2, relativeIds: [1100, 513] });
    assert.deepEqual(ids.names.elements, ["staff", "None"]);
    assert.equal(ids.status, STATUS_SUCCESS);
    assert.equal(client.call(65, { handle }).sid, "S-1-5-21-1-2-3-1000");
  });

  it("answers every class of a user, and nothing of a password", () => {
    const client = new RpcClient("samr", samr);
    const handle = client.open(34, { handle: domainOf(client) });
    for (const informationClass of [
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 20, 21,
    ]) {
      const { information, status } = client.call(36, { handle, informationClass });
      assert.equal(status, STATUS_SUCCESS, String(informationClass));
      assert.equal(information.tag, informationClass);
      assert.deepEqual(client.call(47, { handle, informationClass }).information, information);
    }
    const all = client.call(36, { handle }).information.value;
    assert.deepEqual([all.userName, all.userId, all.ntOwfPassword], ["alice", 1000, ""]);
    assert.equal(all.userAccountControl, 0x210);
    const missing = client.call(36, { handle, informationClass: 18 });
    assert.equal(missing.status, STATUS_INVALID_INFO_CLASS);
    const nobody = client.call(34, { handle: domainOf(client), userId: 1 });
    assert.equal(nobody.status, STATUS_NO_SUCH_USER);
  });

  it("answers every class of a domain", () => {
    const client = new RpcClient("samr", samr);
    const handle = domainOf(client);
    for (const informationClass of [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13]) {
      const { information, status } = client.call(8, { handle, informationClass });
      assert.equal(status, STATUS_SUCCESS, String(informationClass));
      assert.deepEqual(client.call(46, { handle, informationClass }).information, information);
    }
    assert.equal(client.call(8, { handle, informationClass: 2 }).information.value.userCount, 3);
    const missing = client.call(8, { handle, informationClass: 10 });
    assert.equal(missing.status, STATUS_INVALID_INFO_CLASS);
  });

  it("knows who belongs to what", () => {
    const client = new RpcClient("samr", samr);
    const domain = domainOf(client);
    const builtin = domainOf(client, "S-1-5-32");
    assert.deepEqual(client.call(16, { handle: domain }).membership.elements, [1100]);
    assert.deepEqual(client.call(16, { handle: builtin }).membership.elements, [544, 545]);
    const alias = client.open(27, { handle: domain });
    const sids = client.call(33, { handle: alias }).members.sids;
    assert.deepEqual(sids, [{ sid: "S-1-5-21-1-2-3-1000" }, { sid: "S-1-5-21-1-2-3-1001" }]);
    assert.equal(client.call(28, { handle: alias }).information.value.memberCount, 2);
    const operators = client.open(27, { handle: builtin, aliasId: 551 });
    const [operator] = client.call(33, { handle: operators }).members.sids;
    assert.deepEqual(operator, { sid: "S-1-5-21-1-2-3-1001" });
    const group = client.open(19, { handle: domain });
    assert.deepEqual(client.call(25, { handle: group }).members.rids, [1000, 1001, 1002]);
    const user = client.open(34, { handle: domain });
    assert.equal(client.call(39, { handle: user }).groups.list[0].relativeId, 513);
  });

  it("shows lists of users and groups, sorted, in parts", () => {
    const client = new RpcClient("samr", samr);
    const handle = domainOf(client);
    const list = client.call(40, { handle }).information.value.list;
    assert.deepEqual(
      list.map((each: { accountName: string }) => each.accountName),
      ["alice", "bob", "Ünal"],
    );
    const second = client.call(40, { handle, index: 1, entryCount: 1 });
    assert.equal(second.status, STATUS_MORE_ENTRIES);
    assert.equal(second.information.value.list[0].accountName, "bob");
    assert.equal(client.call(48, { handle }).information.value.list[0].accountName, "None");
    const oem = client.call(51, { handle }).information.value.list;
    assert.equal(oem[2].accountName, "?nal");
    assert.equal(client.call(40, { handle, displayClass: 9 }).status, STATUS_INVALID_INFO_CLASS);
  });

  it("describes the security of its objects with the parts asked for", () => {
    const client = new RpcClient("samr", samr);
    const handle = client.open(64);
    const { descriptor } = client.call(3, { handle });
    const parsed = parseSecurityDescriptor(descriptor.bytes);
    assert.equal(parsed.owner?.text, "S-1-5-32-544");
    assert.equal(parsed.dacl?.aces.length, 2);
    const owner = client.call(3, { handle, securityInformation: 1 }).descriptor.bytes;
    assert.equal(parseSecurityDescriptor(owner).dacl, null);
  });
});
