import { availableParallelism, freemem, loadavg, release, totalmem } from "node:os";
import { logSourceSchema } from "../contract/system.ts";
import type { Services } from "../module/services.ts";
import { logTail } from "./log-tail.ts";
import { scrubbed } from "./scrub.ts";

const LINES_MAX = 2_000;

/**
 * Files for somebody who looks for a fault elsewhere. Of users, keys and administrators only how many there are; what
 * is text goes through the scrubber all the same. Log lines may name users, shares and addresses.
 */
export async function collectDiagnostics(
  services: Services,
  nowMs: number,
): Promise<(readonly [name: string, text: string])[]> {
  const { db, live, reconciler, served, version, logs, stateFolder } = services;
  const {
    serverName: _name,
    workgroup: _group,
    comment: _comment,
    ...settings
  } = await db.setting.findUniqueOrThrow({ where: { id: 1 } });
  const [users, groups, administrators, apiKeys, auditEntries, jobs] = await Promise.all([
    db.user.count(),
    db.group.count(),
    db.administrator.count(),
    db.apiKey.count(),
    db.auditEntry.count(),
    db.job.groupBy({ by: ["kind", "state"], _count: true }),
  ]);
  const shares = await db.share.findMany();
  const migrations = await db.$queryRaw<{ name: string }[]>`
    SELECT migration_name AS name FROM _prisma_migrations ORDER BY 1`;
  const { fingerprint } = await served.now();
  const about = {
    madeAt: new Date(nowMs).toISOString(),
    version,
    engineVersion: live.status?.version ?? null,
    node: process.version,
    kernel: release(),
    architecture: process.arch,
    processors: availableParallelism(),
    memoryBytes: totalmem(),
    freeBytes: freemem(),
    load: loadavg(),
    serverUptimeSeconds: Math.round(process.uptime()),
    serverResidentBytes: process.memoryUsage().rss,
    certificateFingerprint: fingerprint,
    migrations: migrations.map(({ name }) => name),
    counts: { users, groups, administrators, apiKeys, auditEntries, shares: shares.length, jobs },
  };
  const files: (readonly [string, string])[] = [
    ["about.json", json(about)],
    ["settings.json", json(settings)],
    ["shares.json", json(shares.map(withoutTexts))],
    ["engine.json", json({ ...reconciler.state, status: withoutNames(live.status) }, IN_SHARES)],
    ["share-states.json", json(live.shares.map(({ state }) => state))],
    ["sessions.json", json(live.sessions.map(withoutPeople))],
  ];
  for (const source of logSourceSchema.options) {
    const lines = (await logTail(source, stateFolder, logs)) ?? [
      "(not kept where this server could read it)",
    ];
    files.push([`log/${source}.log`, `${scrubbed(lines.slice(-LINES_MAX).join("\n"))}\n`]);
  }
  return files;
}

/** Of the engine's figures: which share they are of. */
const IN_SHARES: readonly string[] = ["share"];

/** Numbers of the database may be larger than JSON's. */
function json(value: unknown, left: readonly string[] = []): string {
  const plain = (name: string, part: unknown) => {
    if (left.includes(name)) return undefined;
    return typeof part === "bigint" ? Number(part) : part;
  };
  return `${scrubbed(JSON.stringify(value, plain, 2))}\n`;
}

/** Options and sizes are for everybody; what somebody called a share, where it lies and who reaches it, is not. */
function withoutTexts(share: object): object {
  return Object.fromEntries(
    Object.entries(share).filter(
      ([name, value]) => name === "purpose" || !["string", "object"].includes(typeof value),
    ),
  );
}

/** That somebody changed too much may explain a fault; who it was does not. */
function withoutNames(status: Services["live"]["status"]): object | null {
  if (status === null) return null;
  const massChanges = status.massChanges.map(({ user: _user, address: _address, ...rest }) => rest);
  return { ...status, massChanges };
}

function withoutPeople(session: Services["live"]["sessions"][number]): object {
  const { user: _user, address: _address, clientName: _client, shares, ...rest } = session;
  return { ...rest, shareCount: shares.length };
}
