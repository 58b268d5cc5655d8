import { Alert } from "@mantine/core";
import { IconClockPause } from "@tabler/icons-react";
import { parts } from "../i18n/parts.tsx";
import { t } from "../i18n/t.ts";
import { When } from "./when.tsx";

export interface AsOfProps {
  readonly isCurrent: boolean;
  readonly asOfMs: number | null;
}

/** Said where a live list is not live, because the file server cannot be asked. */
export function AsOf({ isCurrent, asOfMs }: AsOfProps) {
  if (isCurrent) return null;
  return (
    <Alert
      variant="light"
      color="yellow"
      role="status"
      icon={<IconClockPause aria-hidden />}
      title={t("This list is not live")}
    >
      {t("The file server cannot be asked at the moment.")}{" "}
      {asOfMs === null
        ? t("It has not reported anything yet.")
        : parts("What you see is from {when}.", { when: <When timeMs={asOfMs} /> })}
    </Alert>
  );
}
