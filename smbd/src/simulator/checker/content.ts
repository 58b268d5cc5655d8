/** What is read is what was written last, and as long. */
import type { Reply } from "../../test/virtual-client.ts";
import { FILE_OPENED } from "../../wire/message/create.ts";
import { decodeReadResponse } from "../../wire/message/read.ts";
import { decodeWriteResponse } from "../../wire/message/write.ts";
import { STATUS_END_OF_FILE, STATUS_SUCCESS } from "../../wire/status.ts";
import type { CreateAnswer } from "../model/apply.ts";
import type { OpenModel } from "../model/open-model.ts";
import { shown } from "../model/path.ts";
import type { Scene } from "../scene.ts";
import type { SentRequest } from "../sent-request.ts";
import { Violation } from "../violation.ts";
import type { Checker } from "./checker.ts";

export class ContentChecker implements Checker {
  readonly name = "content";
  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  answered(request: SentRequest, reply: Reply): void {
    const { operation, open } = request;
    if (open === null) return;
    this.#expectFailure(request, reply, open);
    if (operation.kind === "write" && reply.status === STATUS_SUCCESS) {
      const { count } = decodeWriteResponse(reply.body);
      const { length } = operation.data;
      if (count !== length) this.#fail(open, `${count} bytes are said to be written of ${length}`);
    }
    if (operation.kind !== "read") return;
    const { content } = open.stream;
    const isUnsure =
      content.isHazy ||
      this.#scene.isHazy(open.path, request) ||
      request.isSpread(this.#scene.model.turn);
    if (isUnsure) return;
    const expected = content.read(operation.offset, operation.length);
    if (reply.status === STATUS_END_OF_FILE && expected.length > 0) {
      this.#fail(
        open,
        `READ at ${operation.offset} says end of file; expected ${expected.length} bytes, of ${content.size} in all`,
      );
    }
    if (reply.status !== STATUS_SUCCESS) return;
    const data = decodeReadResponse(reply.body).dataView;
    if (data.length !== expected.length) {
      this.#fail(
        open,
        `READ ${operation.offset}+${operation.length} gives ${data.length} bytes; expected ${expected.length}`,
      );
    }
    const at = data.findIndex((byte, index) => byte !== expected[index]);
    if (at < 0) return;
    this.#fail(
      open,
      `the byte at ${operation.offset + at} reads ${hex(data[at])}; expected ${hex(expected[at])}, the last that was written`,
    );
  }

  /** What the disk refused is not told as done. */
  #expectFailure(request: SentRequest, reply: Reply, open: OpenModel): void {
    const { kind } = request.operation;
    const { faultedOperation } = this.#scene;
    const isPayload = kind === "read" || kind === "write" || kind === "flush";
    if (!isPayload || kind !== faultedOperation || request.chain.length > 1) return;
    if (reply.status !== STATUS_SUCCESS) return;
    this.#fail(open, `${kind} succeeds, though the disk refused it; expected its error`);
  }

  applied(request: SentRequest, _reply: Reply, created: CreateAnswer | null): void {
    const { opened, operation } = request;
    if (created === null || opened === null || operation.kind !== "create") return;
    const { content, file, name } = opened.stream;
    const isUnsure =
      content.isHazy ||
      this.#scene.isHazy(opened.path, request) ||
      request.isSpread(this.#scene.model.turn);
    if (isUnsure || (file.isDirectory && name === "")) return;
    const { endOfFile, createAction } = created.response;
    if (endOfFile === content.size) return;
    const opens = createAction === FILE_OPENED ? "opens" : "makes";
    this.#fail(opened, `CREATE ${opens} it with ${endOfFile} bytes; expected ${content.size}`);
  }

  #fail(open: OpenModel, problem: string): never {
    const path = shown(open.path, open.stream.name);
    throw new Violation(this.name, `${open.name} of ${path}: ${problem}`, [
      open.name,
      shown(open.path),
    ]);
  }
}

function hex(byte: number | undefined): string {
  return byte === undefined ? "nothing" : byte.toString(16).padStart(2, "0");
}
