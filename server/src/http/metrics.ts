import { type EngineStatus, LATENCY_BOUNDS_US } from "@larder/smbd/control";
import { collectDefaultMetrics, Histogram, Registry } from "prom-client";
import type { Live } from "../engine/live.ts";
import type { Reconciler } from "../engine/reconcile.ts";
import { Collector } from "./metric-text.ts";

/** The text of `/metrics`: this process, its API, and the engine as it last described itself. */
export class Metrics {
  readonly #registry: Registry;
  readonly #requests: Histogram<"method" | "route" | "status">;
  readonly #live: Live;
  readonly #reconciler: Reconciler;

  constructor(live: Live, reconciler: Reconciler) {
    this.#registry = new Registry();
    this.#live = live;
    this.#reconciler = reconciler;
    collectDefaultMetrics({ register: this.#registry, prefix: "larder_server_" });
    this.#requests = new Histogram({
      name: "larder_api_request_seconds",
      help: "Time to answer API requests",
      labelNames: ["method", "route", "status"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [this.#registry],
    });
  }

  answered(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status: String(status) }, seconds);
  }

  async text(): Promise<string> {
    return (await this.#registry.metrics()) + this.#engineText();
  }

  #engineText(): string {
    const out = new Collector();
    const { state, desiredRevision, appliedRevision } = this.#reconciler.state;
    out.gauge("larder_engine_live", "1: all that is saved is served", state === "live" ? 1 : 0);
    out.gauge("larder_engine_linked", "1: the engine is connected", this.#live.isCurrent ? 1 : 0);
    out.gauge("larder_revision_desired", "Revision in the database", desiredRevision);
    out.gauge("larder_revision_applied", "Revision in the engine", appliedRevision);
    const status = this.#live.status;
    // Stale figures would look like a quiet server.
    if (status === null || !this.#live.isCurrent) return out.text();
    out.gauge("larder_smb_uptime_seconds", "Age of the engine", status.uptimeMs / 1000);
    out.gauge("larder_smb_connections", "TCP connections", status.connectionCount);
    out.gauge("larder_smb_sessions", "SMB sessions", status.sessionCount);
    out.gauge("larder_smb_opens", "Open files and folders", status.openCount);
    out.gauge("larder_smb_opens_waiting", "Kept for clients gone", status.waitingOpenCount);
    out.gauge("larder_smb_opens_persistent", "Outlive the engine", status.persistentOpenCount);
    out.gauge("larder_smb_resident_bytes", "Memory of the engine", status.residentBytes);
    out.gauge("larder_smb_listening", "Addresses it listens on", status.listening.length);
    out.counter("larder_smb_events_total", "Events of the engine by name", [
      ...Object.entries(status.counters).map(([name, value]) => ({ labels: { name }, value })),
    ]);
    if (status.rdma !== null) addRdma(out, status.rdma);
    addCommands(out, status.commands);
    return out.text();
  }
}

/** What of SMB Direct goes up and down; what only grows is among the events, as "rdma.writeBytes". */
function addRdma(out: Collector, { devices, channels }: NonNullable<EngineStatus["rdma"]>): void {
  const sum = (of: (channel: RdmaChannel) => number) =>
    channels.reduce((all, channel) => all + of(channel), 0);
  const listening = devices.filter(({ problem }) => problem === "").length;
  out.gauge("larder_rdma_devices", "RDMA devices there are", devices.length);
  out.gauge("larder_rdma_devices_listening", "RDMA devices that clients reach", listening);
  out.gauge("larder_rdma_channels", "Connections over RDMA", channels.length);
  out.gauge(
    "larder_rdma_send_credits",
    "Sends that clients allow",
    sum((one) => one.sendCredits),
  );
  out.gauge(
    "larder_rdma_receive_credits",
    "Receives granted to clients and not used",
    sum((one) => one.receivesGranted),
  );
  out.gauge(
    "larder_rdma_queued_bytes",
    "Messages that wait for credits",
    sum((one) => one.queuedBytes),
  );
  out.gauge(
    "larder_rdma_jobs",
    "Payloads on their way by RDMA",
    sum((one) => one.jobs),
  );
}

type RdmaChannel = NonNullable<EngineStatus["rdma"]>["channels"][number];

function addCommands(out: Collector, commands: readonly CommandStats[]): void {
  const per = (value: (stats: CommandStats) => number) =>
    commands.map((stats) => ({
      labels: { command: stats.command, share: stats.share },
      value: value(stats),
    }));
  out.counter(
    "larder_smb_errors_total",
    "Requests answered with an error",
    per((s) => s.errorCount),
  );
  out.counter(
    "larder_smb_read_bytes_total",
    "Bytes read by clients",
    per((s) => s.bytesRead),
  );
  out.counter(
    "larder_smb_written_bytes_total",
    "Bytes written by clients",
    per((s) => s.bytesWritten),
  );
  out.histogram(
    "larder_smb_request_seconds",
    "Time to answer SMB requests",
    LATENCY_BOUNDS_US.map((bound) => bound / 1e6),
    commands.map((stats) => ({
      labels: { command: stats.command, share: stats.share },
      buckets: stats.latency,
      count: stats.count,
      sum: stats.latencySumUs / 1e6,
    })),
  );
}

type CommandStats = EngineStatus["commands"][number];
