import { constants } from "node:fs";
import {
  access,
  chmod,
  lchown,
  mkdir,
  readdir,
  realpath,
  rmdir,
  stat,
  statfs,
} from "node:fs/promises";
import type { DiskAnswers, DiskAsk } from "@larder/smbd/control";

/** Has the engine make a call. null: it cannot be reached. */
export type AskEngine = <Name extends DiskAsk["ask"]>(
  ask: Extract<DiskAsk, { ask: Name }>,
) => Promise<DiskAnswers[Name] | { readonly failed: string } | null>;

/**
 * Folders of the disk. Where the server may not, as in a container, where it has no rights on the data, the engine
 * does it. Every failure is one of the kernel, with its `code`; while the engine is away it is the server's own.
 */
export class DataDisk {
  readonly #askEngine: AskEngine;

  constructor(askEngine: AskEngine) {
    this.#askEngine = askEngine;
  }

  async realpath(path: string): Promise<string> {
    const found = await this.#either(async () => ({ path: await realpath(path) }), {
      ask: "realpath",
      path,
    });
    return found.path;
  }

  stat(path: string): Promise<DiskAnswers["stat"]> {
    return this.#either(
      async () => {
        const found = await stat(path);
        const { uid, gid } = found;
        return { isFolder: found.isDirectory(), mode: found.mode & 0o7777, uid, gid };
      },
      { ask: "stat", path },
    );
  }

  /** Folders, and links that may lead to one; what starts with a dot is the machine's own business. */
  async names(path: string): Promise<readonly string[]> {
    const found = await this.#either(
      async () => {
        const entries = await readdir(path, { withFileTypes: true });
        const names = entries
          .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
          .map((entry) => entry.name)
          .filter((name) => !name.startsWith("."));
        return { names };
      },
      { ask: "names", path },
    );
    return found.names;
  }

  space(path: string): Promise<DiskAnswers["space"]> {
    return this.#either(
      async () => {
        const { type, blocks, bavail, bsize, files } = await statfs(path);
        // Node does not tell the device; two disks that agree in all of these are told as one.
        const key = [type, blocks, bavail, files].join(" ");
        return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, key };
      },
      { ask: "space", path },
    );
  }

  /** Whether it may be read and searched. */
  async mayRead(path: string): Promise<boolean> {
    try {
      await this.#either(
        async () => {
          await access(path, constants.R_OK | constants.X_OK);
          return {};
        },
        { ask: "access", path },
      );
      return true;
    } catch {
      // access(2) fails for no other reason than that it may not, or that it has just gone.
      return false;
    }
  }

  /** With those above it that are missing. Answers the first that was; null: it is there. */
  async mkdir(path: string): Promise<string | null> {
    const made = await this.#either(
      async () => ({ first: (await mkdir(path, { recursive: true })) ?? null }),
      { ask: "mkdir", path },
    );
    return made.first;
  }

  async chmod(path: string, mode: number): Promise<void> {
    await this.#either(
      async () => {
        await chmod(path, mode);
        return {};
      },
      { ask: "chmod", path, mode },
    );
  }

  async lchown(path: string, uid: number, gid: number): Promise<void> {
    await this.#either(
      async () => {
        await lchown(path, uid, gid);
        return {};
      },
      { ask: "lchown", path, uid, gid },
    );
  }

  async rmdir(path: string): Promise<void> {
    await this.#either(
      async () => {
        await rmdir(path);
        return {};
      },
      { ask: "rmdir", path },
    );
  }

  async #either<Name extends DiskAsk["ask"]>(
    own: () => Promise<DiskAnswers[Name]>,
    ask: Extract<DiskAsk, { ask: Name }>,
  ): Promise<DiskAnswers[Name]> {
    try {
      return await own();
    } catch (error) {
      if (!MAY_NOT.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
      const answer = await this.#askEngine(ask);
      if (answer === null) throw error;
      if (!("failed" in answer)) return answer;
      throw Object.assign(new Error(`${answer.failed}: ${ask.ask} ${ask.path}`), {
        code: answer.failed,
      });
    }
  }
}

/** In containers the data is mounted read-only here. */
const MAY_NOT: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EROFS"]);
