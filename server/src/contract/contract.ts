/**
 * The API, as zod schemas and rows: what the browser, the CLI and the server agree on. Exported as
 * `@larder/server/contract`; imports nothing that a browser lacks. The one place that re-exports.
 */
import { accessPolicyRoutes } from "./access-policy.ts";
import { accountCsvRoutes } from "./account-csv.ts";
import { adminSessionRoutes } from "./admin-session.ts";
import { administratorRoutes } from "./administrator.ts";
import { alertRoutes } from "./alert.ts";
import { apiKeyRoutes } from "./api-key.ts";
import { auditRoutes } from "./audit.ts";
import { auditPolicyRoutes } from "./audit-policy.ts";
import { backupRoutes } from "./backup.ts";
import { backupScheduleRoutes } from "./backup-schedule.ts";
import { certificateRoutes } from "./certificate.ts";
import { connectRoutes } from "./connect.ts";
import { documentRoutes } from "./document.ts";
import { engineRoutes } from "./engine.ts";
import { eventRoutes } from "./event.ts";
import { folderRoutes } from "./folder.ts";
import { groupRoutes } from "./group.ts";
import { healthRoutes } from "./health.ts";
import { identityProviderRoutes } from "./identity-provider.ts";
import { jobRoutes } from "./job.ts";
import { liveRoutes } from "./live.ts";
import { lockRoutes } from "./lock.ts";
import { logonRoutes } from "./logon.ts";
import { massChangeRoutes } from "./mass-change.ts";
import { openRoutes } from "./open.ts";
import {
  permissionPresetRoutes,
  permissionPrincipalRoutes,
  permissionRoutes,
} from "./permission.ts";
import { principalRoutes } from "./principal.ts";
import { removalRoutes } from "./removal.ts";
import { sambaImportRoutes } from "./samba-import.ts";
import { searchRoutes } from "./search.ts";
import { secondFactorRoutes } from "./second-factor.ts";
import { selfServiceRoutes } from "./self-service.ts";
import { sessionRoutes } from "./session.ts";
import { settingRoutes } from "./setting.ts";
import { setupRoutes } from "./setup.ts";
import { shareRoutes } from "./share.ts";
import { systemRoutes } from "./system.ts";
import { userRoutes } from "./user.ts";

export const routes = {
  setup: setupRoutes,
  logon: logonRoutes,
  secondFactor: secondFactorRoutes,
  identityProvider: identityProviderRoutes,
  adminSession: adminSessionRoutes,
  accessPolicy: accessPolicyRoutes,
  administrator: administratorRoutes,
  user: userRoutes,
  principal: principalRoutes,
  search: searchRoutes,
  accountCsv: accountCsvRoutes,
  sambaImport: sambaImportRoutes,
  selfService: selfServiceRoutes,
  group: groupRoutes,
  removal: removalRoutes,
  share: shareRoutes,
  folder: folderRoutes,
  session: sessionRoutes,
  open: openRoutes,
  lock: lockRoutes,
  live: liveRoutes,
  massChange: massChangeRoutes,
  engine: engineRoutes,
  setting: settingRoutes,
  apiKey: apiKeyRoutes,
  backup: backupRoutes,
  backupSchedule: backupScheduleRoutes,
  certificate: certificateRoutes,
  system: systemRoutes,
  audit: auditRoutes,
  auditPolicy: auditPolicyRoutes,
  alert: alertRoutes,
  event: eventRoutes,
  job: jobRoutes,
  permission: permissionRoutes,
  permissionPreset: permissionPresetRoutes,
  permissionPrincipal: permissionPrincipalRoutes,
  connect: connectRoutes,
  health: healthRoutes,
  document: documentRoutes,
} as const;

export * from "./access-policy.ts";
export * from "./access-right.ts";
export * from "./account-csv.ts";
export * from "./account-name.ts";
export * from "./admin-session.ts";
export * from "./administrator.ts";
export * from "./alert.ts";
export * from "./api-key.ts";
export * from "./audit.ts";
export * from "./audit-policy.ts";
export * from "./backup.ts";
export * from "./backup-schedule.ts";
export * from "./certificate.ts";
export * from "./change.ts";
export * from "./connect.ts";
export * from "./engine.ts";
export * from "./event.ts";
export * from "./folder.ts";
export * from "./group.ts";
export * from "./identifier.ts";
export * from "./identity-provider.ts";
export * from "./job.ts";
export * from "./live.ts";
export * from "./lock.ts";
export * from "./logon.ts";
export * from "./mass-change.ts";
export * from "./open.ts";
export * from "./page.ts";
export * from "./password.ts";
export * from "./permission.ts";
export * from "./posix-id.ts";
export * from "./principal.ts";
export * from "./problem.ts";
export * from "./removal.ts";
export * from "./role.ts";
export * from "./route.ts";
export * from "./route-url.ts";
export * from "./samba-import.ts";
export * from "./search.ts";
export * from "./second-factor.ts";
export * from "./self-service.ts";
export * from "./session.ts";
export * from "./setting.ts";
export * from "./setup.ts";
export * from "./share.ts";
export * from "./share-name.ts";
export * from "./share-policy.ts";
export * from "./share-purpose.ts";
export * from "./system.ts";
export * from "./user.ts";
export * from "./version.ts";
