import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useState } from "react";
import { t } from "../i18n/t.ts";

export interface UndoButtonProps {
  /** Of the notice that it stands in, which ends with it. */
  readonly noticeId: string;
  readonly onUndo: () => Promise<void>;
}

export function UndoButton({ noticeId, onUndo }: UndoButtonProps) {
  const [isBusy, setIsBusy] = useState(false);
  const undo = async () => {
    setIsBusy(true);
    await onUndo();
    notifications.hide(noticeId);
  };
  return (
    <Button
      size="compact-sm"
      variant="default"
      mt="xs"
      leftSection={<IconArrowBackUp size={14} aria-hidden />}
      loading={isBusy}
      onClick={() => void undo()}
    >
      {t("Undo")}
    </Button>
  );
}
