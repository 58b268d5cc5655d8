/** Credits are conserved: each request gives back what was asked for, once, and the client never runs dry. */
import type { Reply } from "../../test/virtual-client.ts";
import type { Link } from "../link.ts";
import type { Scene } from "../scene.ts";
import type { SentRequest } from "../sent-request.ts";
import { Violation } from "../violation.ts";
import type { Checker } from "./checker.ts";

export class CreditsChecker implements Checker {
  readonly name = "credits";
  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  pending(request: SentRequest, reply: Reply): void {
    this.#expect(request, reply.header.credit, Math.max(1, request.creditsAsked));
  }

  answered(request: SentRequest, reply: Reply): void {
    // [MS-SMB2] 3.3.4.2: what went async had its credits with the interim response.
    const isAsync = request.interim !== null;
    this.#expect(request, reply.header.credit, isAsync ? 0 : Math.max(1, request.creditsAsked));
  }

  quiet(): void {
    for (const link of this.#scene.links) {
      const expected = link.client.creditsGranted - Number(link.client.messageId);
      const available = link.driver?.connection.credits.available ?? expected;
      if (available === expected && expected > 0) continue;
      throw new Violation(
        this.name,
        `${link.name} holds ${expected} credits by what it was granted and used, the server counts ${available}`,
        [link.name],
      );
    }
  }

  #expect(request: SentRequest, granted: number, expected: number): void {
    if (granted === expected) return;
    const { link, messageId } = request;
    throw new Violation(
      this.name,
      `${link.name} #${messageId} asked for ${request.creditsAsked} credits and gets ${granted}; expected ${expected}`,
      [nameOf(link)],
    );
  }
}

function nameOf(link: Link): string {
  return link.name;
}
