import { List, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";

export interface Question {
  /** Names the object: "Delete the user anna?" */
  readonly title: string;
  /** What will happen, in sentences. */
  readonly consequences: readonly string[];
  /** What the button does: "Delete anna". */
  readonly verb: string;
  readonly isDestructive?: boolean;
}

/** Asks before something that others feel; focus starts on the way out. */
export function ask(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    modals.openConfirmModal({
      title: question.title,
      children: <Consequences sentences={question.consequences} />,
      labels: { confirm: question.verb, cancel: "Cancel" },
      confirmProps: { color: question.isDestructive === false ? "sage" : "red.9" },
      cancelProps: { "data-autofocus": true },
      closeButtonProps: { "aria-label": "Close" },
      onConfirm: () => resolve(true),
      onCancel: () => resolve(false),
      onClose: () => resolve(false),
    });
  });
}

function Consequences({ sentences }: { readonly sentences: readonly string[] }) {
  if (sentences.length === 1) return <Text size="sm">{sentences[0]}</Text>;
  return (
    <Stack gap="xs">
      <List size="sm" spacing={6}>
        {sentences.map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
    </Stack>
  );
}
