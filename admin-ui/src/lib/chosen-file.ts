import { t } from "../i18n/t.ts";
import { bytesInWords } from "./bytes.ts";

/** What a file that somebody chose holds, or in words why that is of no use. */
export type ChosenFile =
  | { readonly content: string; readonly problem?: undefined }
  | { readonly content?: undefined; readonly problem: string };

/**
 * Reads a file that may be any: people choose the wrong one. One that no server would take is not read, since the
 * browser might not survive it.
 */
export async function readChosen(
  file: File,
  bytesMax: number,
  read: (file: File) => Promise<string | null>,
): Promise<ChosenFile> {
  const { name } = file;
  if (file.size > bytesMax) {
    const size = bytesInWords(bytesMax);
    return {
      problem: t("{name} is larger than {size}, so it is not such a file.", { name, size }),
    };
  }
  try {
    const content = await read(file);
    return content === null ? { problem: t("{name} holds no text.", { name }) } : { content };
  } catch {
    // The disk was unplugged, or another program has changed the file since it was chosen.
    return { problem: t("{name} could not be read. Choose it once more.", { name }) };
  }
}

/** As spreadsheets and editors write it: in UTF-8, in UTF-16 with its mark, or as Windows did. null: no text. */
export async function readText(file: Blob): Promise<string | null> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const [first, second] = bytes;
  const marked = first === 0xff && second === 0xfe ? "utf-16le" : "utf-16be";
  const isMarked = marked === "utf-16le" || (first === 0xfe && second === 0xff);
  const text = isMarked
    ? decode(bytes, marked)
    : (decode(bytes, "utf-8") ?? decode(bytes, "windows-1252"));
  return text === null || text.includes("\0") ? null : text;
}

function decode(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
