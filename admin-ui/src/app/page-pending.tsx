import { t } from "../i18n/t.ts";
import { LoadingRows } from "../ui/loading-rows.tsx";

export function PagePending() {
  return <LoadingRows what={t("the page")} rows={6} />;
}
