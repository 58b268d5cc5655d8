import { type PermissionChange, type PermissionDiff, routes } from "@larder/server/contract";
import { Button, Group, List, Modal, Stack, Text, Title } from "@mantine/core";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { useChange } from "../../ui/use-change.tsx";

export interface PermissionDiffDialogProps {
  readonly shareId: string;
  readonly diff: PermissionDiff;
  readonly body: PermissionChange;
  readonly onClose: () => void;
  readonly onSaved: () => void;
  /** Edits are being saved, or could not be. */
  readonly onSaving: (isUnderWay: boolean) => void;
}

/** What a change does, in words, before it is made: to the list, and to people. */
export function PermissionDiffDialog(props: PermissionDiffDialogProps) {
  const { shareId, diff, body, onClose, onSaved, onSaving } = props;
  const save = useChange(routes.permission.change, {
    done: ({ after }) =>
      `Permissions of ${after.path === "" ? "the share’s folder" : `“${after.path}”`} saved`,
    onDone: onSaved,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title="Before it is saved"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="md">
        {!diff.isChanged && <Text size="sm">This changes nothing: all of it is so already.</Text>}
        {diff.sentences.length > 0 && (
          <List size="sm" spacing={6} aria-label="What changes in the list">
            {diff.sentences.map((sentence) => (
              <List.Item key={sentence}>{sentence}</List.Item>
            ))}
          </List>
        )}
        {diff.isChanged && (
          <>
            <Title order={3} size="sm">
              Who may do something else than before
            </Title>
            {diff.people.length === 0 ? (
              <Text size="sm">
                Nobody{diff.isPeopleWhole ? "" : " among those who were compared"}: rights of
                everybody stay the same here.
              </Text>
            ) : (
              <List size="sm" spacing={4} aria-label="Who may do something else than before">
                {diff.people.map(({ userId, text }) => (
                  <List.Item key={userId}>{text}</List.Item>
                ))}
              </List>
            )}
            {!diff.isPeopleWhole && (
              <Text size="xs" c="dimmed">
                There are more users than can be compared in a moment; the first of them stand here.
              </Text>
            )}
            <Text size="xs" c="dimmed">
              What is open at this moment keeps the rights that it was opened with.
            </Text>
          </>
        )}
        {save.isError && (
          <ProblemAlert error={save.error} title="The permissions could not be saved" />
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {diff.isChanged ? "Go back" : "Close"}
          </Button>
          {diff.isChanged && (
            <Button
              loading={save.isPending}
              onClick={() => {
                onSaving(true);
                save.mutate({ params: { shareId }, body }, { onError: () => onSaving(false) });
              }}
            >
              Save permissions
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
