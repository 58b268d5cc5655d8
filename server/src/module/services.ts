import type { Logger } from "pino";
import type { Alerts } from "../alert/alerts.ts";
import type { LogonThrottle } from "../auth/logon-throttle.ts";
import type { ScheduledBackup } from "../backup/scheduled-backup.ts";
import type { ServedCertificate } from "../certificate/served-certificate.ts";
import type { Changes } from "../db/change.ts";
import type { Database } from "../db/database.ts";
import type { LogRing } from "../diagnostics/log-ring.ts";
import type { EngineLink } from "../engine/link.ts";
import type { Live } from "../engine/live.ts";
import type { Reconciler } from "../engine/reconcile.ts";
import type { EventHub } from "../http/event-hub.ts";
import type { Metrics } from "../http/metrics.ts";
import type { Jobs } from "../job/jobs.ts";
import type { Sealer } from "../secret/sealer.ts";
import type { AuditForwarder } from "../syslog/audit-forwarder.ts";
import type { DataRoots } from "./folder/data-roots.ts";

/** What handlers work with, made once by `app.ts`. */
export interface Services {
  readonly db: Database;
  readonly changes: Changes;
  readonly live: Live;
  readonly reconciler: Reconciler;
  /** The part of the link that handlers need. */
  readonly link: Pick<
    EngineLink,
    | "closeSession"
    | "closeOpen"
    | "permission"
    | "emptyBin"
    | "locks"
    | "massChangeTouched"
    | "releaseMassChange"
  >;
  readonly hub: EventHub;
  readonly jobs: Jobs;
  readonly forwarder: AuditForwarder;
  readonly alerts: Pick<Alerts, "send">;
  readonly scheduledBackup: Pick<ScheduledBackup, "run">;
  readonly metrics: Metrics;
  readonly sealer: Sealer;
  /** What these pages are served with. */
  readonly served: ServedCertificate;
  readonly throttle: LogonThrottle;
  /** For passwords of the file server, where its users change them. */
  readonly userThrottle: LogonThrottle;
  readonly roots: DataRoots;
  readonly log: Logger;
  readonly version: string;
  /** What this program logged last. */
  readonly logs: LogRing;
  readonly stateFolder: string;
  /** Called when the one-time setup code was used. */
  readonly setupCompleted: () => Promise<void>;
}
