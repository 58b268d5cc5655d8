import type { DiskAnswers, DiskAsk } from "@larder/smbd/control";
import { callDisk } from "@larder/smbd/disk-calls";

type Ask<Name> = Extract<DiskAsk, { ask: Name }>;

/** Makes a call of the kernel oneself. Throws its error, with a `code`. */
type CallDisk = <Name extends DiskAsk["ask"]>(ask: Ask<Name>) => Promise<DiskAnswers[Name]>;

/** Has the engine make a call. null: it cannot be reached. */
type AskEngine = <Name extends DiskAsk["ask"]>(
  ask: Ask<Name>,
) => Promise<DiskAnswers[Name] | { readonly failed: string } | null>;

/**
 * Folders of the disk. What the server may not, the engine does: in containers the server has no rights on the data.
 * Every failure is one of the kernel, with its `code`; while the engine is away it is what the server met itself,
 * but for a folder that is to be made (EHOSTDOWN).
 */
export class DataDisk {
  /** Set once there is a link to it. */
  askEngine: AskEngine = async () => null;
  readonly #own: CallDisk;

  constructor(own: CallDisk = callDisk) {
    this.#own = own;
  }

  async realpath(path: string): Promise<string> {
    return (await this.#call({ ask: "realpath", path })).path;
  }

  stat(path: string): Promise<DiskAnswers["stat"]> {
    return this.#call({ ask: "stat", path });
  }

  /** Folders, and links that may lead to one; what starts with a dot is the machine's own business. */
  async names(path: string): Promise<readonly string[]> {
    return (await this.#call({ ask: "names", path })).names;
  }

  space(path: string): Promise<DiskAnswers["space"]> {
    return this.#call({ ask: "space", path });
  }

  /** Whether it may be read and searched. */
  async mayRead(path: string): Promise<boolean> {
    try {
      await this.#call({ ask: "access", path });
      return true;
    } catch {
      // access(2) fails for no other reason than that it may not, or that it has just gone.
      return false;
    }
  }

  /** With those above it that are missing. Answers the first that was; null: it is there. */
  async mkdir(path: string): Promise<string | null> {
    return (await this.#call({ ask: "mkdir", path })).first;
  }

  async chmod(path: string, mode: number): Promise<void> {
    await this.#call({ ask: "chmod", path, mode });
  }

  async lchown(path: string, uid: number, gid: number): Promise<void> {
    await this.#call({ ask: "lchown", path, uid, gid });
  }

  async rmdir(path: string): Promise<void> {
    await this.#call({ ask: "rmdir", path });
  }

  async #call<Name extends DiskAsk["ask"]>(ask: Ask<Name>): Promise<DiskAnswers[Name]> {
    try {
      return await this.#own(ask);
    } catch (error) {
      if (!MAY_NOT.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
      const answer = await this.askEngine(ask);
      // Whoever wants a folder has to hear what to start, and not what the server's own rights are.
      if (answer === null) throw ask.ask === "mkdir" ? failureOf("EHOSTDOWN", ask) : error;
      if (!("failed" in answer)) return answer;
      throw failureOf(answer.failed, ask);
    }
  }
}

/** For the log: the pages have words of their own for each code. */
function failureOf(code: string, { ask, path }: DiskAsk): Error {
  return Object.assign(new Error([code, ask, path].join(" ")), { code });
}

/** In containers the data is mounted read-only for the server. */
const MAY_NOT: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EROFS"]);
