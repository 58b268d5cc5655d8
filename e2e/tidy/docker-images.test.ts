import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../product/product.ts";

/** What a step of a Dockerfile says, without comments. */
function stepsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, "docker", file), "utf8");
  return text
    .replaceAll(/^\s*#.*\n/gm, "")
    .replaceAll("\\\n", " ")
    .split("\n")
    .filter((line) => line.trim() !== "");
}

for (const file of ["Dockerfile", "rdma.Dockerfile"]) {
  test(`${file}: each base is an argument, so that a digest can take its place, and a default is one place's`, () => {
    const steps = stepsOf(file);
    const bases = new Map<string, string>();
    const stages = new Set<string>();
    for (const step of steps) {
      const argument = /^ARG (\w+_IMAGE)=(\S+)$/.exec(step);
      if (argument !== null) bases.set(argument[1] ?? "", argument[2] ?? "");
      const from = /^FROM (\S+)(?: AS (\S+))?$/.exec(step);
      if (from === null) continue;
      const base = /^\$\{(\w+)\}$/.exec(from[1] ?? "")?.[1];
      assert.ok(base === undefined ? stages.has(from[1] ?? "") : bases.has(base), step);
      if (from[2] !== undefined) stages.add(from[2]);
    }
    const compose = readFileSync(join(ROOT, "docker-compose.yml"), "utf8");
    for (const [name, image] of bases) {
      // As compose says it, what .env does not set is the same.
      assert.ok(compose.includes(`${name}: "\${LARDER_${name}:-${image}}"`), name);
    }
  });

  test(`${file}: what an image takes over comes from where modes and times are made one`, () => {
    let isImage = false;
    let imageCount = 0;
    for (const step of stepsOf(file)) {
      if (step.startsWith("FROM ")) {
        isImage = step.startsWith("FROM runtime") || /DEBIAN_IMAGE\}(?! AS packages)/.test(step);
        if (isImage) imageCount += 1;
      } else if (isImage && /^(COPY|ADD) /.test(step)) {
        assert.match(step, /^COPY --from=[\w-]+ \/out\/ \/$/);
      }
    }
    assert.equal(imageCount, file === "Dockerfile" ? 3 : 1);
  });
}

test("of the packages that npm installs those stay that a workspace needs to run, where Node finds them", () => {
  const folder = mkdtempSync(join(tmpdir(), "larder-packages-"));
  try {
    const packages: Record<string, object> = {
      app: { dependencies: { left: "1", "@our/lib": "1", heavy: "1" } },
      lib: { dependencies: { core: "2" }, devDependencies: { tool: "1" } },
      "node_modules/@our/lib": { resolved: "lib", link: true },
      "node_modules/left": {
        dependencies: { core: "1" },
        peerDependencies: { tool: "*", right: "*" },
        peerDependenciesMeta: { tool: { optional: true } },
        optionalDependencies: { "for-another-machine": "1" },
      },
      "node_modules/left/node_modules/core": { version: "1.0.0" },
      "node_modules/right": {},
      "node_modules/core": { version: "2.0.0" },
      "node_modules/tool": { dependencies: { core: "2", deep: "1" } },
      "node_modules/tool/node_modules/deep": {},
      "node_modules/heavy": {},
    };
    for (const path of Object.keys(packages)) {
      mkdirSync(join(folder, path), { recursive: true });
      writeFileSync(join(folder, path, "package.json"), "{}");
    }
    const list = join(folder, "node_modules/.package-lock.json");
    writeFileSync(list, JSON.stringify({ packages }));
    const program = join(ROOT, "docker/leave-packages.mjs");
    execFileSync(process.execPath, [program, "app", "heavy"], { cwd: folder });
    const left = Object.keys(JSON.parse(readFileSync(list, "utf8")).packages);
    const gone = ["node_modules/tool", "node_modules/tool/node_modules/deep", "node_modules/heavy"];
    assert.deepEqual(
      left,
      Object.keys(packages).filter((path) => !gone.includes(path)),
    );
    for (const path of Object.keys(packages)) {
      assert.equal(existsSync(join(folder, path, "package.json")), !gone.includes(path), path);
    }
    assert.throws(() =>
      execFileSync(process.execPath, [program, "lost"], { cwd: folder, stdio: "pipe" }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
