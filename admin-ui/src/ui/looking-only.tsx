import { Alert } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";
import { t } from "../i18n/t.ts";

/** Said where somebody without the right would otherwise wonder why nothing can be pressed. */
export function LookingOnly() {
  return (
    <Alert
      variant="light"
      color="gray"
      icon={<IconEye aria-hidden />}
      title={t("You may look, not change")}
    >
      {t("Your role does not change this. Ask somebody with the admin role.")}
    </Alert>
  );
}
