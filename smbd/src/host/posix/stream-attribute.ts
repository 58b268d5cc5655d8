import { foldName } from "../fold-name.ts";
import { ATTRIBUTE_BYTES_MAX, attributeNames } from "./extended-attribute.ts";
import { decodeText, encodeText } from "./stored-name.ts";

/**
 * Named streams in Samba's layout: attribute `user.DosStream.NAME:$DATA`, whose value is the
 * stream and one NUL more, so that an empty stream is an attribute too.
 */
export interface StoredStream {
  readonly name: string;
  readonly attribute: Uint8Array;
}

export function storedStreams(list: Uint8Array): StoredStream[] {
  const streams: StoredStream[] = [];
  for (const text of attributeNames(list)) {
    if (!text.startsWith(PREFIX)) continue;
    const attribute = Buffer.from(text, "latin1");
    const name = streamNameOf(attribute);
    if (name !== null) streams.push({ name, attribute });
  }
  return streams;
}

/** Null for an attribute that holds no stream. */
export function streamNameOf(attribute: Uint8Array): string | null {
  const text = Buffer.from(attribute).toString("latin1");
  if (!text.startsWith(PREFIX) || !text.endsWith(SUFFIX)) return null;
  const name = text.slice(PREFIX.length, -SUFFIX.length);
  return name === "" ? null : decodeText(Buffer.from(name, "latin1"));
}

/** The stream that `name` means, whatever its case. */
export function findStream(list: Uint8Array, name: string): StoredStream | null {
  const streams = storedStreams(list);
  const fold = foldName(name);
  return (
    streams.find((stream) => stream.name === name) ??
    streams.find((stream) => foldName(stream.name) === fold) ??
    null
  );
}

/** Null for a name that no attribute can have. */
export function streamAttribute(name: string): Uint8Array | null {
  if (name === "" || name.includes("\0") || name.includes("/")) return null;
  const attribute = Buffer.concat([Buffer.from(PREFIX), encodeText(name), Buffer.from(SUFFIX)]);
  return attribute.length > ATTRIBUTE_BYTES_MAX ? null : attribute;
}

const PREFIX = "user.DosStream.";
const SUFFIX = ":$DATA";
