import type { Role } from "@larder/server/contract";

/** What a role is called, and what it may do, in words. */
export const roleWords: Readonly<Record<Role, { readonly name: string; readonly may: string }>> = {
  admin: { name: "Admin", may: "does everything" },
  shares: { name: "Shares", may: "changes shares and permissions, ends sessions" },
  users: { name: "Users", may: "changes users and groups" },
  viewer: { name: "Viewer", may: "looks, but not into the audit log" },
  auditor: { name: "Auditor", may: "looks, into the audit log too" },
};

export const roleChoices = (Object.keys(roleWords) as Role[]).map((role) => ({
  value: role,
  label: `${roleWords[role].name}: ${roleWords[role].may}`,
}));
