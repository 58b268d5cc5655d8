/** As much of XML as SOAP needs: elements, name spaces, text. No documents types, no entities of others: nothing grows. */
import { WS_MESSAGE_BYTES_MAX, WS_XML_DEPTH_MAX, WS_XML_NAME_SPACE_COUNT_MAX } from "../limits.ts";

export interface XmlElement {
  /** The name space's address, "{…}" and the local name: "{http://…/soap-envelope}Envelope". */
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
  /** By prefix, as they hold inside: what a list of names in the text refers to. */
  readonly prefixes: ReadonlyMap<string, string>;
}

interface Building {
  readonly tag: string;
  readonly prefixes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

const TOKEN =
  /<(\/?)([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)((?:\s+[^<>"'/=\s]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|<!--(?:[^-]|-[^-])*-->|<\?[^?<>]*\?>/y;
/** Each makes a copy of those that hold around it. */
const DECLARATION = /\sxmlns/g;
const ATTRIBUTE = /([^\s="']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** null: it is no such XML, or larger or deeper than a message has to be. */
export function readXml(bytes: Uint8Array): XmlElement | null {
  if (bytes.length > WS_MESSAGE_BYTES_MAX) return null;
  const text = new TextDecoder("utf-8").decode(bytes).replace(/^\uFEFF/, "");
  if ((text.match(DECLARATION)?.length ?? 0) > WS_XML_NAME_SPACE_COUNT_MAX) return null;
  const open: Building[] = [];
  let root: XmlElement | null = null;
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf("<", at);
    const between = text.slice(at, next < 0 ? text.length : next);
    const inside = open.at(-1);
    if (inside !== undefined) inside.text += between;
    else if (between.trim() !== "") return null;
    if (next < 0) break;
    TOKEN.lastIndex = next;
    const token = TOKEN.exec(text);
    if (token === null) return null;
    at = TOKEN.lastIndex;
    const [, slash, tag, attributes = "", selfClosing] = token;
    if (tag === undefined) continue;
    if (slash === "/") {
      const done = open.pop();
      if (done === undefined || done.tag !== tag) return null;
      root = close(done, open);
    } else {
      if (root !== null || open.length >= WS_XML_DEPTH_MAX) return null;
      open.push(begin(tag, attributes, inside?.prefixes ?? new Map()));
      if (selfClosing === "/") root = close(open.pop()!, open);
    }
    if (root !== null && open.length > 0) root = null;
  }
  return open.length === 0 ? root : null;
}

function begin(tag: string, attributes: string, outer: ReadonlyMap<string, string>): Building {
  let prefixes = outer;
  for (const [, name = "", double, single] of attributes.matchAll(ATTRIBUTE)) {
    if (name !== "xmlns" && !name.startsWith("xmlns:")) continue;
    const changed = new Map(prefixes);
    changed.set(name.slice("xmlns:".length), plain(double ?? single ?? ""));
    prefixes = changed;
  }
  return { tag, prefixes, children: [], text: "" };
}

function close({ tag, prefixes, children, text }: Building, open: Building[]): XmlElement {
  const element = { name: qualified(tag, prefixes), text: plain(text).trim(), children, prefixes };
  open.at(-1)?.children.push(element);
  return element;
}

/** "wsdp:Device" as "{http://…}Device". */
export function qualified(name: string, prefixes: ReadonlyMap<string, string>): string {
  const [prefix = "", local] = name.includes(":") ? name.split(":") : ["", name];
  return `{${prefixes.get(prefix) ?? ""}}${local}`;
}

function plain(text: string): string {
  return text.replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? "");
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  amp: "&",
};

export function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
