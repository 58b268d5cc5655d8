import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT, runCommand } from "../product/product.ts";
import { type ContainerHost, succeeded } from "./container-host.ts";

export interface BuiltImage {
  readonly name: string;
  readonly dockerfile: string;
  readonly target: string | null;
}

export const BUILT_IMAGES: readonly BuiltImage[] = [
  { name: "smbd", dockerfile: "docker/Dockerfile", target: "smbd" },
  { name: "server", dockerfile: "docker/Dockerfile", target: "server" },
  { name: "rdma", dockerfile: "docker/rdma.Dockerfile", target: null },
];

const BUILD_MS_MAX = 15 * 60_000;

/** Builds an image of HEAD from a checkout of its own, without a cache; answers its tag. */
export async function buildImage(
  host: ContainerHost,
  { name, dockerfile, target }: BuiltImage,
  folder: string,
  umask: string,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const tag = `larder-compare/${name}:${umask}`;
  // The files get the time of now, and a mode by the umask, as with a clone.
  const unpack = `umask ${umask} && git -C "$1" archive HEAD | tar -x --touch --no-same-permissions -C "$2"`;
  succeeded("git archive", await runCommand("sh", ["-ec", unpack, "sh", ROOT, folder]));
  const moment = await runCommand("git", ["-C", ROOT, "log", "-1", "--format=%ct"]);
  succeeded("git log", moment);
  const build = await runCommand(
    "docker",
    [
      ...["build", "--no-cache", "--progress", "plain", "--file", join(folder, dockerfile)],
      ...["--build-arg", `SOURCE_DATE_EPOCH=${moment.stdout.trim()}`, "--tag", tag],
      ...(target === null ? [] : ["--target", target]),
      folder,
    ],
    { environment: host.environment, timeoutMs: BUILD_MS_MAX },
  );
  succeeded(`docker build of ${name}`, build);
  return tag;
}

/** Every file of an image with what a layer keeps of it: mode, owner, time, and where it leads or what it holds. */
export async function imageFiles(host: ContainerHost, tag: string): Promise<Map<string, string>> {
  const look = `find / -xdev -printf '%p\\t%m %U:%G %T@ %s %l\\n'
    find / -xdev -type f -exec sha256sum {} + | sed -E 's/^([0-9a-f]+)  (.*)$/\\2\\t\\1/'`;
  const lines = await host.docker("run", "--rm", "--entrypoint", "sh", tag, "-c", look);
  const files = new Map<string, string>();
  for (const line of lines.split("\n")) {
    const [path = "", said = ""] = line.split("\t");
    files.set(path, `${files.get(path) ?? ""} ${said}`);
  }
  return files;
}
