import { Button, Group, Modal, Stack } from "@mantine/core";
import type { ReactNode, SubmitEventHandler } from "react";
import { t } from "../i18n/t.ts";
import { ProblemAlert } from "./problem-alert.tsx";

export interface FormModalProps {
  readonly title: string;
  readonly verb: string;
  readonly failed: string;
  readonly problem: unknown;
  readonly isBusy: boolean;
  readonly onSubmit: SubmitEventHandler<HTMLFormElement>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A short form over the page it belongs to. */
export function FormModal(props: FormModalProps) {
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ "aria-label": t("Close") }}
    >
      <form
        onSubmit={(event) => {
          // It may stand in another form, which React would tell, too: events go up its tree, not the page's.
          event.stopPropagation();
          props.onSubmit(event);
        }}
        noValidate
        aria-label={props.title}
      >
        <Stack gap="md">
          {props.children}
          {props.problem !== null && <ProblemAlert error={props.problem} title={props.failed} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={props.onClose}>
              {t("Cancel")}
            </Button>
            <Button type="submit" loading={props.isBusy}>
              {props.verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
