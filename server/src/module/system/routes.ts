import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { systemRoutes } from "../../contract/system.ts";
import { collectDiagnostics } from "../../diagnostics/diagnostics.ts";
import { levelNumber, logEntry } from "../../diagnostics/log-entry.ts";
import { logTail } from "../../diagnostics/log-tail.ts";
import { tar } from "../../diagnostics/tar.ts";
import type { Handlers } from "../../http/handler.ts";
import { readReleaseNotes } from "../../release-notes.ts";
import type { Services } from "../services.ts";

export function systemHandlers(services: Services): Handlers<typeof systemRoutes> {
  const { live, logs, stateFolder, version } = services;
  return {
    read: async (cx) => ({
      version,
      engineVersion: live.status?.version ?? null,
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      startedAtMs: Math.round(cx.nowMs - process.uptime() * 1000),
      releases: readReleaseNotes().map((notes) => ({ ...notes, lines: [...notes.lines] })),
    }),

    log: async (_cx, { query: { source, level, q, limit } }) => {
      const lines = await logTail(source, stateFolder, logs);
      if (lines === null) return { items: [], isKeptHere: false };
      const least = levelNumber(level);
      const wanted = q.toLowerCase();
      const items = [];
      for (let index = lines.length - 1; index >= 0 && items.length < limit; index -= 1) {
        const line = lines[index] ?? "";
        if (wanted !== "" && !line.toLowerCase().includes(wanted)) continue;
        const entry = logEntry(line);
        if (entry === null || levelNumber(entry.level) < least) continue;
        items.push(entry);
      }
      return { items, isKeptHere: true };
    },

    diagnostics: async (cx) => {
      const files = await collectDiagnostics(services, cx.nowMs);
      const archive = await promisify(gzip)(tar(files, cx.nowMs));
      const day = new Date(cx.nowMs).toISOString().slice(0, 10);
      return {
        fileName: `larder-diagnostics-${day}.tar.gz`,
        content: archive.toString("base64"),
        files: files.map(([name]) => name),
      };
    },
  };
}
