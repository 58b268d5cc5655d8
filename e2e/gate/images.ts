/**
 * `npm run images:compare`: builds the images of HEAD twice, from two checkouts made at different times with different
 * umasks and without a cache, and compares them layer by layer. Where they differ it names the files.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ContainerHost } from "../compose/container-host.ts";
import { BUILT_IMAGES, type BuiltImage, buildImage, imageFiles } from "../compose/image-build.ts";

const DIFFERENCES_SHOWN = 20;

let passed = 0;
let failed = 0;
const host = await ContainerHost.open();
const scratch = mkdtempSync(join(tmpdir(), "larder-images-"));
try {
  for (const image of BUILT_IMAGES) {
    if (await isSameTwice(image)) passed += 1;
    else failed += 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
  await host.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function isSameTwice(image: BuiltImage): Promise<boolean> {
  const builds = [];
  for (const umask of ["022", "077"]) {
    builds.push(await buildImage(host, image, join(scratch, image.name, umask), umask));
  }
  const [first, second] = builds as [string, string];
  try {
    const layers = await Promise.all(builds.map(layersOf));
    if (layers[0] === layers[1]) {
      const ids = await Promise.all(builds.map((tag) => inspect(tag, "{{.Id}}")));
      const what = ids[0] === ids[1] ? "one image" : "the same layers, described differently";
      console.log(`ok: ${image.name}: ${what} (${ids.join(", ")})`);
      // A layer's content is the image's; what docker says about it may name the tags of before.
      return true;
    }
    const differing = await differences(first, second);
    console.log(`not ok: ${image.name}: ${differing.length} files differ`);
    for (const path of differing.slice(0, DIFFERENCES_SHOWN)) console.log(`  ${path}`);
    return false;
  } finally {
    await host.docker("image", "rm", ...builds);
  }
}

function inspect(tag: string, format: string): Promise<string> {
  return host.docker("image", "inspect", "--format", format, tag);
}

function layersOf(tag: string): Promise<string> {
  return inspect(tag, "{{json .RootFS.Layers}}");
}

async function differences(first: string, second: string): Promise<string[]> {
  const [one, other] = [await imageFiles(host, first), await imageFiles(host, second)];
  const paths = new Set([...one.keys(), ...other.keys()]);
  return [...paths].filter((path) => one.get(path) !== other.get(path)).sort();
}
