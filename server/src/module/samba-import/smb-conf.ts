import { sambaYes } from "./samba-value.ts";

/** Where something stands in the files that were given. */
export interface Place {
  readonly file: string;
  /** From 1; 0: nowhere, it follows from something else. */
  readonly line: number;
}

export interface ConfFile {
  readonly name: string;
  readonly text: string;
}

export interface Parameter extends Place {
  /** As Samba compares names: lower case, no white space, synonyms replaced. */
  readonly key: string;
  readonly value: string;
  /** The line as it was written. */
  readonly text: string;
}

export interface Section extends Place {
  readonly name: string;
  /** Of several with the same key the last holds. */
  readonly parameters: Parameter[];
}

/** What stays behind, and why. */
export interface LeftOut extends Place {
  readonly text: string;
  readonly reason: string;
}

export interface SmbConf {
  readonly global: Section;
  readonly sections: readonly Section[];
  readonly leftOut: readonly LeftOut[];
  /** There is more than is read. */
  readonly isTooLong: boolean;
}

const INCLUDE_DEPTH_MAX = 8;
export const LINES_MAX = 20_000;

/** Reads `smb.conf` or `ksmbd.conf`: the first file is the one to begin with, others are there to be included. */
export function parseSmbConf(files: readonly ConfFile[]): SmbConf {
  return new ConfReader(files).read();
}

class ConfReader {
  readonly #files: readonly ConfFile[];
  readonly #global: Section = { name: "global", file: "", line: 0, parameters: [] };
  readonly #sections = new Map<string, Section>();
  readonly #leftOut: LeftOut[] = [];
  #current: Section = this.#global;
  #lineCount = 0;

  constructor(files: readonly ConfFile[]) {
    this.#files = files;
  }

  read(): SmbConf {
    const [main] = this.#files;
    if (main !== undefined) this.#readFile(main, [main.name]);
    return {
      global: this.#global,
      sections: [...this.#sections.values()],
      leftOut: this.#leftOut,
      isTooLong: this.#lineCount > LINES_MAX,
    };
  }

  #readFile(file: ConfFile, way: readonly string[]): void {
    for (const { line, text } of logicalLines(file.text)) {
      this.#lineCount += 1;
      // Files that include each other twice over grow as powers of two do.
      if (this.#lineCount > LINES_MAX) return;
      this.#readLine({ file: file.name, line }, text, way);
    }
  }

  #readLine(place: Place, text: string, way: readonly string[]): void {
    if (text === "" || text.startsWith("#") || text.startsWith(";")) return;
    if (text.startsWith("[")) {
      this.#beginSection(place, text);
      return;
    }
    const at = text.indexOf("=");
    const name = at < 0 ? "" : keyOf(text.slice(0, at));
    if (name === "") {
      this.#leftOut.push({ ...place, text, reason: "This is neither a section nor NAME = VALUE." });
      return;
    }
    const parameter = canonical({ ...place, key: name, value: text.slice(at + 1).trim(), text });
    if (parameter.key === "include") this.#include(parameter, way);
    else if (parameter.key === "copy") this.#copy(parameter);
    else this.#current.parameters.push(parameter);
  }

  #beginSection(place: Place, text: string): void {
    const name = text.slice(1, text.lastIndexOf("]")).trim().replaceAll(/\s+/g, " ");
    if (!text.endsWith("]") || name === "") {
      this.#leftOut.push({ ...place, text, reason: "This is no section: [NAME] is one." });
      return;
    }
    const key = name.toLowerCase();
    const known = key === "global" ? this.#global : this.#sections.get(key);
    this.#current = known ?? { ...place, name, parameters: [] };
    if (known === undefined) this.#sections.set(key, this.#current);
  }

  #include(parameter: Parameter, way: readonly string[]): void {
    const { value, file, line, text } = parameter;
    const refuse = (reason: string) => this.#leftOut.push({ file, line, text, reason });
    if (value.toLowerCase() === "registry") {
      refuse("What is kept in Samba's registry is not in a file; `net conf list` prints it.");
      return;
    }
    if (value.includes("%")) {
      refuse("Which file this is depends on the client.");
      return;
    }
    const base = baseName(value);
    const found =
      this.#files.find(({ name }) => name === value) ??
      this.#files.find(({ name }) => baseName(name) === base);
    if (found === undefined) refuse(`The file ${base} was not given; choose it as well.`);
    else if (way.includes(found.name)) refuse("The file includes itself.");
    else if (way.length >= INCLUDE_DEPTH_MAX) refuse("Files are included too deep in each other.");
    else this.#readFile(found, [...way, found.name]);
  }

  #copy(parameter: Parameter): void {
    const source = this.#sections.get(parameter.value.toLowerCase());
    if (source === undefined || source === this.#current) {
      const { file, line, text } = parameter;
      const reason = "There is no such section above it to copy from.";
      this.#leftOut.push({ file, line, text, reason });
      return;
    }
    // Copies of copies grow as fast as files that include each other.
    this.#lineCount += source.parameters.length;
    if (this.#lineCount > LINES_MAX) return;
    this.#current.parameters.push(...source.parameters);
  }
}

/** A line that ends in a backslash goes on in the next. */
function* logicalLines(text: string): Generator<{ line: number; text: string }> {
  let begun = "";
  let first = 0;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .entries()) {
    const line = raw.trim();
    if (begun === "") first = index + 1;
    if (line.endsWith("\\") && !/^[#;]/.test(line)) {
      begun += `${line.slice(0, -1).trim()} `;
      continue;
    }
    yield { line: first, text: (begun + line).trim() };
    begun = "";
  }
  if (begun !== "") yield { line: first, text: begun.trim() };
}

function keyOf(name: string): string {
  return name.toLowerCase().replaceAll(/\s+/g, "");
}

function canonical(parameter: Parameter): Parameter {
  const { key, value } = parameter;
  if (key === "writeable" || key === "writable" || key === "writeok") {
    const isWriteable = sambaYes(value);
    // What is neither is complained of where the value is read.
    const turned = isWriteable === null ? value : isWriteable ? "no" : "yes";
    return { ...parameter, key: "readonly", value: turned };
  }
  return { ...parameter, key: SYNONYMS[key] ?? key };
}

const SYNONYMS: Readonly<Record<string, string>> = {
  allowhosts: "hostsallow",
  browsable: "browseable",
  casesignames: "casesensitive",
  createmode: "createmask",
  debuglevel: "loglevel",
  defaultservice: "default",
  denyhosts: "hostsdeny",
  directory: "path",
  directorymode: "directorymask",
  exec: "preexec",
  group: "forcegroup",
  maxprotocol: "servermaxprotocol",
  minprotocol: "serverminprotocol",
  printok: "printable",
  protocol: "servermaxprotocol",
  public: "guestok",
  onlyguest: "guestonly",
  serversmbencrypt: "smbencrypt",
  vfsobject: "vfsobjects",
};

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
