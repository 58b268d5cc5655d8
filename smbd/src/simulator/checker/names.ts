/** A name leads to the file that it was given to, until it is taken away; what is going to be deleted lets nobody in. */
import type { Reply } from "../../test/virtual-client.ts";
import { FILE_CREATED, FILE_OPENED } from "../../wire/message/create.ts";
import {
  STATUS_DELETE_PENDING,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_OBJECT_PATH_NOT_FOUND,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CreateAnswer } from "../model/apply.ts";
import type { FileModel } from "../model/file-model.ts";
import { parentOf, shown } from "../model/path.ts";
import type { Scene } from "../scene.ts";
import type { CreateOperation, SentRequest } from "../sent-request.ts";
import { Violation } from "../violation.ts";
import type { Checker } from "./checker.ts";

const FILE_CREATE = 2;

export class NamesChecker implements Checker {
  readonly name = "names";
  readonly #scene: Scene;
  /** Failed CREATEs of this turn whose name was not there before. */
  readonly #refusedNew: SentRequest[] = [];

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  answered(request: SentRequest, reply: Reply, created: CreateAnswer | null): void {
    const { operation } = request;
    if (operation.kind === "rename" || operation.kind === "link") {
      this.#checkTarget(request, operation.path, operation.replace, reply);
    }
    if (operation.kind !== "create" || operation.back !== null || operation.isReplay) return;
    const { model } = this.#scene;
    const isSure =
      !this.#scene.isHazy(operation.path, request) &&
      !this.#scene.isHazy(parentOf(operation.path), request) &&
      !request.isSpread(model.turn);
    const file = model.names.get(operation.path);
    if (created === null && file === undefined && isSure) this.#refusedNew.push(request);
    if (!isSure) {
      // What the disk did in this turn is looked at when the turn is over.
      const isOwnDoing = !this.#scene.isInFlight(operation.path, request);
      if (created === null && file === undefined && isOwnDoing) this.#refusedNew.push(request);
      return;
    }
    if (created !== null) this.#checkCreated(request, operation, created, file);
    else this.#checkRefused(request, operation, reply.status, file);
  }

  /** A CREATE that failed left nothing behind, least of all where the disk failed in the middle of it. */
  turned(): void {
    for (const request of this.#refusedNew.splice(0)) {
      const { path } = request.operation as CreateOperation;
      const { model, truth } = this.#scene;
      if (request.chain.length > 1 || truth.lookup(path) === null) continue;
      const file = model.names.get(path);
      // Somebody else's, made in the same turn.
      if (file?.isOpen === true) continue;
      if (file !== undefined && model.folderChanges.some(({ folder }) => folder === parentOf(path)))
        continue;
      this.#fail(
        request,
        path,
        "failed, and the name is there; expected nothing to be left behind",
      );
    }
  }

  #checkCreated(
    request: SentRequest,
    { path, streamName, request: { createDisposition } }: CreateOperation,
    { response, diskId }: CreateAnswer,
    file: FileModel | undefined,
  ): void {
    if (file?.isDoubtful === true) return;
    const isNewStream = streamName !== "" && file?.streams.has(streamName) !== true;
    const isCreated = response.createAction === FILE_CREATED;
    if (file === undefined) {
      if (!isCreated)
        this.#fail(
          request,
          path,
          "opens what is not there; expected OBJECT_NAME_NOT_FOUND, or a new file",
        );
      if (!this.#scene.model.names.has(parentOf(path))) {
        this.#fail(request, path, "makes a file in a folder that is not there");
      }
      if (diskId !== null && this.#scene.model.files.has(diskId)) {
        this.#fail(request, path, "makes a new file that is an old one under another name");
      }
      return;
    }
    if (diskId !== file.id)
      this.#fail(request, path, `leads to file ${diskId}; expected ${file.id}`);
    if (isCreated && !isNewStream && file.streams.has(streamName)) {
      this.#fail(request, path, "makes anew what is there already");
    }
    if (createDisposition === FILE_CREATE && response.createAction === FILE_OPENED) {
      this.#fail(request, path, "opens what was to be made; expected OBJECT_NAME_COLLISION");
    }
    if (file.isDeletePending && [...file.opens()].some((open) => !open.isLoose)) {
      this.#fail(request, path, "opens what is marked for deletion; expected DELETE_PENDING");
    }
    const stream = file.streams.get(streamName);
    if (stream?.isDeletePending === true && [...stream.opens].some((open) => !open.isLoose)) {
      this.#fail(request, path, `opens the stream ${streamName}, which is marked for deletion`);
    }
  }

  #checkRefused(
    request: SentRequest,
    { path, streamName, request: { createDisposition } }: CreateOperation,
    status: number,
    file: FileModel | undefined,
  ): void {
    const { model } = this.#scene;
    if (status === STATUS_OBJECT_NAME_NOT_FOUND && file !== undefined) {
      const stream = file.streams.get(streamName);
      if (
        stream !== undefined &&
        !stream.isDeletePending &&
        (streamName === "" || stream.opens.size > 0)
      ) {
        this.#fail(request, path, "is not found; expected it to be there");
      }
    }
    if (status === STATUS_OBJECT_NAME_COLLISION) {
      if (file === undefined)
        this.#fail(request, path, "collides with nothing; expected a new file");
      if (createDisposition !== FILE_CREATE)
        this.#fail(request, path, "collides, though it may be opened");
    }
    if (status === STATUS_DELETE_PENDING && !this.#isDoomed(path, streamName, file)) {
      this.#fail(request, path, "is said to be going; expected nobody to have marked it");
    }
    if (status === STATUS_OBJECT_PATH_NOT_FOUND && model.names.get(parentOf(path))?.isDirectory) {
      this.#fail(request, path, "has no folder, it is said; expected the folder to be there");
    }
  }

  /** Itself, or the folder that it was to be made in. */
  #isDoomed(path: string, streamName: string, file: FileModel | undefined): boolean {
    const { model } = this.#scene;
    const folder = model.names.get(parentOf(path));
    if (folder?.isDeletePending === true) return true;
    if (file === undefined) return false;
    return (
      file.isDoubtful ||
      file.isDeletePending ||
      file.streams.get(streamName)?.isDeletePending === true ||
      model.hasStrangers(file)
    );
  }

  #checkTarget(request: SentRequest, path: string, replace: boolean, reply: Reply): void {
    const { open } = request;
    const { model } = this.#scene;
    if (open === null || this.#scene.isHazy(path, request)) return;
    const existing = model.names.get(path);
    const isThere = model.names.get(open.path) === open.stream.file;
    if (reply.status === STATUS_OBJECT_NAME_NOT_FOUND && isThere && !open.isLoose) {
      this.#fail(request, open.path, "is not found by the handle that has it open");
    }
    if (reply.status === STATUS_OBJECT_NAME_COLLISION && existing === undefined) {
      this.#fail(request, path, "collides with nothing as a new name");
    }
    if (reply.status !== STATUS_SUCCESS) return;
    if (existing !== undefined && existing !== open.stream.file && !replace) {
      this.#fail(request, path, "is given away a second time; expected OBJECT_NAME_COLLISION");
    }
    const isOpen = existing !== undefined && [...existing.opens()].some(({ isLoose }) => !isLoose);
    if (existing !== open.stream.file && isOpen) {
      this.#fail(request, path, "is replaced while it is open; expected ACCESS_DENIED");
    }
  }

  #fail(request: SentRequest, path: string, problem: string): never {
    throw new Violation(
      this.name,
      `${request.link.name} #${request.messageId}: ${shown(path)} ${problem}`,
      [request.actor.name, shown(path)],
    );
  }
}
