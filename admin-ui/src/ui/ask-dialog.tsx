import { Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { t } from "../i18n/t.ts";
import type { PendingQuestion } from "../lib/question.ts";

export interface AskDialogProps {
  readonly question: PendingQuestion;
}

/** Names the object and what follows; focus starts on the way out. */
export function AskDialog({ question }: AskDialogProps) {
  const { title, consequences, verb, answer } = question;
  return (
    <Modal
      opened
      centered
      onClose={() => answer(false)}
      title={title}
      zIndex={400}
      closeButtonProps={{ "aria-label": t("Close") }}
    >
      <Stack gap="lg">
        {consequences.length === 1 ? (
          <Text size="sm">{consequences[0]}</Text>
        ) : (
          <List size="sm" spacing={6}>
            {consequences.map((sentence) => (
              <List.Item key={sentence}>{sentence}</List.Item>
            ))}
          </List>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" data-autofocus onClick={() => answer(false)}>
            {t("Cancel")}
          </Button>
          <Button color="red.9" onClick={() => answer(true)}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
