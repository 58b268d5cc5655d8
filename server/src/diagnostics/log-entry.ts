import type { LogEntry, LogLevel } from "../contract/system.ts";
import { scrubbed } from "./scrub.ts";

/** Pino's numbers; what is in between counts as the one below. */
const LEVELS: readonly (readonly [LogLevel, number])[] = [
  ["fatal", 60],
  ["error", 50],
  ["warn", 40],
  ["info", 30],
  ["debug", 20],
  ["trace", 0],
];

export function levelNumber(level: LogLevel): number {
  return LEVELS.find(([name]) => name === level)?.[1] ?? 0;
}

/** A line of a log as people read it: pino's JSON, or what another program wrote. Without what looks like a secret. */
export function logEntry(line: string): LogEntry | null {
  const text = line.trim();
  if (text === "") return null;
  const value = parsed(text);
  if (value === null) {
    return {
      timeMs: null,
      level: plainLevel(text),
      message: shown(text),
      detail: "",
    };
  }
  const { level, time, msg, name: _name, pid: _pid, hostname: _hostname, v: _v, ...rest } = value;
  const number = typeof level === "number" ? level : 30;
  return {
    timeMs: typeof time === "number" ? Math.trunc(time) : null,
    level: LEVELS.find(([, least]) => number >= least)?.[0] ?? "info",
    message: shown(typeof msg === "string" ? msg : ""),
    detail: Object.keys(rest).length === 0 ? "" : shown(JSON.stringify(rest)),
  };
}

const LENGTH_MAX = 8_192;

/** Without secrets before it is cut: half a secret looks like none. */
function shown(text: string): string {
  return scrubbed(text).slice(0, LENGTH_MAX);
}

function parsed(text: string): Record<string, unknown> | null {
  if (!text.startsWith("{")) return null;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

/** As Postgres begins its lines, and Node its last words. */
function plainLevel(text: string): LogLevel {
  if (/\b(FATAL|PANIC)\b/.test(text)) return "fatal";
  if (/\bERROR\b|^\w*Error\b/.test(text)) return "error";
  return /\bWARNING\b|Warning:/.test(text) ? "warn" : "info";
}
