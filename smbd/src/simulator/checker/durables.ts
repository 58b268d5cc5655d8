/** An open that outlives its connection comes back as it was, and to nobody but who had it. */
import type { Reply } from "../../test/virtual-client.ts";
import type { CreateAnswer } from "../model/apply.ts";
import { shown } from "../model/path.ts";
import type { SentRequest } from "../sent-request.ts";
import { Violation } from "../violation.ts";
import type { Checker } from "./checker.ts";

export class DurablesChecker implements Checker {
  readonly name = "durables";

  answered(request: SentRequest, _reply: Reply, created: CreateAnswer | null): void {
    const { operation, actor } = request;
    if (operation.kind !== "create" || operation.back === null || created === null) return;
    const { back } = operation;
    const { fileId } = created.response;
    if (fileId.persistent !== back.fileId.persistent) {
      this.#fail(request, `asks for ${back.name} and gets another one`);
    }
    if (actor.options.userName !== back.actor.options.userName) {
      this.#fail(
        request,
        `is given ${back.name} of ${back.actor.options.userName}; expected ACCESS_DENIED`,
      );
    }
    if (back.isClosed) this.#fail(request, `is given ${back.name}, which was closed`);
    if (!back.isLoose) this.#fail(request, `is given ${back.name}, which its owner still uses`);
  }

  #fail(request: SentRequest, problem: string): never {
    const { operation, actor } = request;
    const back = operation.kind === "create" ? operation.back : null;
    const path = back === null ? "" : shown(back.path);
    throw new Violation(this.name, `${actor.name}, as ${actor.options.userName}, ${problem}`, [
      actor.name,
      back?.name ?? actor.name,
      path,
    ]);
  }
}
