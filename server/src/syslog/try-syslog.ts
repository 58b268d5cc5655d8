import type { SyslogEntry } from "./syslog-entry.ts";
import { type SyslogSender, syslogMessage } from "./syslog-message.ts";
import { openSyslogSocket, type SyslogTarget } from "./syslog-socket.ts";

/** Sends one entry over a connection of its own. null: it was taken; else why not. */
export function trySyslog(
  plan: SyslogTarget & SyslogSender,
  entry: SyslogEntry,
): Promise<string | null> {
  return new Promise((settle) => {
    const finish = (reason: string | null) => {
      clearTimeout(timer);
      socket.close();
      settle(reason);
    };
    const timer = setTimeout(() => finish("It does not answer."), ANSWER_MS_MAX);
    const socket = openSyslogSocket(plan, {
      ready: () =>
        socket.send(syslogMessage(entry, plan), () => {
          // Nobody acknowledges syslog; a refusal comes back within a moment where there is one.
          setTimeout(() => finish(null), REFUSAL_MS);
        }),
      failed: (reason) => finish(reason),
    });
  });
}

const ANSWER_MS_MAX = 12_000;
const REFUSAL_MS = 200;
