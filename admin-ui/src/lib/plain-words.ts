import type { z } from "zod";
import { t } from "../i18n/t.ts";

/** What is wrong with a value, where the schema has no words of its own for it; undefined: zod's. */
export const plainWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "invalid_type":
      return issue.expected === "number" || issue.expected === "int"
        ? t("A number is needed")
        : t("Something is needed here");
    case "too_small":
      if (issue.origin === "string")
        return Number(issue.minimum) <= 1
          ? t("Something is needed here")
          : t("At least {count} characters", { count: Number(issue.minimum) });
      return t("At least {count}", { count: Number(issue.minimum) });
    case "too_big":
      return issue.origin === "string"
        ? t("At most {count} characters", { count: Number(issue.maximum) })
        : t("At most {count}", { count: Number(issue.maximum) });
    case "invalid_format":
      if (issue.format === "email") return t("An e-mail address, such as anna@example.org");
      if (issue.format === "url") return t("An address that begins with https:// or http://");
      return t("There is a sign in it that cannot be used here");
    default:
      return undefined;
  }
};
