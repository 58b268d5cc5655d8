/**
 * Characters that Windows forbids in names and Linux and macOS use travel as private-use characters, in the
 * mapping of Microsoft's Services for Macintosh: U+F001 to U+F01F for the control characters, U+F020 to U+F027
 * for `" * : < > ? \ |`, and at the end of a name U+F028 for a space and U+F029 for a period. Inside the engine
 * names have them mapped; the disk and clients of the POSIX extensions have them plain.
 */

/** As Windows may see the name. */
export function mapName(text: string): string {
  return hasForbidden.test(text) ? map(text) : text;
}

/** As Linux has the name. */
export function unmapName(name: string): string {
  return hasMapped.test(name) ? unmap(name) : name;
}

function map(text: string): string {
  let mapped = "";
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const isLast = index === text.length - 1;
    const special = FORBIDDEN.indexOf(text[index]!);
    if (code < 0x20) mapped += String.fromCharCode(MAPPED_BASE + code);
    else if (special >= 0) mapped += String.fromCharCode(MAPPED_BASE + 0x20 + special);
    else if (isLast && code === SPACE) mapped += MAPPED_SPACE;
    else if (isLast && code === PERIOD) mapped += MAPPED_PERIOD;
    else mapped += text[index];
  }
  return mapped;
}

function unmap(name: string): string {
  let text = "";
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index) - MAPPED_BASE;
    const isLast = index === name.length - 1;
    if (code > 0 && code < 0x20) text += String.fromCharCode(code);
    else if (code >= 0x20 && code < 0x28) text += FORBIDDEN[code - 0x20];
    else if (isLast && name[index] === MAPPED_SPACE) text += " ";
    else if (isLast && name[index] === MAPPED_PERIOD) text += ".";
    else text += name[index];
  }
  return text;
}

const SPACE = 0x20;
const PERIOD = 0x2e;
/** In the order of their private-use characters, from U+F020. */
const FORBIDDEN = '"*:<>?\\|';
const MAPPED_BASE = 0xf000;
const MAPPED_SPACE = "\uf028";
const MAPPED_PERIOD = "\uf029";

const hasMapped = /[\uf001-\uf029]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const hasForbidden = /[\u0001-\u001f"*:<>?\\|]|[ .]$/;
