/** Nothing is sent that was not written: released slabs are full of 0xdd, lengths to be filled in are 0xff. */
import { HEADER_BYTES } from "../../wire/header.ts";
import type { Link } from "../link.ts";
import { Violation } from "../violation.ts";
import type { Checker } from "./checker.ts";

/** As many bytes of one value in a row as no reply has by right; what clients write has none of them. */
const RUN = 4;
const NOTIFICATION = 18;

export class BytesChecker implements Checker {
  readonly name = "bytes";

  sent(link: Link, message: Uint8Array): void {
    for (let at = 0; ; ) {
      const data = new DataView(message.buffer, message.byteOffset + at, message.byteLength - at);
      const command = data.getUint16(12, true);
      const next = data.getUint32(20, true);
      const end = next === 0 ? message.length : at + next;
      if (command !== NOTIFICATION)
        this.#checkBody(link, command, message.subarray(at + HEADER_BYTES, end));
      if (next === 0) return;
      at = end;
    }
  }

  #checkBody(link: Link, command: number, body: Uint8Array): void {
    for (const poison of [0xdd, 0xff]) {
      let run = 0;
      for (const byte of body) {
        run = byte === poison ? run + 1 : 0;
        if (run < RUN) continue;
        throw new Violation(
          this.name,
          `the server sends ${link.name} bytes that it never wrote (0x${poison.toString(16)}…) in a reply to command ${command}`,
          [link.name],
        );
      }
    }
  }
}
