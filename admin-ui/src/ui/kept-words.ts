import { REMOVAL_KEPT_MINUTES } from "@larder/server/contract";
import { t } from "../i18n/t.ts";
import { counted } from "../lib/counted.ts";

/** Said before something is deleted that can be brought back. */
export function keptWords(): string {
  return t("For {minutes} the box keeps all of it, sealed, so that it can be brought back.", {
    minutes: counted(REMOVAL_KEPT_MINUTES, "minute"),
  });
}
