import { X509Certificate } from "node:crypto";
import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import type { AuditEvent } from "@larder/smbd/control";
import fastify, { type FastifyInstance, LogController } from "fastify";
import type { Logger } from "pino";
import { Alerts } from "./alert/alerts.ts";
import { LogonThrottle } from "./auth/logon-throttle.ts";
import { ScheduledBackup } from "./backup/scheduled-backup.ts";
import type { ServedCertificate } from "./certificate/served-certificate.ts";
import { serveStored } from "./certificate/stored-certificates.ts";
import { routes } from "./contract/contract.ts";
import { AuditRecorder } from "./db/audit-recorder.ts";
import { Changes } from "./db/change.ts";
import type { Database } from "./db/database.ts";
import { prune } from "./db/prune.ts";
import type { LogRing } from "./diagnostics/log-ring.ts";
import { AuditQueue } from "./engine/audit-queue.ts";
import { readDesired } from "./engine/desired.ts";
import { readChanges } from "./engine/desired-changes.ts";
import { LastLogons } from "./engine/last-logons.ts";
import { EngineLink } from "./engine/link.ts";
import { Live } from "./engine/live.ts";
import { Reconciler } from "./engine/reconcile.ts";
import { addressGroup } from "./http/address-group.ts";
import { ConfirmationBook } from "./http/confirmation-book.ts";
import { EventHub } from "./http/event-hub.ts";
import { identifyWith, type TrustedSockets } from "./http/identify.ts";
import { Metrics } from "./http/metrics.ts";
import { type MountContext, mount, sendProblem } from "./http/mount.ts";
import { isNestedDeeper, NESTING_MAX } from "./http/nesting.ts";
import { ProblemAnswer } from "./http/problem-answer.ts";
import { problemOf } from "./http/problem-of.ts";
import { serveFiles } from "./http/static-files.ts";
import { Jobs } from "./job/jobs.ts";
import { accessPolicyHandlers } from "./module/access-policy/routes.ts";
import { accountCsvHandlers } from "./module/account-csv/routes.ts";
import { adminSessionHandlers } from "./module/admin-session/routes.ts";
import { administratorHandlers } from "./module/administrator/routes.ts";
import { alertHandlers } from "./module/alert/routes.ts";
import { apiKeyHandlers } from "./module/api-key/routes.ts";
import { auditHandlers } from "./module/audit/routes.ts";
import { forwardingPlan, readAuditPolicy } from "./module/audit-policy/read-audit-policy.ts";
import { auditPolicyHandlers } from "./module/audit-policy/routes.ts";
import { backupHandlers } from "./module/backup/routes.ts";
import { backupScheduleHandlers } from "./module/backup-schedule/routes.ts";
import { certificateHandlers } from "./module/certificate/routes.ts";
import { connectHandlers } from "./module/connect/routes.ts";
import { documentHandlers } from "./module/document/routes.ts";
import { engineHandlers } from "./module/engine/routes.ts";
import { eventHandlers } from "./module/event/routes.ts";
import type { DataRoots } from "./module/folder/data-roots.ts";
import { folderHandlers } from "./module/folder/routes.ts";
import { groupHandlers } from "./module/group/routes.ts";
import { healthHandlers } from "./module/health/routes.ts";
import { identityProviderHandlers } from "./module/identity-provider/routes.ts";
import { jobHandlers } from "./module/job/routes.ts";
import { liveHandlers } from "./module/live/routes.ts";
import { lockHandlers } from "./module/lock/routes.ts";
import { logonHandlers } from "./module/logon/routes.ts";
import { massChangeHandlers } from "./module/mass-change/routes.ts";
import { openHandlers } from "./module/open/routes.ts";
import { permissionPresetHandlers } from "./module/permission/preset-routes.ts";
import { permissionPrincipalHandlers } from "./module/permission/principal-routes.ts";
import { permissionHandlers } from "./module/permission/routes.ts";
import { principalHandlers } from "./module/principal/routes.ts";
import { removalHandlers } from "./module/removal/routes.ts";
import { sambaImportHandlers } from "./module/samba-import/routes.ts";
import { searchHandlers } from "./module/search/routes.ts";
import { secondFactorHandlers } from "./module/second-factor/routes.ts";
import { selfServiceHandlers } from "./module/self-service/routes.ts";
import type { Services } from "./module/services.ts";
import { sessionHandlers } from "./module/session/routes.ts";
import { settingHandlers } from "./module/setting/routes.ts";
import { setupHandlers } from "./module/setup/routes.ts";
import { shareHandlers } from "./module/share/routes.ts";
import { systemHandlers } from "./module/system/routes.ts";
import { userHandlers } from "./module/user/routes.ts";
import type { Sealer } from "./secret/sealer.ts";
import { AuditForwarder } from "./syslog/audit-forwarder.ts";
import type { SyslogEntry } from "./syslog/syslog-entry.ts";

