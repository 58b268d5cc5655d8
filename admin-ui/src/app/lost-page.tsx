import { IconMapQuestion } from "@tabler/icons-react";
import { t } from "../i18n/t.ts";
import { ButtonLink } from "../ui/button-link.tsx";
import { NothingYet } from "../ui/nothing-yet.tsx";

export function LostPage() {
  return (
    <main>
      <NothingYet
        icon={<IconMapQuestion size={28} />}
        titleOrder={1}
        title={t("There is no such page")}
        description={t("The address may be mistyped, or what it pointed to has been deleted.")}
        action={<ButtonLink to="/">{t("Go to the dashboard")}</ButtonLink>}
      />
    </main>
  );
}
