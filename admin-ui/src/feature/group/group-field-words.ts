import { t } from "../../i18n/t.ts";
import type { FieldWords } from "../../lib/field-words.ts";
import type { GroupValues } from "./group-form.tsx";

/** As they are called in the form. */
export const GROUP_FIELD_WORDS = {
  name: t("Name"),
  comment: t("Comment"),
  gid: t("Group id on the box (gid)"),
  memberIds: { label: t("Members"), of: "principals" },
  memberGroupIds: { label: t("Groups inside"), of: "principals" },
} as const satisfies Required<FieldWords<GroupValues>>;
