/**
 * Leaves of the installed packages what a workspace needs to run: its dependencies and theirs, and of what they only
 * get along with (peers) what is not optional. npm installs more: the tools behind a library count as its peers.
 * The list that npm keeps of what is installed is left true, too; the bill of materials of an image is made from it.
 *
 *   node leave-packages.mjs WORKSPACE [WITHOUT…]
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [workspace = "", ...without] = process.argv.slice(2);
const listPath = "node_modules/.package-lock.json";
const list = JSON.parse(readFileSync(listPath, "utf8"));
const { packages } = list;
const needed = new Set();
take(workspace);

// From the deepest on: a package that goes takes along what lies in it, and that has gone before.
for (const path of Object.keys(packages).sort().reverse()) {
  if (needed.has(path)) continue;
  if (path.includes("node_modules/") && !holdsNeeded(path)) {
    rmSync(join(process.cwd(), path), { recursive: true, force: true });
  }
  delete packages[path];
}
writeFileSync(listPath, `${JSON.stringify(list, null, 2)}\n`);

function take(path) {
  if (needed.has(path)) return;
  const entry = packages[path];
  if (entry === undefined) throw new Error(`There is no ${path} in ${listPath}.`);
  needed.add(path);
  if (entry.link) return take(entry.resolved);
  const isOptional = (name) =>
    entry.peerDependenciesMeta?.[name]?.optional === true ||
    name in (entry.optionalDependencies ?? {});
  const { dependencies, optionalDependencies, peerDependencies } = entry;
  for (const name of Object.keys({
    ...dependencies,
    ...optionalDependencies,
    ...peerDependencies,
  })) {
    if (without.some((one) => name === one || name.startsWith(`${one}/`))) continue;
    if (peerDependencies?.[name] !== undefined && isOptional(name)) continue;
    const found = find(path, name);
    if (found !== null) take(found);
    else if (!isOptional(name)) throw new Error(`${path} needs ${name}, which is not installed.`);
  }
}

/** As Node looks: in the package itself, and in each folder above it. */
function find(from, name) {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf("/")))) {
    const path = place === "" ? `node_modules/${name}` : `${place}/node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (place === "") return null;
  }
}

function holdsNeeded(path) {
  return [...needed].some((one) => one.startsWith(`${path}/`));
}
