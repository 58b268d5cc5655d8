/**
 * `npm run sbom`: says of what the product is made, as CycloneDX 1.6 (JSON): the packages of package-lock.json and the
 * crates of both Cargo.lock files. `npm run sbom -- --image larder/smbd`: of an image that was built, with its Debian
 * packages, its Node, the packages of npm that it kept, and of this checkout the crates of the programs in it. `--output FILE` writes there instead of to the terminal.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../product/product.ts";
import { billOfMaterials } from "./bill-of-materials.ts";
import { crateParts } from "./crate-parts.ts";
import { DPKG_FORMAT } from "./debian-parts.ts";
import { IMAGE_LOOK, imageParts, lookedAt } from "./image-parts.ts";
import { npmParts, type PackageLock } from "./npm-parts.ts";

const { values } = parseArgs({
  options: { image: { type: "string" }, output: { type: "string", short: "o" } },
});
const epoch = process.env.SOURCE_DATE_EPOCH;
const epochSeconds = epoch === undefined ? null : Number(epoch);
const bill = values.image === undefined ? ofCheckout() : ofImage(values.image);
const text = `${JSON.stringify(bill, null, 2)}\n`;
if (values.output === undefined) process.stdout.write(text);
else writeFileSync(values.output, text);

function ofCheckout() {
  const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
  const { version } = JSON.parse(read("package.json")) as { version: string };
  const whole = { type: "application", "bom-ref": "larder", name: "larder", version } as const;
  const parts = [
    npmParts(JSON.parse(read("package-lock.json")) as PackageLock),
    crateParts(read("smbd/native/Cargo.lock")),
    crateParts(read("smbd/native/rdma-helper/Cargo.lock")),
  ];
  return billOfMaterials(whole, parts, epochSeconds);
}

function ofImage(image: string) {
  const docker = (...given: readonly string[]) =>
    execFileSync("docker", given, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  const id = docker("image", "inspect", "--format", "{{.Id}}", image).trim();
  const run = (program: string, ...given: readonly string[]) =>
    docker("run", "--rm", "--network", "none", "--entrypoint", program, image, ...given);
  const crates = (lock: string) => readFileSync(join(ROOT, lock), "utf8");
  return billOfMaterials(
    { type: "container", "bom-ref": image, name: image, version: id },
    imageParts({
      debian: run("dpkg-query", "--show", `--showformat=${DPKG_FORMAT}`),
      ...lookedAt(run("sh", "-c", IMAGE_LOOK)),
      crates,
    }),
    epochSeconds,
  );
}
