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
  for (const attribute of attributeNames(list)) {
    if (!attribute.startsWith(PREFIX) || !attribute.endsWith(SUFFIX)) continue;
    const name = attribute.slice(PREFIX.length, -SUFFIX.length);
    if (name === "") continue;
    streams.push({
      name: decodeText(Buffer.from(name, "latin1")),
      attribute: Buffer.from(attribute, "latin1"),
    });
  }
  return streams;
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
