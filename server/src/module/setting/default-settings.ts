import { hostname } from "node:os";
import type { Settings } from "../../contract/setting.ts";

/** What a fresh box does: every dialect a living client speaks, signed, encrypted where the client can. */
export function defaultSettings(): Settings {
  return {
    serverName: netbiosName(hostname()),
    workgroup: "WORKGROUP",
    comment: "Larder",
    dialectMin: "2.0.2",
    dialectMax: "3.1.1",
    // AES-128 first, as Windows prefers it: both are strong, and it is the faster one.
    ciphers: ["AES-128-GCM", "AES-128-CCM", "AES-256-GCM", "AES-256-CCM"],
    signingAlgorithms: ["AES-GMAC", "AES-CMAC", "HMAC-SHA256"],
    // As current Windows does; without it, who sits on the network path may change what is sent.
    signingRequired: true,
    encryptionRequired: false,
    anonymousIpc: false,
    failedLogonDelayMs: 2_000,
    sessionLifetimeMs: 0,
    ioBytesMax: 8_388_608,
    mdns: false,
    wsDiscovery: false,
    discoveryInterfaces: [],
    multichannel: true,
    caching: true,
    rdma: true,
    rdmaDevices: [],
    softRoceCards: [],
  };
}

/** The first label of the host's name, as far as NetBIOS can say it. */
export function netbiosName(host: string): string {
  const label = (host.split(".")[0] ?? "").toUpperCase().replace(/[^A-Z0-9-]/g, "");
  const name = label.replace(/^-+/, "").slice(0, 15).replace(/-+$/, "");
  return name === "" || name === "LOCALHOST" ? "LARDER" : name;
}
