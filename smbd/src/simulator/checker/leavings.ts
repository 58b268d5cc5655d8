/** When everybody has left, the share is what the model says, and the server has nothing open any more. */
import { InfoClient } from "../../test/info-client.ts";
import { FILE_DIRECTORY_FILE, FILE_OPEN } from "../../wire/message/create.ts";
import { STATUS_SUCCESS, statusName } from "../../wire/status.ts";
import { isBelow, parentOf, shown } from "../model/path.ts";
import type { Scene } from "../scene.ts";
import { Violation } from "../violation.ts";

const NAME = "listing";
const READ_BYTES = 65_536;

export function checkShare(scene: Scene): void {
  const { model, world } = scene;
  const client = new InfoClient(world.connected("alice"));
  for (const [path, file] of model.names) {
    if (!file.isDirectory) continue;
    const opened = client.create(path, {
      createDisposition: FILE_OPEN,
      createOptions: FILE_DIRECTORY_FILE,
      desiredAccess: 0x0012_0081,
    });
    if (opened.response === null) {
      throw new Violation(
        NAME,
        `the folder ${shown(path)} cannot be opened when all have left: ${statusName(opened.status)}`,
        [shown(path)],
      );
    }
    const { fileId } = opened.response;
    const names: string[] = [];
    for (;;) {
      const listing = client.list(fileId, { outputBufferLength: 1_000 });
      if (listing.status !== STATUS_SUCCESS) break;
      names.push(...listing.names.map((name) => name.toLowerCase()));
    }
    client.close(fileId);
    const expected = [".", ".."];
    for (const name of model.names.keys()) {
      if (isBelow(name, path) && parentOf(name) === path)
        expected.push(name.slice(path === "" ? 0 : path.length + 1));
    }
    if (names.toSorted().join() === expected.toSorted().join()) continue;
    throw new Violation(
      NAME,
      `${shown(path)} lists ${names.toSorted().join(" ")}; expected ${expected.toSorted().join(" ")}`,
      [
        shown(path),
        ...[...names, ...expected].map((name) => shown(path === "" ? name : `${path}\\${name}`)),
      ],
    );
  }
  checkContents(scene, client);
  client.client.vanish();
}

function checkContents(scene: Scene, client: InfoClient): void {
  for (const [path, file] of scene.model.names) {
    for (const [name, stream] of file.streams) {
      if ((file.isDirectory && name === "") || stream.content.isHazy) continue;
      const opened = client.create(name === "" ? path : `${path}:${name}`, {
        createDisposition: FILE_OPEN,
        desiredAccess: 0x0012_0089,
      });
      if (opened.response === null) {
        if (name !== "" && stream.content.size === 0) continue;
        throw new Violation(
          NAME,
          `${shown(path, name)} cannot be opened when all have left: ${statusName(opened.status)}`,
          [shown(path)],
        );
      }
      const { fileId } = opened.response;
      const parts: Uint8Array[] = [];
      for (let at = 0; ; at += READ_BYTES) {
        const { status, data } = client.read(fileId, at, READ_BYTES);
        if (status !== STATUS_SUCCESS) break;
        parts.push(data);
      }
      client.close(fileId);
      const expected = stream.content.read(0, stream.content.size);
      if (Buffer.compare(Buffer.concat(parts), expected) === 0) continue;
      throw new Violation(
        NAME,
        `${shown(path, name)} does not hold what was written last when all have left`,
        [shown(path)],
      );
    }
  }
}

/** Every table is empty an hour after the last one left. */
export function checkLeftovers(scene: Scene): void {
  const left = scene.world.leftovers();
  if (Object.keys(left).length === 0) return;
  throw new Violation(
    "leftovers",
    `everybody has left, and the server still has ${JSON.stringify(left)}; expected nothing`,
  );
}
