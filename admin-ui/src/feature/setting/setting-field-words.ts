import type { Settings } from "@larder/server/contract";
import { t } from "../../i18n/t.ts";
import { bytesInWords } from "../../lib/bytes.ts";
import { durationInWords } from "../../lib/duration.ts";
import type { FieldWords } from "../../lib/field-words.ts";

/** As they are called in the form. */
export const SETTING_FIELD_WORDS = {
  serverName: t("Server name"),
  workgroup: t("Workgroup"),
  comment: t("Description"),
  dialectMin: t("Oldest SMB version"),
  dialectMax: t("Newest SMB version"),
  encryptionRequired: t("Encryption required everywhere"),
  ciphers: t("Ciphers"),
  signingRequired: t("Signing required"),
  signingAlgorithms: t("Signing algorithms"),
  anonymousIpc: t("Anonymous look-ups"),
  multichannel: t("Several connections at once"),
  caching: t("Clients may cache"),
  failedLogonDelayMs: {
    label: t("Delay after a failed sign-in"),
    say: (value) => durationInWords(Number(value)),
  },
  sessionLifetimeMs: {
    label: t("Sign in again after"),
    say: (value) => durationInWords(Number(value)),
  },
  ioBytesMax: {
    label: t("Largest single read or write"),
    say: (value) => bytesInWords(Number(value)),
  },
  mdns: t("Macs and Linux desktops"),
  wsDiscovery: t("Windows"),
  discoveryInterfaces: t("On these interfaces"),
  rdma: t("SMB Direct"),
  rdmaDevices: t("RDMA devices to use"),
  softRoceCards: t("Network cards with soft-RoCE"),
} as const satisfies Required<FieldWords<Settings>>;
