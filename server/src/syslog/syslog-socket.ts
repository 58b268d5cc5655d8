import { createSocket } from "node:dgram";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

export interface SyslogTarget {
  readonly transport: "udp" | "tcp" | "tls";
  readonly host: string;
  readonly port: number;
  /** PEM; empty: the public authorities. */
  readonly ca: string;
}

export interface SyslogSocketListener {
  ready(): void;
  /** Once, and nothing after it. */
  failed(reason: string): void;
}

/** A way to a syslog server, open until it fails or is closed. */
export interface SyslogSocket {
  /** `sent` is called when the system has taken it; never, when it fails. */
  send(message: string, sent: () => void): void;
  close(): void;
}

export function openSyslogSocket(
  target: SyslogTarget,
  listener: SyslogSocketListener,
): SyslogSocket {
  return target.transport === "udp"
    ? openDatagrams(target, listener)
    : openStream(target, listener);
}

/** [RFC 5426]: a datagram each. */
function openDatagrams(target: SyslogTarget, listener: SyslogSocketListener): SyslogSocket {
  const socket = createSocket(isIP(target.host) === 6 ? "udp6" : "udp4");
  let isOver = false;
  const close = () => {
    if (!isOver) socket.close();
    isOver = true;
  };
  const fail = (error: Error) => {
    if (isOver) return;
    close();
    listener.failed(reasonOf(error));
  };
  socket.on("error", fail);
  socket.unref();
  socket.once("connect", () => listener.ready());
  // Connected, so that a port where nobody listens is told back and not sent to for ever.
  socket.connect(target.port, target.host);
  return {
    send: (message, sent) =>
      socket.send(message, (error) => (error === null ? sent() : fail(error))),
    close,
  };
}

/** [RFC 6587] 3.4.1 and [RFC 5425] 4.3: each message behind its length in bytes. */
function openStream(target: SyslogTarget, listener: SyslogSocketListener): SyslogSocket {
  let isOver = false;
  const fail = (reason: string) => {
    if (isOver) return;
    isOver = true;
    socket.destroy();
    listener.failed(reason);
  };
  const socket = dial(target, () => {
    socket.setTimeout(0);
    listener.ready();
  });
  socket.unref();
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.setTimeout(CONNECT_MS_MAX, () => fail("It does not answer."));
  socket.on("error", (error) => fail(reasonOf(error)));
  socket.once("close", () => fail("It closed the connection."));
  // Nothing comes this way; without a reader the end of the connection would not be seen.
  socket.resume();
  return {
    send: (message, sent) =>
      socket.write(`${Buffer.byteLength(message)} ${message}`, (error) => {
        if (error === undefined || error === null) sent();
      }),
    close: () => {
      isOver = true;
      socket.destroy();
    },
  };
}

function dial({ transport, host, port, ca }: SyslogTarget, ready: () => void): Socket {
  if (transport === "tcp") return connectTcp({ host, port }, ready);
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const authority = ca === "" ? {} : { ca };
  return connectTls({ host, port, minVersion: "TLSv1.2", ...servername, ...authority }, ready);
}

const CONNECT_MS_MAX = 10_000;
const KEEP_ALIVE_MS = 60_000;

function reasonOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ECONNREFUSED") return "Nobody listens there.";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "The name is not known.";
  return error.message;
}
