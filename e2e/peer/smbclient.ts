import { spawn } from "node:child_process";
import { once } from "node:events";
import { type CommandResult, type Product, runCommand, USER_PASSWORD } from "../product/product.ts";
import { PeerRoot, type WorkFolder } from "./peer-root.ts";

/** smbclient's names for the dialects. */
export const DIALECTS = ["SMB2_02", "SMB2_10", "SMB3_00", "SMB3_02", "SMB3_11"] as const;
export type ClientDialect = (typeof DIALECTS)[number];

export interface SmbclientOptions {
  readonly share?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly dialect?: ClientDialect;
  readonly protection?: "sign" | "encrypt" | "off";
  readonly anonymous?: boolean;
  readonly timeoutMs?: number;
}

export interface Staying {
  /** What it has printed so far. */
  output(): string;
  /** Cuts the connection, if it is still there. */
  end(): Promise<void>;
}

/** Samba's clients against one product, with a folder for what they put and get. */
export class Smbclient {
  readonly work: WorkFolder;
  readonly #peers: PeerRoot;
  readonly #product: Product;

  private constructor(peers: PeerRoot, product: Product) {
    this.#peers = peers;
    this.#product = product;
    this.work = peers.makeWorkFolder();
  }

  static async for(product: Product): Promise<Smbclient> {
    return new Smbclient(await PeerRoot.open(), product);
  }

  /** Runs smbclient's commands, one after another, in the work folder. */
  run(commands: readonly string[], options: SmbclientOptions = {}): Promise<CommandResult> {
    const share = `//${this.#product.smbHost}/${options.share ?? "share"}`;
    return this.program(
      "smbclient",
      [share, ...this.#login(options), "-c", commands.join("; ")],
      options.timeoutMs,
    );
  }

  /** Connects, and stays until it is ended: with a command that does not end, or waiting for one that does not come. */
  stay(options: SmbclientOptions = {}, command?: string): Staying {
    const share = `//${this.#product.smbHost}/${options.share ?? "share"}`;
    const given = command === undefined ? [] : ["-c", command];
    // Without stdbuf it would print at its end, which is a violent one.
    const line = ["-oL", "smbclient", share, ...this.#login(options), ...given];
    const [program, all] = this.#inside("stdbuf", line);
    const child = spawn(program, all, { stdio: ["pipe", "pipe", "ignore"] });
    const over = once(child, "exit");
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    return {
      output: () => output,
      end: async () => {
        child.kill("SIGKILL");
        await over;
      },
    };
  }

  /** `smbclient -L`: the list of shares. */
  list(options: SmbclientOptions = {}): Promise<CommandResult> {
    return this.program("smbclient", ["-L", this.#product.smbHost, ...this.#login(options)]);
  }

  /** `smbclient -T`: a tree as a tar archive, out or in. */
  tar(given: readonly string[], options: SmbclientOptions = {}): Promise<CommandResult> {
    const share = `//${this.#product.smbHost}/${options.share ?? "share"}`;
    return this.program("smbclient", [share, ...this.#login(options), ...given], 120_000);
  }

  rpcclient(command: string, options: SmbclientOptions = {}): Promise<CommandResult> {
    return this.program("rpcclient", [
      this.#product.smbHost,
      ...this.#login(options),
      "-c",
      command,
    ]);
  }

  /** It knows no port but 445, so the product has to be there. */
  smbcacls(
    file: string,
    given: readonly string[],
    user = "alice",
    share = "share",
  ): Promise<CommandResult> {
    const login = ["-U", `${user}%${USER_PASSWORD}`];
    const place = `//${this.#product.smbHost}/${share}`;
    return this.program("smbcacls", [place, file, ...login, ...given]);
  }

  /** Any program of the clients' system, in the work folder. */
  program(name: string, given: readonly string[], timeoutMs = 60_000): Promise<CommandResult> {
    const [command, all] = this.#inside(name, given);
    return runCommand(command, all, { timeoutMs });
  }

  remove(): void {
    this.work.remove();
  }

  #inside(name: string, given: readonly string[]): [string, string[]] {
    // env -C changes the folder inside; a shell would read the arguments once more.
    return this.#peers.command("env", [
      "-C",
      this.work.inside,
      "HOME=/root",
      "LC_ALL=C.UTF-8",
      "PATH=/usr/bin:/usr/sbin:/bin",
      name,
      ...given,
    ]);
  }

  #login(options: SmbclientOptions): string[] {
    const identity = options.anonymous
      ? ["-N", "-U", "%"]
      : ["-U", `${options.user ?? "alice"}%${options.password ?? USER_PASSWORD}`];
    const dialect =
      options.dialect === undefined
        ? []
        : [
            `--option=client min protocol=${options.dialect}`,
            `--option=client max protocol=${options.dialect}`,
            `--option=client ipc min protocol=${options.dialect}`,
            `--option=client ipc max protocol=${options.dialect}`,
          ];
    const protection =
      options.protection === undefined ? [] : [`--client-protection=${options.protection}`];
    return [
      "-p",
      String(options.port ?? this.#product.smbPort),
      ...identity,
      ...dialect,
      ...protection,
    ];
  }
}
