/** What is told to a syslog server of one audit entry. */
export interface SyslogEntry {
  readonly timeMs: number;
  readonly source: "engine" | "admin";
  readonly kind: string;
  readonly user: string;
  readonly address: string;
  readonly share: string;
  readonly path: string;
  readonly status: string;
  readonly detail: string;
}
