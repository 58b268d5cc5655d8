import type { SyslogEntry } from "./syslog-entry.ts";

export interface SyslogSender {
  readonly facility: number;
  readonly hostName: string;
  readonly processId: number;
}

/** [RFC 5424] 6: header, structured data with every field, and a sentence for people. */
export function syslogMessage(entry: SyslogEntry, sender: SyslogSender): string {
  const priority = sender.facility * 8 + (entry.status === "" ? INFORMATIONAL : WARNING);
  const header = [
    `<${priority}>1`,
    new Date(entry.timeMs).toISOString(),
    printable(sender.hostName, 255),
    "larder",
    String(sender.processId),
    printable(entry.kind, 32),
  ];
  const { source, user, address, share, path, status, detail } = entry;
  const fields = Object.entries({ source, user, address, share, path, status, detail })
    .filter(([, value]) => value !== "")
    .map(([name, value]) => ` ${name}="${quoted(value)}"`);
  return `${header.join(" ")} [${ELEMENT}${fields.join("")}] ${sentence(entry)}`;
}

const WARNING = 4;
const INFORMATIONAL = 6;
/** 32473 is the enterprise number of examples ([RFC 5612]); we have none of our own. */
const ELEMENT = "audit@32473";
/** Receivers take 2,048 bytes for certain ([RFC 5425] 4.3.1): a path that is longer is cut. */
const VALUE_LENGTH_MAX = 400;

/** [RFC 5424] 6: PRINTUSASCII, and "-" for nothing. */
function printable(text: string, lengthMax: number): string {
  return text.replace(/[^\x21-\x7e]/g, "_").slice(0, lengthMax) || "-";
}

/** [RFC 5424] 6.3.3: quote, backslash and bracket are escaped. Control characters could begin a line of their own. */
function quoted(text: string): string {
  return cut(text).replace(/["\\\]]/g, "\\$&");
}

function sentence({ kind, user, address, share, path, status }: SyslogEntry): string {
  const place = [share, path].filter((part) => part !== "").join("/");
  const parts = [
    kind,
    user === "" ? "" : `by ${cut(user)}`,
    address === "" ? "" : `from ${cut(address)}`,
    place === "" ? "" : `at ${cut(place)}`,
    status === "" ? "" : `refused: ${cut(status)}`,
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function cut(text: string): string {
  const short = text.length > VALUE_LENGTH_MAX ? `${text.slice(0, VALUE_LENGTH_MAX)}…` : text;
  return short.toWellFormed().replace(/\p{Cc}/gu, "\uFFFD");
}