export interface AppOptions {
  readonly db: Database;
  /** The engine's control socket. */
  readonly controlSocket: string;
  readonly sealer: Sealer;
  readonly served: ServedCertificate;
  readonly roots: DataRoots;
  readonly uiFolder: string;
  readonly version: string;
  readonly logs: LogRing;
  readonly stateFolder: string;
  readonly now: () => number;
  readonly log: Logger;
  readonly trusted: TrustedSockets;
  readonly setupCompleted: () => Promise<void>;
  /** Requests a minute from one address; tests raise it. */
  readonly requestsPerMinute?: number;
  readonly guessesPerMinute?: number;
}

/** The whole API, not listening yet. Closing it ends the link to the engine too. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { db, now, log } = options;
  const hub = new EventHub();
  const live = new Live((resources) => hub.invalidate(resources));
  const link = new EngineLink({
    socketPath: options.controlSocket,
    serverVersion: options.version,
    log,
  });
  options.roots.disk.askEngine = (ask) => link.disk(ask);
  const lastLogons = new LastLogons(db, log, () => hub.invalidate(["users"]));
  const queue = new AuditQueue(db, log, () => hub.invalidate(["audit"]));
  const readRevision = async () =>
    (await db.appliance.findUniqueOrThrow({ where: { id: 1 } })).revision;
  const reconciler = new Reconciler({
    readDesired: () => readDesired(db, options.sealer),
    readChanges: (from) => readChanges(db, options.sealer, from),
    readRevision,
    send: (message) => link.send(message),
    sendSnapshot: (snapshot) => link.sendSnapshot(snapshot),
    changed: (state) => hub.engine(state, live.samples.at(-1) ?? null),
    now,
    log,
  });
  const forwarder = new AuditForwarder({
    log,
    now,
    changed: () => hub.invalidate(["audit-policy"]),
  });
  const audit = new AuditRecorder(db, (entry) => {
    forwarder.push([entry]);
    hub.invalidate(["audit"]);
  });
  const changes = new Changes(db, audit, {
    revised: (revision) => reconciler.revised(revision),
    invalidated: (resources) => hub.invalidate(resources),
  });
  const metrics = new Metrics(live, reconciler);
  const jobs = new Jobs({ db, audit, now, log, changed: () => hub.invalidate(["jobs"]) });
  const alerts = new Alerts({
    db,
    disk: options.roots.disk,
    live,
    sealer: options.sealer,
    log,
    now,
    certificateEndsAtMs: async () =>
      Date.parse(new X509Certificate((await options.served.now()).cert).validTo),
    changed: (resources) => hub.invalidate(resources),
  });
  const scheduledBackup = new ScheduledBackup({
    ...{ db, log, now },
    sealer: options.sealer,
    roots: options.roots,
    stateFolder: options.stateFolder,
    version: options.version,
    changed: () => hub.invalidate(["backup"]),
  });
  const services: Services = {
    db,
    changes,
    live,
    reconciler,
    link,
    hub,
    jobs,
    forwarder,
    alerts,
    scheduledBackup,
    metrics,
    sealer: options.sealer,
    served: options.served,
    throttle: new LogonThrottle(),
    userThrottle: new LogonThrottle(),
    roots: options.roots,
    log,
    version: options.version,
    logs: options.logs,
    stateFolder: options.stateFolder,
    setupCompleted: options.setupCompleted,
  };
  const app = newFastify(options);
  await addGuards(app, options);
  addMetrics(app, metrics);
  const context: MountContext = {
    now,
    identify: identifyWith(db, options.trusted, now),
    confirmations: new ConfirmationBook(),
    audit,
    guessesPerMinute: options.guessesPerMinute ?? 30,
    isSetUp: async () => (await db.administrator.count()) > 0,
  };
  mountAll(app, context, services);
  await serveFiles(app, options.uiFolder);
  await serveStored(services, now());
  await jobs.start();
  forwarder.configure(forwardingPlan(await readAuditPolicy(db)));
  reconciler.start(await readRevision());
  link.start({
    connected: (revision) => {
      live.connected();
      reconciler.connected(revision);
    },
    disconnected: (state, reason) => {
      live.disconnected();
      reconciler.disconnected(state, reason);
    },
    received: (message) => {
      if (message.type === "applied") {
        live.applied(message);
        reconciler.applied(message);
      } else if (message.type === "unfit") {
        reconciler.unfit();
      } else if (message.type === "status") {
        hub.engine(reconciler.state, live.update(message, now()));
      } else if (message.type === "audit") {
        queue.push(message.events, message.lost);
        // Before the database has them, so that they are told even where it is away.
        forwarder.push(message.events.map(forwarded));
        lastLogons.push(message.events);
      }
    },
  });
  alerts.start();
  scheduledBackup.start();
  // Open event streams would keep the servers from closing.
  app.addHook("preClose", async () => hub.close());
  const pruning = setInterval(() => void prune(db, log, now()), PRUNE_MS);
  pruning.unref();
  const renewing = setInterval(() => void renew(services, now()), RENEW_MS);
  renewing.unref();
  app.addHook("onClose", async () => {
    clearInterval(pruning);
    await alerts.stop();
    await scheduledBackup.stop();
    clearInterval(renewing);
    await jobs.stop();
    link.close();
    reconciler.stop();
    forwarder.close();
    await queue.flush();
    await lastLogons.flush();
  });
  return app;
}

const PRUNE_MS = 3_600_000;
const RENEW_MS = 86_400_000;

async function renew(services: Services, nowMs: number): Promise<void> {
  try {
    await serveStored(services, nowMs);
  } catch (error) {
    // Tried again in a day, of which there are thirty.
    services.log.warn({ code: (error as { code?: unknown }).code }, "no certificate was renewed");
  }
}

function forwarded(event: AuditEvent): SyslogEntry {
  const status = event.status === "STATUS_SUCCESS" ? "" : event.status;
  return { ...event, source: "engine", status };
}

/** A request takes at most this long to arrive, to be answered, and holds at most this much. */
export const TIMEOUTS = { requestMs: 30_000, headersMs: 10_000, keepAliveMs: 10_000 } as const;
const BODY_BYTES_MAX = 1_048_576;

