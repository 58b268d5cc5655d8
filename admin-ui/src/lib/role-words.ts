import type { Role } from "@larder/server/contract";
import { t } from "../i18n/t.ts";

/** What a role is called, and what it may do, in words. */
export const roleWords: Readonly<Record<Role, { readonly name: string; readonly may: string }>> = {
  admin: { name: t("Admin"), may: t("does everything") },
  shares: { name: t("Shares"), may: t("changes shares and permissions, ends sessions") },
  users: { name: t("Users"), may: t("changes users and groups") },
  viewer: { name: t("Viewer"), may: t("looks, but not into the audit log") },
  auditor: { name: t("Auditor"), may: t("looks, into the audit log too") },
};

export const roleChoices = (Object.keys(roleWords) as Role[]).map((role) => ({
  value: role,
  label: `${roleWords[role].name}: ${roleWords[role].may}`,
}));
