/** No two opens live beside each other that do not allow each other; and none is refused without such a reason. */
import type { Reply } from "../../test/virtual-client.ts";
import { STATUS_SHARING_VIOLATION } from "../../wire/status.ts";
import type { CreateAnswer } from "../model/apply.ts";
import type { FileModel } from "../model/file-model.ts";
import type { OpenModel } from "../model/open-model.ts";
import { shown } from "../model/path.ts";
import type { Scene } from "../scene.ts";
import type { CreateOperation, SentRequest } from "../sent-request.ts";
import { Violation } from "../violation.ts";
import type { Checker } from "./checker.ts";

interface Sharing {
  readonly access: number;
  readonly share: number;
  readonly streamName: string;
}

export class ShareModesChecker implements Checker {
  readonly name = "share-modes";
  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  answered(request: SentRequest, reply: Reply): void {
    const { operation } = request;
    if (operation.kind !== "create" || reply.status !== STATUS_SHARING_VIOLATION) return;
    if (operation.back !== null || this.#scene.isHazy(operation.path, request)) return;
    const { model } = this.#scene;
    const file = model.names.get(operation.path);
    if (file === undefined || model.hasStrangers(file)) return;
    const wanted = wantedBy(operation, file);
    for (const open of file.opens()) if (conflict(sharingOf(open), wanted) !== null) return;
    // New contents take the named streams along, and who has one open must share its deletion.
    const replacing = { ...wanted, access: DELETE };
    const replaces = isReplacing(operation) && operation.streamName === "";
    for (const open of file.opens()) {
      if (replaces && refusesDeletion(sharingOf(open), replacing) !== null) return;
    }
    throw new Violation(
      this.name,
      `${request.actor.name} is refused ${shown(operation.path, operation.streamName)} with a sharing violation; expected success, since every open there allows it`,
      [request.actor.name, shown(operation.path)],
    );
  }

  applied(request: SentRequest, _reply: Reply, created: CreateAnswer | null): void {
    const open = request.opened;
    if (
      created === null ||
      open === null ||
      request.isReturned ||
      request.isSpread(this.#scene.model.turn)
    )
      return;
    for (const other of open.stream.file.opens()) {
      if (other === open || other.isLoose) continue;
      const reason = conflict(sharingOf(other), sharingOf(open));
      if (reason === null) continue;
      throw new Violation(
        this.name,
        `${open.name} of ${open.actor.name} was let in beside ${other.name} of ${other.actor.name} on ${shown(open.path, open.stream.name)}, though ${reason}`,
        [open.name, other.name, open.actor.name, other.actor.name],
      );
    }
  }
}

const READ = 0x0001 | 0x0020;
const WRITE = 0x0002 | 0x0004;
const DELETE = 0x1_0000;

function isReplacing({ request }: CreateOperation): boolean {
  return [0, 4, 5].includes(request.createDisposition);
}

function wantedBy(operation: CreateOperation, file: FileModel): Sharing {
  const { request, streamName } = operation;
  // [MS-FSA] 2.1.5.1.2: what replaces the contents, or makes a stream, must be allowed to write.
  const replaces = isReplacing(operation) || !file.streams.has(streamName) ? 0x2 : 0;
  const supersedes = request.createDisposition === 0 ? DELETE : 0;
  const access = request.desiredAccess | replaces | supersedes;
  return { access, share: request.shareAccess, streamName };
}

function sharingOf(open: OpenModel): Sharing {
  return { access: open.access, share: open.share, streamName: open.stream.name };
}

/** [MS-FSA] 2.1.5.1.2.2, said once more; null where both can live. */
function conflict(one: Sharing, other: Sharing): string | null {
  if (one.streamName === other.streamName) return refusal(one, other) ?? refusal(other, one);
  return refusesDeletion(one, other) ?? refusesDeletion(other, one);
}

function refusal(holder: Sharing, visitor: Sharing): string | null {
  if (!counts(holder) || !counts(visitor)) return null;
  if ((visitor.access & READ) !== 0 && (holder.share & 1) === 0) return "one shares no reading";
  if ((visitor.access & WRITE) !== 0 && (holder.share & 2) === 0) return "one shares no writing";
  if ((visitor.access & DELETE) !== 0 && (holder.share & 4) === 0) return "one shares no deletion";
  return null;
}

function refusesDeletion(stream: Sharing, whole: Sharing): string | null {
  if (whole.streamName !== "" || stream.streamName === "" || !counts(stream)) return null;
  const refuses = (whole.access & DELETE) !== 0 && (stream.share & 4) === 0;
  return refuses ? "its stream shares no deletion" : null;
}

function counts(sharing: Sharing): boolean {
  return (sharing.access & (READ | WRITE | DELETE)) !== 0;
}
