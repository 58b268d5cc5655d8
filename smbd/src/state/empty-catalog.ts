/** Before the first snapshot: nobody can log on, and nothing is shared. */
import { Catalog } from "./catalog.ts";

export const EMPTY_CATALOG = new Catalog({
  revision: 0,
  server: {
    name: "LARDER",
    dnsName: "larder",
    workgroup: "WORKGROUP",
    comment: "",
    guid: "0".repeat(32),
    sid: "S-1-5-21-0-0-0",
  },
  settings: {
    dialectMin: "2.0.2",
    dialectMax: "3.1.1",
    ciphers: ["AES-128-GCM", "AES-128-CCM", "AES-256-GCM", "AES-256-CCM"],
    signingAlgorithms: ["AES-GMAC", "AES-CMAC", "HMAC-SHA256"],
    signingRequired: true,
    encryptionRequired: false,
    anonymousIpc: false,
    failedLogonDelayMs: 2000,
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
  },
  users: [],
  groups: [],
  shares: [],
});
