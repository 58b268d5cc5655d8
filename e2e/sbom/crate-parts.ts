import type { Component, Parts } from "./component.ts";

interface LockedCrate {
  name: string;
  version: string;
  source: string | null;
  checksum: string | null;
  /** "NAME", or "NAME VERSION" where there are two of that name. */
  dependencies: string[];
}

/** Every crate of a Cargo.lock. The file does not say which are only for building, nor what licence they have. */
export function crateParts(lock: string): Parts {
  const crates = cratesOf(lock);
  const refOf = (wanted: string) => {
    const [name, version] = wanted.split(" ");
    const found = crates.find(
      (crate) => crate.name === name && (version === undefined || crate.version === version),
    );
    if (found === undefined) throw new Error(`Cargo.lock names ${wanted} and does not have it.`);
    return componentOf(found)["bom-ref"];
  };
  return {
    components: crates.map(componentOf),
    needs: new Map(
      crates.map((crate) => [
        componentOf(crate)["bom-ref"],
        new Set(crate.dependencies.map(refOf)),
      ]),
    ),
  };
}

function componentOf({ name, version, source, checksum }: LockedCrate): Component {
  if (source === null) return { type: "application", "bom-ref": name, name, version };
  const purl = `pkg:cargo/${name}@${encodeURIComponent(version)}`;
  const hashes =
    checksum === null ? {} : { hashes: [{ alg: "SHA-256" as const, content: checksum }] };
  return { type: "library", "bom-ref": purl, name, version, purl, scope: "required", ...hashes };
}

/** Of the few forms of TOML that cargo writes into this file. */
function cratesOf(lock: string): LockedCrate[] {
  return lock
    .split(/^\[\[package\]\]$/m)
    .slice(1)
    .map((text) => {
      const value = (key: string) =>
        new RegExp(`^${key} = "([^"]*)"$`, "m").exec(text)?.[1] ?? null;
      const list = /^dependencies = \[([^\]]*)\]/m.exec(text)?.[1] ?? "";
      const [name, version] = [value("name"), value("version")];
      if (name === null || version === null) throw new Error("A crate without name or version.");
      return {
        name,
        version,
        source: value("source"),
        checksum: value("checksum"),
        dependencies: [...list.matchAll(/"([^"]+)"/g)].map(([, wanted]) => wanted ?? ""),
      };
    });
}
