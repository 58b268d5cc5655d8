import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { ComposeBox } from "./compose-box.ts";

export interface Rights {
  /** The bounding set: what its processes may have at all. */
  readonly capabilities: readonly string[];
  readonly isRoot: boolean;
}

/** Of capability(7); the others are told by number. */
const NAMES = [
  ...["chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid", "setuid"],
  ...["setpcap", "linux_immutable", "net_bind_service"],
];

/**
 * What the kernel says of a service's first process. Each service has a read-only root, cannot gain rights by
 * running a program, and its calls are filtered: that is asserted for all.
 */
export async function rightsOf(box: ComposeBox, service: string): Promise<Rights> {
  const id = await box.container(service);
  const format = "{{.State.Pid}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.Privileged}}";
  const told = (await box.host.docker("inspect", "--format", format, id)).split(" ");
  assert.deepEqual(told.slice(1), ["true", "false"], `${service}: read-only root, not privileged`);
  const status = readFileSync(`/proc/${told[0]}/status`, "utf8");
  const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, "m").exec(status)?.[1] ?? "";
  assert.equal(field("NoNewPrivs"), "1", `${service}: no new privileges`);
  assert.equal(field("Seccomp"), "2", `${service}: filtered`);
  const bounding = BigInt(`0x${field("CapBnd")}`);
  const capabilities: string[] = [];
  for (let bit = 0; bit < 64; bit++) {
    if ((bounding >> BigInt(bit)) & 1n) capabilities.push(NAMES[bit] ?? String(bit));
  }
  return { capabilities: capabilities.sort(), isRoot: field("Uid") === "0" };
}
