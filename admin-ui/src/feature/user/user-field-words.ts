import { language } from "../../i18n/language.ts";
import { t } from "../../i18n/t.ts";
import type { FieldWords } from "../../lib/field-words.ts";
import { valueInWords } from "../../lib/value-in-words.ts";
import type { UserValues } from "./user-form.tsx";

const day = new Intl.DateTimeFormat(language.current(), { dateStyle: "medium" });

/** As they are called in the form. */
export const USER_FIELD_WORDS = {
  name: t("Name"),
  fullName: t("Full name"),
  groupIds: { label: t("Groups"), of: "principals" },
  enabled: t("May sign in"),
  expiresAtMs: {
    label: t("Access until"),
    say: (value) => (typeof value === "number" ? day.format(new Date(value)) : valueInWords(value)),
  },
  mustChangePassword: t("Must change the password"),
  passwordNeverExpires: t("Password without an end"),
  isAdministrator: t("May take ownership of files"),
  isBackupOperator: t("May back up and restore"),
  uid: t("User id (uid)"),
  gid: t("Group id (gid)"),
} as const satisfies Required<FieldWords<Omit<UserValues, "password">>>;
