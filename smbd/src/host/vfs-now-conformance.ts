import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import type { VfsNode, VfsShare } from "../port/vfs.ts";
import { rootDescriptor } from "../state/descriptor.ts";
import { descriptorOfNew } from "../state/inherit.ts";
import { formatSecurityDescriptor } from "../wire/security/descriptor.ts";
import { SID_NULL } from "../wire/security/well-known.ts";
import { isError, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_SUCCESS } from "../wire/status.ts";
import {
  closeLookup,
  make,
  makeDirectory,
  makeFile,
  NEW_FILE,
  nodeOf,
  ok,
  type VfsHarness,
} from "./vfs-conformance.ts";

/** Nodes that answer for now, and folders by their stored path. */
export function checkNowConformance(title: string, makeHarness: () => VfsHarness): void {
  describe(title, () => {
    const harness = makeHarness();
    after(() => harness.close());
    const check = (sentence: string, body: (share: VfsShare) => void) =>
      test(sentence, () => {
        const share = harness.open();
        body(share);
        share.close();
      });

    check("a node for now shows each change that is made through it", (share) => {
      makeFile(share, ["file"], "abc");
      const { parent, node } = ok(share.lookup(["file"], { forNow: true }));
      assert.ok(node);
      assert.equal(ok(node.stat()).size, 3);
      showsItsChanges(node);
      parent.close();
      node.close();
      const made = make(share, ["made"], { ...NEW_FILE, attributes: HIDDEN, forNow: true });
      assert.equal(ok(made.stat()).attributes, HIDDEN);
      showsItsChanges(made);
      made.close();
    });

    check(
      "a node that is kept shows what others change, and so does one that was never for now",
      (share) => {
        makeFile(share, ["file"], "");
        const kept = ok(share.lookup(["file"], { forNow: true }));
        const plain = ok(share.lookup(["file"]));
        const made = make(share, ["made"], { ...NEW_FILE, forNow: true });
        for (const node of [kept.node, plain.node, kept.parent, made]) {
          ok(node?.stat() ?? 0);
          assert.equal(node?.descriptor(), null);
        }
        kept.node?.keep();
        kept.parent.keep();
        made.keep();
        for (const path of [["file"], [], ["made"]]) {
          const other = nodeOf(share, path);
          assert.equal(other.setStat({ attributes: HIDDEN }), STATUS_SUCCESS);
          assert.equal(other.setDescriptor(DESCRIPTOR), STATUS_SUCCESS);
          other.close();
        }
        for (const node of [kept.node, plain.node, kept.parent, made]) {
          assert.ok(node);
          assert.equal(ok(node.stat()).attributes & HIDDEN, HIDDEN);
          assert.deepEqual(bytesOf(node.descriptor()), bytesOf(DESCRIPTOR));
        }
        closeLookup(kept);
        closeLookup(plain);
        made.close();
      },
    );

    check("a folder is opened by its path as stored, and nothing else is", (share) => {
      makeDirectory(share, ["Folder"]);
      makeDirectory(share, ["Folder", "Below"]);
      makeFile(share, ["Folder", "file"], "");
      for (const path of [[], ["Folder"], ["Folder", "Below"]]) {
        const folder = ok(share.openFolder(path));
        const same = nodeOf(share, path);
        assert.equal(folder.identity, same.identity);
        assert.equal(folder.isDirectory, true);
        assert.deepEqual(folder.stat(), same.stat());
        assert.equal(folder.descriptor(), null);
        folder.close();
        same.close();
      }
      assert.equal(share.openFolder(["FOLDER"]), STATUS_OBJECT_NAME_NOT_FOUND);
      assert.equal(share.openFolder(["Folder", "none"]), STATUS_OBJECT_NAME_NOT_FOUND);
      const file = share.openFolder(["Folder", "file"]);
      assert.ok(typeof file === "number" && isError(file));
    });
  });
}

function showsItsChanges(node: VfsNode): void {
  assert.equal(node.setStat({ attributes: READONLY, lastWriteTime: TIME }), STATUS_SUCCESS);
  assert.equal(ok(node.stat()).attributes, READONLY);
  assert.equal(ok(node.stat()).lastWriteTime, TIME);
  assert.equal(node.setEa("note", 0, new Uint8Array(5)), STATUS_SUCCESS);
  assert.ok(ok(node.stat()).eaSize > 0);
  assert.equal(node.descriptor(), null);
  assert.equal(node.setDescriptor(DESCRIPTOR), STATUS_SUCCESS);
  assert.deepEqual(bytesOf(node.descriptor()), bytesOf(DESCRIPTOR));
  const stream = ok(node.openStream("s", true, true));
  stream.close();
  assert.equal(node.removeStream("s"), STATUS_SUCCESS);
  assert.equal(ok(node.stat()).attributes, READONLY);
}

function bytesOf(descriptor: Uint8Array | null | number): string {
  assert.ok(descriptor instanceof Uint8Array);
  return Buffer.from(descriptor).toString("hex");
}

const HIDDEN = 0x2;
const READONLY = 0x1;
const TIME = 132_000_000_000_000_000n;
const DESCRIPTOR = formatSecurityDescriptor(
  descriptorOfNew(rootDescriptor(SID_NULL, SID_NULL), null, {
    isDirectory: false,
    owner: SID_NULL,
    group: SID_NULL,
  }),
);
