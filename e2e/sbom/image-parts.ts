import type { Parts } from "./component.ts";
import { crateParts } from "./crate-parts.ts";
import { debianParts } from "./debian-parts.ts";
import { npmParts, type PackageLock } from "./npm-parts.ts";

/** A shell's way to tell which of our programs an image holds, and which packages of npm. */
export const IMAGE_LOOK = `
  node --version 2>/dev/null || echo none
  for program in /larder/smbd/native/addon/larder.node /usr/local/bin/rdma-helper; do
    if [ -e "$program" ]; then echo yes; else echo no; fi
  done
  cat /larder/node_modules/.package-lock.json 2>/dev/null || echo '{"packages":{}}'
`;

export interface LookedAt {
  /** Of Node; null: there is none. */
  readonly nodeVersion: string | null;
  readonly hasAddon: boolean;
  readonly hasHelper: boolean;
  /** What npm keeps of what is installed, after what no program loads was taken out. */
  readonly packages: PackageLock;
}

/** Reads what IMAGE_LOOK printed. */
export function lookedAt(text: string): LookedAt {
  const [node = "", addon = "", helper = "", ...rest] = text.split("\n");
  const version = /^v(\d+\.\d+\.\d+)$/.exec(node)?.[1] ?? null;
  const isAnswer = (line: string) => line === "yes" || line === "no";
  if ((version === null && node !== "none") || !isAnswer(addon) || !isAnswer(helper)) {
    throw new Error(`The image printed ${JSON.stringify(text.slice(0, 200))}`);
  }
  return {
    nodeVersion: version,
    hasAddon: addon === "yes",
    hasHelper: helper === "yes",
    packages: JSON.parse(rest.join("\n")) as PackageLock,
  };
}

export interface ImageContents extends LookedAt {
  /** As dpkg-query prints it by DPKG_FORMAT. */
  readonly debian: string;
  /** A Cargo.lock of the checkout. */
  readonly crates: (path: string) => string;
}

/** Everything in an image that somebody else made, and the programs of ours that need it. */
export function imageParts(contents: ImageContents): Parts[] {
  const { debian, packages, nodeVersion, hasAddon, hasHelper, crates } = contents;
  return [
    debianParts(debian),
    npmParts(packages),
    ...(nodeVersion === null ? [] : [nodePart(nodeVersion)]),
    ...(hasAddon ? [crateParts(crates("smbd/native/Cargo.lock"))] : []),
    ...(hasHelper ? [crateParts(crates("smbd/native/rdma-helper/Cargo.lock"))] : []),
  ];
}

/** No package of Debian's: it comes from Node's own image. */
function nodePart(version: string): Parts {
  const purl = `pkg:generic/node@${version}`;
  return {
    components: [
      { type: "application", "bom-ref": purl, name: "node", version, purl, scope: "required" },
    ],
    needs: new Map(),
  };
}