function newFastify({ log }: AppOptions): FastifyInstance {
  const app = fastify({
    loggerInstance: log,
    // Its own lines hold the URL, which may hold a confirmation code; ours name the row.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: TIMEOUTS.requestMs,
    keepAliveTimeout: TIMEOUTS.keepAliveMs,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 256 },
  });
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.code === "internal") request.log.error({ err: error }, "a request failed");
    return sendProblem(reply, problem);
  });
  // JSON and nothing else; a form of another site cannot send it without asking the browser first.
  app.removeAllContentTypeParsers();
  const parseJson = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") {
      done(null, undefined);
      return;
    }
    parseJson(request, String(body), (error, value) => {
      if (error === null && isNestedDeeper(value, NESTING_MAX)) {
        done(new ProblemAnswer("malformed", "The request could not be read."), undefined);
      } else done(error, value);
    });
  });
  return app as unknown as FastifyInstance;
}

async function addGuards(app: FastifyInstance, options: AppOptions): Promise<void> {
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // The component library computes styles in the browser.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // The certificate is self-signed: with this, browsers would not let anybody through at all.
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
    xFrameOptions: { action: "deny" },
    referrerPolicy: { policy: "same-origin" },
  });
  await app.register(rateLimit, {
    global: true,
    max: options.requestsPerMinute ?? 1_200,
    timeWindow: 60_000,
    keyGenerator: (request) => addressGroup(request.ip ?? ""),
    // Files of the UI come in dozens with each page and cost nothing.
    allowList: (request) => options.trusted.has(request.raw.socket) || !isApi(request.url),
    errorResponseBuilder: (_request, context) =>
      new ProblemAnswer("too-many-requests", `Too many requests; wait ${context.after}.`, {
        retryAfterSeconds: Math.ceil(context.ttl / 1000),
      }),
  });
}

