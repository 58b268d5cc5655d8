import { t } from "../i18n/t.ts";

/** What the file server tells the audit log of, by its kinds. */
export const smbAuditWords: Record<string, string> = {
  logon: t("Signed in over SMB"),
  logonFailed: t("Sign-in refused"),
  logoff: t("Signed out over SMB"),
  connect: t("Opened a share"),
  connectDenied: t("Share refused"),
  disconnect: t("Left a share"),
  create: t("Created"),
  delete: t("Deleted"),
  rename: t("Renamed"),
  securityChange: t("Changed permissions"),
  accessDenied: t("Access refused"),
  objectAccess: t("Access that a file's audit list names"),
  backupAccess: t("Opened as a backup operator"),
  massChange: t("Changed too much at once"),
  sessionClosed: t("Session ended by an administrator"),
  openClosed: t("File closed by an administrator"),
};
