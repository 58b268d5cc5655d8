import { SHARE_PRESETS, type SharePermission, shareCreateSchema } from "@larder/server/contract";
import { z } from "zod";
import { t } from "../../i18n/t.ts";
import type { NewUser } from "../../lib/new-user.ts";
import { permissionSentences } from "../../lib/right-words.ts";

type Right = SharePermission["right"];

export const firstShareSchema = z.object({
  name: shareCreateSchema.shape.name,
  path: shareCreateSchema.shape.path,
  createFolder: z.boolean(),
  encryptionRequired: z.boolean(),
  userRight: z.enum(["none", "read", "change", "full"]),
  everyoneRight: z.enum(["none", "read", "change", "full"]),
});

export type FirstShare = z.output<typeof firstShareSchema>;

/** Where a share of this name would lie: most first shares are a new folder. */
export function suggestedFolder(root: string, name: string): string {
  return name.trim() === "" ? "" : `${root.replace(/\/$/, "")}/${name.trim()}`;
}

/** The entries of the first share. "None" is said by leaving out: as an entry it would beat every grant. */
export function firstPermissions(share: FirstShare, userId: string): SharePermission[] {
  return [
    ...entry(share.userRight, { principal: "user", principalId: userId }),
    ...entry(share.everyoneRight, { principal: "everyone", principalId: "" }),
  ];
}

/** What "Create" will do, in sentences. */
export function reviewSentences(user: NewUser, share: FirstShare): string[] {
  const fullName = user.fullName === "" ? "" : ` (${user.fullName})`;
  return [
    t("A user {name}{fullName} is made, with the password you chose.", {
      name: user.name,
      fullName,
    }),
    share.createFolder
      ? t("The folder {path} is made if it is not there, and shared as “{name}”.", {
          path: share.path,
          name: share.name,
        })
      : t("The folder {path} is shared as “{name}”.", { path: share.path, name: share.name }),
    ...permissionSentences([
      ...(share.userRight === "none"
        ? []
        : [{ principal: "user" as const, name: user.name, right: share.userRight }]),
      ...(share.everyoneRight === "none"
        ? []
        : [{ principal: "everyone" as const, name: "", right: share.everyoneRight }]),
    ]),
    share.encryptionRequired
      ? t("Clients have to encrypt; older ones that cannot are refused.")
      : t("Clients may encrypt, but need not."),
    // As the purpose "Files" has it, which the share is made for.
    t("What is deleted over the network is kept for {days} days in the share’s recycle bin.", {
      days: SHARE_PRESETS.general.recycleDays ?? 0,
    }),
  ];
}

function entry(
  right: Right,
  who: { principal: "user"; principalId: string } | { principal: "everyone"; principalId: "" },
): SharePermission[] {
  return right === "none" ? [] : [{ ...who, right }];
}
