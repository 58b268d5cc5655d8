import type { Settings } from "@larder/server/contract";

/** What the form calls each setting. */
export const settingWords = {
  serverName: "Server name",
  workgroup: "Workgroup",
  comment: "Description",
  dialectMin: "Oldest SMB version",
  dialectMax: "Newest SMB version",
  ciphers: "Ciphers",
  signingAlgorithms: "Signing algorithms",
  signingRequired: "Signing required",
  encryptionRequired: "Encryption required everywhere",
  anonymousIpc: "Anonymous look-ups",
  failedLogonDelayMs: "Delay after a failed sign-in",
  sessionLifetimeMs: "Sign in again after",
  ioBytesMax: "Largest single read or write",
  mdns: "Found by Macs and Linux desktops",
  wsDiscovery: "Found by Windows",
  discoveryInterfaces: "Interfaces on which it is found",
  multichannel: "Several connections at once",
  caching: "Clients may cache",
  rdma: "SMB Direct",
  rdmaDevices: "RDMA devices to use",
  softRoceCards: "Network cards with soft-RoCE",
} as const satisfies Record<keyof Settings, string>;