function isApi(url: string): boolean {
  return url.startsWith("/api") || url.startsWith("/metrics");
}

function addMetrics(app: FastifyInstance, metrics: Metrics): void {
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "(none)";
    metrics.answered(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    request.log.debug(
      {
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      "answered",
    );
  });
}

function mountAll(app: FastifyInstance, context: MountContext, services: Services): void {
  mount(app, context, routes.setup, setupHandlers(services));
  mount(app, context, routes.logon, logonHandlers(services));
  mount(app, context, routes.identityProvider, identityProviderHandlers(services));
  mount(app, context, routes.secondFactor, secondFactorHandlers(services));
  mount(app, context, routes.adminSession, adminSessionHandlers(services));
  mount(app, context, routes.accessPolicy, accessPolicyHandlers(services));
  mount(app, context, routes.administrator, administratorHandlers(services));
  mount(app, context, routes.user, userHandlers(services));
  mount(app, context, routes.accountCsv, accountCsvHandlers(services));
  mount(app, context, routes.sambaImport, sambaImportHandlers(services));
  mount(app, context, routes.principal, principalHandlers(services));
  mount(app, context, routes.search, searchHandlers(services));
  mount(app, context, routes.selfService, selfServiceHandlers(services));
  mount(app, context, routes.group, groupHandlers(services));
  mount(app, context, routes.removal, removalHandlers(services));
  mount(app, context, routes.share, shareHandlers(services));
  mount(app, context, routes.folder, folderHandlers(services));
  mount(app, context, routes.session, sessionHandlers(services));
  mount(app, context, routes.open, openHandlers(services));
  mount(app, context, routes.lock, lockHandlers(services));
  mount(app, context, routes.live, liveHandlers(services));
  mount(app, context, routes.massChange, massChangeHandlers(services));
  mount(app, context, routes.engine, engineHandlers(services));
  mount(app, context, routes.setting, settingHandlers(services));
  mount(app, context, routes.apiKey, apiKeyHandlers(services));
  mount(app, context, routes.backup, backupHandlers(services));
  mount(app, context, routes.backupSchedule, backupScheduleHandlers(services));
  mount(app, context, routes.certificate, certificateHandlers(services));
  mount(app, context, routes.system, systemHandlers(services));
  mount(app, context, routes.audit, auditHandlers(services));
  mount(app, context, routes.auditPolicy, auditPolicyHandlers(services));
  mount(app, context, routes.alert, alertHandlers(services));
  mount(app, context, routes.event, eventHandlers(services));
  mount(app, context, routes.job, jobHandlers(services));
  mount(app, context, routes.permission, permissionHandlers(services));
  mount(app, context, routes.permissionPreset, permissionPresetHandlers(services));
  mount(app, context, routes.permissionPrincipal, permissionPrincipalHandlers(services));
  mount(app, context, routes.connect, connectHandlers(services));
  mount(app, context, routes.health, healthHandlers(services));
  mount(app, context, routes.document, documentHandlers(services.version));
}
