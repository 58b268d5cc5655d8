import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { ROOT } from "../product/product.ts";
import { type BillOfMaterials, billOfMaterials } from "./bill-of-materials.ts";
import { crateParts } from "./crate-parts.ts";
import { debianParts } from "./debian-parts.ts";
import { imageParts, lookedAt } from "./image-parts.ts";
import { npmParts } from "./npm-parts.ts";

const WHOLE = { type: "application", "bom-ref": "box", name: "box", version: "1" } as const;

function sbom(environment: NodeJS.ProcessEnv = {}): string {
  return execFileSync(process.execPath, [join(ROOT, "e2e/sbom/run.ts")], {
    encoding: "utf8",
    maxBuffer: 16 * 1024 * 1024,
    env: { ...process.env, ...environment },
  });
}

async function faults(text: string): Promise<unknown> {
  return new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text);
}

test("the checkout's document is valid, and has every package and crate that is locked", async () => {
  const text = sbom();
  assert.equal(await faults(text), null);
  const { components, dependencies } = JSON.parse(text) as BillOfMaterials;
  const refs = new Set(components.map((component) => component["bom-ref"]));
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: Record<string, { version?: string; link?: boolean }>;
  };
  for (const [path, { version, link }] of Object.entries(lock.packages)) {
    const name = path.split("node_modules/").at(-1) ?? "";
    if (!path.includes("node_modules/") || link === true) continue;
    assert.ok(refs.has(`pkg:npm/${name.replace("@", "%40")}@${version}`), path);
  }
  for (const name of ["ring", "napi", "libc"]) {
    const found = components.find(({ purl }) => purl?.startsWith(`pkg:cargo/${name}@`));
    assert.match(found?.hashes?.[0]?.content ?? "", /^[0-9a-f]{64}$/, name);
  }
  const of = (ref: string) => dependencies.find((one) => one.ref === ref)?.dependsOn ?? [];
  assert.ok(of("@larder/server").includes("@larder/smbd"), "workspaces know each other");
  assert.ok(of("@larder/server").some((ref) => ref.startsWith("pkg:npm/fastify@")));
  assert.ok(of("larder-addon").some((ref) => ref.startsWith("pkg:cargo/ring@")));
  assert.deepEqual(of("larder").includes("rdma-helper"), true);
  for (const { dependsOn } of dependencies)
    for (const ref of dependsOn) assert.ok(refs.has(ref), ref);
});

test("the same checkout gives the same bytes, with the time of the build where it has one", () => {
  assert.equal(sbom(), sbom());
  const dated = JSON.parse(sbom({ SOURCE_DATE_EPOCH: "1700000000" })) as BillOfMaterials;
  assert.equal(dated.metadata.timestamp, "2023-11-14T22:13:20.000Z");
});

test("a package in two places is one part, needed if one of them is, and found as Node finds it", () => {
  const parts = npmParts({
    packages: {
      "": {},
      app: { name: "app", version: "1.0.0", dependencies: { left: "*", right: "*", gone: "*" } },
      "node_modules/app": { resolved: "app", link: true },
      "node_modules/left": { version: "1.0.0", dependencies: { core: "^1" } },
      "node_modules/right": { version: "1.0.0", dependencies: { core: "^2" }, dev: true },
      "node_modules/core": { version: "1.0.0", dev: true, license: "(MIT OR Apache-2.0)" },
      "node_modules/right/node_modules/core": { version: "2.0.0" },
      "app/node_modules/core": { version: "1.0.0", license: "SEE LICENSE IN x" },
    },
  });
  const { dependencies, components } = billOfMaterials(WHOLE, [parts], null);
  assert.deepEqual(
    dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]),
    [
      ["box", ["app"]],
      ["app", ["pkg:npm/left@1.0.0", "pkg:npm/right@1.0.0"]],
      ["pkg:npm/core@1.0.0", []],
      ["pkg:npm/core@2.0.0", []],
      ["pkg:npm/left@1.0.0", ["pkg:npm/core@1.0.0"]],
      ["pkg:npm/right@1.0.0", ["pkg:npm/core@2.0.0"]],
    ],
  );
  const core = components.find((component) => component.purl === "pkg:npm/core@1.0.0");
  assert.equal(core?.scope, "required");
});

test("of two crates of one name each is needed by its version", () => {
  const crate = (name: string, version: string, more = "") =>
    `[[package]]\nname = "${name}"\nversion = "${version}"\n${more}\n`;
  const registry = 'source = "registry+https://crates.test/index"\nchecksum = "ab"\n';
  const { components, needs } = crateParts(
    `version = 4\n\n${crate("our", "0.1.0", 'dependencies = [\n "base 2.0.0",\n]')}` +
      crate("base", "1.0.0", registry) +
      crate("base", "2.0.0", registry),
  );
  assert.equal(components.length, 3);
  assert.deepEqual([...(needs.get("our") ?? [])], ["pkg:cargo/base@2.0.0"]);
  assert.throws(() => crateParts(crate("our", "1", 'dependencies = [\n "lost",\n]')), /lost/);
});

test("the packages of an image make a valid document, whatever is in their versions", async () => {
  const parts = debianParts(
    "libc6\t2.36-9+deb12u10\tamd64\tglibc\npasswd\t1:4.13+dfsg1-1\tamd64\tshadow\ntar\t1.34\tamd64\ttar\n",
  );
  const bill = billOfMaterials({ ...WHOLE, type: "container" }, [parts], 0);
  assert.equal(await faults(JSON.stringify(bill)), null);
  const purls = bill.components.map(({ purl }) => purl);
  assert.ok(purls.includes("pkg:deb/debian/libc6@2.36-9%2Bdeb12u10?arch=amd64&upstream=glibc"));
  assert.ok(purls.includes("pkg:deb/debian/tar@1.34?arch=amd64"));
  assert.throws(() => debianParts("dpkg-query: error\n"), /printed/);
});

test("an image's document has what is in it of npm, of Debian and of cargo, and Node", async () => {
  const lock = {
    packages: {
      smbd: { name: "@larder/smbd", version: "0.1.0", dependencies: { pino: "*", gone: "*" } },
      "node_modules/@larder/smbd": { resolved: "smbd", link: true },
      "node_modules/pino": { version: "10.4.0", license: "MIT" },
    },
  };
  const looked = lookedAt(`v24.21.0\nyes\nno\n${JSON.stringify(lock, null, 2)}\n`);
  const asked: string[] = [];
  const crates = (path: string) => {
    asked.push(path);
    return readFileSync(join(ROOT, path), "utf8");
  };
  const debian = "libc6\t2.36\tamd64\tglibc\n";
  const bill = billOfMaterials(WHOLE, imageParts({ ...looked, debian, crates }), null);
  assert.equal(await faults(JSON.stringify(bill)), null);
  assert.deepEqual(asked, ["smbd/native/Cargo.lock"]);
  const purls = bill.components.map(({ purl }) => purl);
  for (const purl of ["pkg:npm/pino@10.4.0", "pkg:generic/node@24.21.0"])
    assert.ok(purls.includes(purl), purl);
  assert.ok(bill.components.some(({ name }) => name === "larder-addon"));
  const engine = bill.dependencies.find(({ ref }) => ref === "@larder/smbd");
  assert.deepEqual(engine?.dependsOn, ["pkg:npm/pino@10.4.0"], "what was left out is not told");

  const helper = lookedAt('none\nno\nyes\n{"packages":{}}\n');
  assert.equal(helper.nodeVersion, null);
  assert.equal(imageParts({ ...helper, debian, crates }).length, 3);
  assert.throws(() => lookedAt("sh: not found\n"), /printed/);
});
