import { createServer } from "node:net";

/** Why a port cannot be had, by the system's own name for it; null where it can. */
export type PortProblem = "EADDRINUSE" | "EACCES" | "EADDRNOTAVAIL" | "EAFNOSUPPORT" | string;

/** Binds the port for a moment, which is the only honest way to know whether it can be had. */
export function probePort(host: string, port: number): Promise<PortProblem | null> {
  return new Promise((settle) => {
    const probe = createServer();
    probe.once("error", (problem: NodeJS.ErrnoException) => settle(problem.code ?? "unknown"));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => settle(null)));
  });
}

export interface SmbPortChoice {
  readonly port: number;
  /** Why it is not 445, in words; empty where it is, or where somebody chose. */
  readonly reason: string;
}

/** 445 if it can be bound, else 4445. A port that somebody asked for is that one or an error. */
export async function chooseSmbPort(
  hosts: readonly string[],
  wanted: number | null,
): Promise<SmbPortChoice> {
  if (wanted !== null) {
    const problem = await firstProblem(hosts, wanted);
    if (problem !== null) throw new Error(portSentence(wanted, "LARDER_SMB_PORT", problem));
    return { port: wanted, reason: "" };
  }
  const problem = await firstProblem(hosts, 445);
  if (problem === null) return { port: 445, reason: "" };
  const other = await firstProblem(hosts, 4445);
  if (other !== null) throw new Error(portSentence(4445, "LARDER_SMB_PORT", other));
  const reason =
    problem === "EADDRINUSE"
      ? "another program has port 445"
      : "port 445 needs root (or net.ipv4.ip_unprivileged_port_start=445)";
  return { port: 4445, reason };
}

/** One sentence: what is wrong with a port and what to do about it. */
export function portSentence(port: number, variable: string, problem: PortProblem): string {
  if (problem === "EADDRINUSE") {
    return `Port ${port} is taken by another program. Stop it, or choose another port with ${variable}.`;
  }
  if (problem === "EACCES") {
    return `Port ${port} may not be opened by this user. Start as root, or choose a port above 1023 with ${variable}.`;
  }
  return `Port ${port} cannot be opened (${problem}). Choose another with ${variable}.`;
}

async function firstProblem(hosts: readonly string[], port: number): Promise<PortProblem | null> {
  for (const host of hosts) {
    const problem = await probePort(host, port);
    // A box without IPv6 is served over IPv4.
    if (host === "::" && (problem === "EAFNOSUPPORT" || problem === "EADDRNOTAVAIL")) continue;
    if (problem !== null) return problem;
  }
  return null;
}
