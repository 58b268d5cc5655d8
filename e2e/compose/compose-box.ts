import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { PeerRoot } from "../peer/peer-root.ts";
import { freePorts } from "../product/free-ports.ts";
import { runCommand, USER_PASSWORD } from "../product/product.ts";
import { type ContainerHost, succeeded } from "./container-host.ts";

const BUILD_MS_MAX = 15 * 60_000;
const UP_MS_MAX = 240_000;

/** A box made of a checkout's docker-compose.yml, on volumes, ports and a data folder of its own. */
export class ComposeBox {
  /** Where docker-compose.yml lies. */
  checkout: string;
  readonly host: ContainerHost;
  readonly dataFolder: string;
  readonly smbPort: string;
  readonly httpsPort: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Files that add to docker-compose.yml. */
  overrides: readonly string[] = [];
  readonly #work: { readonly inside: string; readonly outside: string; remove(): void };
  readonly #peers: PeerRoot;

  private constructor(
    host: ContainerHost,
    checkout: string,
    ports: readonly [string, string],
    peers: PeerRoot,
  ) {
    this.host = host;
    this.checkout = checkout;
    [this.smbPort, this.httpsPort] = ports;
    this.dataFolder = mkdtempSync(join(tmpdir(), "larder-compose-"));
    this.environment = {
      ...host.environment,
      COMPOSE_PROJECT_NAME: "larder-e2e",
      LARDER_DATA_FOLDER: this.dataFolder,
      LARDER_SMB_PORT: this.smbPort,
      LARDER_SMB_HOST: "127.0.0.1",
      LARDER_HTTPS_HOST: "127.0.0.1",
      LARDER_HTTPS_PORT: this.httpsPort,
    };
    this.#peers = peers;
    this.#work = peers.makeWorkFolder();
  }

  static async prepare(host: ContainerHost, checkout: string): Promise<ComposeBox> {
    const [smb, https] = (await freePorts(2)).map(String) as [string, string];
    const box = new ComposeBox(host, checkout, [smb, https], await PeerRoot.open());
    // What a run before this one left would make the first start a second one.
    await box.clear();
    return box;
  }

  get url(): string {
    return `https://127.0.0.1:${this.httpsPort}/`;
  }

  /** Where smbclient puts what it gets, and takes what it puts. */
  get workFolder(): string {
    return this.#work.outside;
  }

  /** Goes over to the images with this tag, and the files of the checkout that they are of. */
  release(tag: string, checkout: string): void {
    this.checkout = checkout;
    this.environment.LARDER_VERSION = tag;
  }

  /** `profiles`: of services that do not come up by themselves. */
  async build(...profiles: readonly string[]): Promise<void> {
    const given = profiles.flatMap((profile) => ["--profile", profile]);
    await this.compose([...given, "build"], "", BUILD_MS_MAX);
  }

  async up(...services: readonly string[]): Promise<void> {
    await this.compose(
      ["up", "--detach", "--wait", "--wait-timeout", "180", ...services],
      "",
      UP_MS_MAX,
    );
  }

  /** Ends all, with the volumes and the data. */
  async clear(): Promise<void> {
    await this.compose(["--profile", "rdma", "down", "--volumes", "--remove-orphans"]);
    rmSync(this.dataFolder, { recursive: true, force: true });
    mkdirSync(this.dataFolder);
  }

  async remove(): Promise<void> {
    await this.clear().catch((problem) => console.log(problem));
    rmSync(this.dataFolder, { recursive: true, force: true });
    this.#work.remove();
  }

  async compose(given: readonly string[], input = "", timeoutMs = 120_000): Promise<string> {
    const files = ["docker-compose.yml", ...this.overrides].flatMap((file) => ["--file", file]);
    const result = await runCommand(
      "docker",
      ["compose", "--progress", "plain", ...files, ...given],
      {
        folder: this.checkout,
        environment: this.environment,
        input,
        timeoutMs,
      },
    );
    succeeded(`docker compose ${given[0]}`, result);
    return result.stdout;
  }

  larder(given: readonly string[], input = ""): Promise<string> {
    return this.compose(["exec", "--no-TTY", "server", "larder", ...given], input);
  }

  /** The container of a service. */
  async container(service: string): Promise<string> {
    return (await this.compose(["ps", "--all", "--quiet", service])).trim();
  }

  inspect(container: string, format: string): Promise<string> {
    return this.host.docker("inspect", "--format", format, container);
  }

  /** By the process and not by Docker, which would take it for somebody's wish. */
  async kill(service: string): Promise<void> {
    const id = await this.container(service);
    process.kill(Number(await this.inspect(id, "{{.State.Pid}}")), "SIGKILL");
  }

  async logs(): Promise<string> {
    return this.compose(["logs", "--tail", "40"]).catch(String);
  }

  async smbclient(
    commands: string,
    protection: string,
    address = "127.0.0.1",
    user = "alice",
  ): Promise<string> {
    const [command, given] = this.#peers.command("env", [
      ...["-C", this.#work.inside, "PATH=/usr/bin:/bin", "smbclient", "//127.0.0.1/box"],
      ...["-I", address, "-p", this.smbPort, "-U", `${user}%${USER_PASSWORD}`],
      ...[`--client-protection=${protection}`, "-c", commands],
    ]);
    const result = await runCommand(command, given);
    succeeded("smbclient", result);
    return result.stdout;
  }

  /** The box made its certificate itself, so there is nobody to ask about it. */
  ask(path: string, address = "127.0.0.1"): Promise<{ status: number; body: string }> {
    return new Promise((settle, fail) => {
      const outbound = get(
        new URL(path, this.url),
        { rejectUnauthorized: false, hostname: address },
        async (inbound) => {
          settle({ status: inbound.statusCode ?? 0, body: await text(inbound) });
        },
      );
      outbound.once("error", fail);
    });
  }
}
