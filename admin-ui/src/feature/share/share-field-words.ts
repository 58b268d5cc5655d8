import { t } from "../../i18n/t.ts";
import { bytesInWords } from "../../lib/bytes.ts";
import type { FieldWords } from "../../lib/field-words.ts";
import { smbAuditWords } from "../../lib/smb-audit-words.ts";
import { valueInWords } from "../../lib/value-in-words.ts";
import { PURPOSE_WORDS } from "./purpose-words.ts";
import type { ShareValues } from "./share-form.tsx";

const MASS_CHANGE_WORDS = {
  off: t("Nothing: do not count"),
  alert: t("Tell it"),
  throttle: t("Tell it, and slow the user down"),
  block: t("Tell it, and cut the user off until released"),
} as const;

/** As they are called in the form. */
export const SHARE_FIELD_WORDS = {
  name: t("Name"),
  path: t("Folder"),
  comment: t("Comment"),
  purpose: {
    label: t("What is it for?"),
    say: (value) => PURPOSE_WORDS[value as ShareValues["purpose"] & string].title,
  },
  permissions: { label: t("Who may do what"), of: "permissions" },
  enabled: t("Switched on"),
  hidden: t("Hidden"),
  readOnly: t("Read only"),
  encryptionRequired: t("Encryption required"),
  signingRequired: t("Signing required"),
  hostsAllow: t("Reached from"),
  hostsDeny: t("Not reached from"),
  accessBasedEnumeration: t("Show only what one may open"),
  continuouslyAvailable: t("Keep files open over a restart"),
  changeNotify: t("Tell of changes at once"),
  caseSensitive: t("Upper and lower case make different names"),
  symlinks: {
    label: t("Symbolic links"),
    say: (value) => (value === "none" ? t("Not followed") : t("Followed inside the share")),
  },
  forceUid: t("Owner of new files (uid)"),
  forceGid: t("Group of new files (gid)"),
  fileMode: { label: t("Mode of new files"), say: octal },
  directoryMode: { label: t("Mode of new folders"), say: octal },
  homes: t("A home for each user"),
  sizeLimitBytes: { label: t("Size of the share"), say: size },
  previousVersions: t("Previous versions"),
  snapshotFolder: t("Where snapshots lie"),
  recycleBin: t("Recycle bin"),
  recycleDays: t("Days in the bin"),
  recycleBytesMax: { label: t("Size of the bin"), say: size },
  writeOnceMinutes: t("Minutes until files cannot be changed any more"),
  ownFilesOnly: t("Everybody sees their own files only"),
  auditExcept: {
    label: t("Not in the audit log"),
    say: (value) => valueInWords((value as string[]).map((kind) => smbAuditWords[kind] ?? kind)),
  },
  massChangeAction: {
    label: t("When one user changes more than this"),
    say: (value) => MASS_CHANGE_WORDS[value as keyof typeof MASS_CHANGE_WORDS],
  },
  massChangeDeletedMax: t("Deletions in a minute"),
  massChangeRenamedMax: t("Renames in a minute"),
  massChangeScrambledMax: t("Files that look encrypted, in a minute"),
} as const satisfies Required<FieldWords<Omit<ShareValues, "createFolder">>>;

function size(value: unknown): string {
  return typeof value === "number" ? bytesInWords(value) : valueInWords(value);
}

function octal(value: unknown): string {
  return typeof value === "number" ? value.toString(8).padStart(4, "0") : "";
}
