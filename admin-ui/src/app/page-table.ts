import type { Role } from "@larder/server/contract";
import {
  IconActivity,
  IconArchive,
  IconBell,
  IconCertificate,
  IconFileText,
  IconFolderShare,
  IconFolders,
  IconHeartRateMonitor,
  IconHistory,
  IconKey,
  IconLayoutDashboard,
  IconListCheck,
  IconLogin2,
  IconPlugConnected,
  IconSettings,
  IconShieldLock,
  IconTerminal2,
  IconTransferIn,
  IconUser,
  IconUsersGroup,
} from "@tabler/icons-react";
import { type AsyncRouteComponent, lazyRouteComponent } from "@tanstack/react-router";
import type { ComponentType } from "react";

export interface NavigationEntry {
  readonly group: "Overview" | "Sharing" | "Live" | "System";
  readonly label: string;
  readonly Icon: ComponentType<{ size?: number | string; stroke?: number | string }>;
}

export interface PageRow {
  readonly path: string;
  readonly page: AsyncRouteComponent<unknown>;
  /** Rows without it are reached from another page. */
  readonly navigation?: NavigationEntry;
  /** Shown to those whose role reaches this one; left out: to all. */
  readonly role?: Role;
}

/** Every place inside the shell, each a file of its own that loads when it is opened. */
export const pageTable: readonly PageRow[] = [
  {
    path: "/",
    page: lazy(() => import("../feature/dashboard/dashboard-page.tsx"), "DashboardPage"),
    navigation: { group: "Overview", label: "Dashboard", Icon: IconLayoutDashboard },
  },
  {
    path: "/connect",
    page: lazy(() => import("../feature/connect/connect-page.tsx"), "ConnectPage"),
    navigation: { group: "Overview", label: "Connect", Icon: IconPlugConnected },
  },
  {
    path: "/shares",
    page: lazy(() => import("../feature/share/share-list-page.tsx"), "ShareListPage"),
    navigation: { group: "Sharing", label: "Shares", Icon: IconFolderShare },
  },
  {
    path: "/shares/new",
    page: lazy(() => import("../feature/share/share-create-page.tsx"), "ShareCreatePage"),
  },
  {
    path: "/shares/$id",
    page: lazy(() => import("../feature/share/share-edit-page.tsx"), "ShareEditPage"),
  },
  {
    path: "/shares/$id/permissions",
    page: lazy(() => import("../feature/permission/permission-page.tsx"), "PermissionPage"),
  },
  {
    path: "/users",
    page: lazy(() => import("../feature/user/user-list-page.tsx"), "UserListPage"),
    navigation: { group: "Sharing", label: "Users", Icon: IconUser },
  },
  {
    path: "/users/new",
    page: lazy(() => import("../feature/user/user-create-page.tsx"), "UserCreatePage"),
  },
  {
    path: "/users/import",
    page: lazy(() => import("../feature/user/import-page.tsx"), "ImportPage"),
  },
  {
    path: "/users/$id",
    page: lazy(() => import("../feature/user/user-edit-page.tsx"), "UserEditPage"),
  },
  {
    path: "/groups",
    page: lazy(() => import("../feature/group/group-list-page.tsx"), "GroupListPage"),
    navigation: { group: "Sharing", label: "Groups", Icon: IconUsersGroup },
  },
  {
    path: "/groups/new",
    page: lazy(() => import("../feature/group/group-create-page.tsx"), "GroupCreatePage"),
  },
  {
    path: "/groups/$id",
    page: lazy(() => import("../feature/group/group-edit-page.tsx"), "GroupEditPage"),
  },
  {
    path: "/live",
    page: lazy(() => import("../feature/live/live-page.tsx"), "LivePage"),
    navigation: { group: "Live", label: "Activity", Icon: IconHeartRateMonitor },
  },
  {
    path: "/alerts",
    page: lazy(() => import("../feature/alert/alert-page.tsx"), "AlertPage"),
    navigation: { group: "Live", label: "Alerts", Icon: IconBell },
  },
  {
    path: "/sessions",
    page: lazy(() => import("../feature/session/session-page.tsx"), "SessionPage"),
    navigation: { group: "Live", label: "Sessions", Icon: IconActivity },
  },
  {
    path: "/locks",
    page: lazy(() => import("../feature/session/lock-page.tsx"), "LockPage"),
  },
  {
    path: "/open-files",
    page: lazy(() => import("../feature/session/open-file-page.tsx"), "OpenFilePage"),
    navigation: { group: "Live", label: "Open files", Icon: IconFolders },
  },
  {
    path: "/engine",
    page: lazy(() => import("../feature/engine/engine-page.tsx"), "EnginePage"),
    navigation: { group: "Live", label: "File server", Icon: IconFileText },
  },
  {
    path: "/jobs",
    page: lazy(() => import("../feature/job/job-page.tsx"), "JobPage"),
    navigation: { group: "Live", label: "Jobs", Icon: IconListCheck },
  },
  {
    path: "/audit",
    page: lazy(() => import("../feature/audit/audit-page.tsx"), "AuditPage"),
    role: "auditor",
    navigation: { group: "System", label: "Audit log", Icon: IconHistory },
  },
  {
    path: "/audit/settings",
    page: lazy(() => import("../feature/audit/audit-policy-page.tsx"), "AuditPolicyPage"),
    role: "auditor",
  },
  {
    path: "/import",
    page: lazy(() => import("../feature/samba-import/samba-import-page.tsx"), "SambaImportPage"),
    navigation: { group: "System", label: "Move in", Icon: IconTransferIn },
    role: "admin",
  },
  {
    path: "/settings",
    page: lazy(() => import("../feature/setting/setting-page.tsx"), "SettingPage"),
    navigation: { group: "System", label: "Settings", Icon: IconSettings },
  },
  {
    path: "/administrators",
    page: lazy(
      () => import("../feature/administrator/administrator-page.tsx"),
      "AdministratorPage",
    ),
    navigation: { group: "System", label: "Administrators", Icon: IconShieldLock },
  },
  {
    path: "/api-keys",
    page: lazy(() => import("../feature/api-key/api-key-page.tsx"), "ApiKeyPage"),
    navigation: { group: "System", label: "API keys", Icon: IconKey },
  },
  {
    path: "/access",
    page: lazy(() => import("../feature/access-policy/access-policy-page.tsx"), "AccessPolicyPage"),
    navigation: { group: "System", label: "Signing in", Icon: IconLogin2 },
  },
  {
    path: "/backup",
    page: lazy(() => import("../feature/backup/backup-page.tsx"), "BackupPage"),
    role: "admin",
    navigation: { group: "System", label: "Backup", Icon: IconArchive },
  },
  {
    path: "/certificate",
    page: lazy(() => import("../feature/certificate/certificate-page.tsx"), "CertificatePage"),
    navigation: { group: "System", label: "Certificate", Icon: IconCertificate },
  },
  {
    path: "/system",
    page: lazy(() => import("../feature/system/system-page.tsx"), "SystemPage"),
    navigation: { group: "System", label: "Log and version", Icon: IconTerminal2 },
  },
  {
    path: "/account",
    page: lazy(() => import("../feature/account/account-page.tsx"), "AccountPage"),
  },
];

function lazy<Module extends Record<string, unknown>, Name extends keyof Module & string>(
  load: () => Promise<Module>,
  name: Name,
): AsyncRouteComponent<unknown> {
  return lazyRouteComponent(load as () => Promise<Record<Name, unknown>>, name) as never;
}
