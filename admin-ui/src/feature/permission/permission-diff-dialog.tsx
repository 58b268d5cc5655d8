import {
  type PermissionChange,
  type PermissionDiff,
  type Permissions,
  routes,
} from "@larder/server/contract";
import { Button, Group, List, Modal, Stack, Text, Title } from "@mantine/core";
import { serverWords } from "../../i18n/server-words.ts";
import { t } from "../../i18n/t.ts";
import { hasCode } from "../../lib/problem-of.ts";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { wayBack } from "./permission-draft.ts";

export interface PermissionDiffDialogProps {
  readonly shareId: string;
  readonly diff: PermissionDiff;
  readonly body: PermissionChange;
  /** As they are before it. */
  readonly permissions: Permissions;
  readonly onClose: () => void;
  readonly onSaved: () => void;
  /** Somebody else has changed the permissions since they were read. */
  readonly onConflict: (conflict: unknown) => void;
  /** Edits are being saved, or could not be. */
  readonly onSaving: (isUnderWay: boolean) => void;
}

/** What a change does, in words, before it is made: to the list, and to people. */
export function PermissionDiffDialog(props: PermissionDiffDialogProps) {
  const { shareId, diff, body, permissions, onClose, onSaved, onSaving, onConflict } = props;
  const save = useChange(routes.permission.change, {
    done: ({ after }) =>
      after.path === ""
        ? t("Permissions of the share’s folder saved")
        : t("Permissions of “{path}” saved", { path: after.path }),
    onDone: onSaved,
    undo: ({ after }) => {
      const formerBody = wayBack(permissions, after);
      return formerBody && { params: { shareId }, body: formerBody };
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t("Before it is saved")}
      closeButtonProps={{ "aria-label": t("Close") }}
    >
      <Stack gap="md">
        {!diff.isChanged && (
          <Text size="sm">{t("This changes nothing: all of it is so already.")}</Text>
        )}
        {diff.sentences.length > 0 && (
          <List size="sm" spacing={6} aria-label={t("What changes in the list")}>
            {diff.sentences.map((sentence) => (
              <List.Item key={sentence}>{serverWords(sentence)}</List.Item>
            ))}
          </List>
        )}
        {diff.isChanged && (
          <>
            <Title order={3} size="sm">
              {t("Who may do something else than before")}
            </Title>
            {diff.people.length === 0 ? (
              <Text size="sm">
                {diff.isPeopleWhole
                  ? t("Nobody: rights of everybody stay the same here.")
                  : t("Nobody among those who were compared: their rights stay the same here.")}
              </Text>
            ) : (
              <List size="sm" spacing={4} aria-label={t("Who may do something else than before")}>
                {diff.people.map(({ userId, text }) => (
                  <List.Item key={userId}>{serverWords(text)}</List.Item>
                ))}
              </List>
            )}
            {!diff.isPeopleWhole && (
              <Text size="xs" c="dimmed">
                {t(
                  "There are more users than can be compared in a moment; the first of them stand here.",
                )}
              </Text>
            )}
            <Text size="xs" c="dimmed">
              {t("What is open at this moment keeps the rights that it was opened with.")}
            </Text>
          </>
        )}
        {save.isError && (
          <ProblemAlert error={save.error} title={t("The permissions could not be saved")} />
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {diff.isChanged ? t("Go back") : t("Close")}
          </Button>
          {diff.isChanged && (
            <Button
              loading={save.isPending}
              onClick={() => {
                onSaving(true);
                save.mutate(
                  { params: { shareId }, body },
                  {
                    onError: (error) => {
                      onSaving(false);
                      if (hasCode(error, "conflict")) onConflict(error);
                    },
                  },
                );
              }}
            >
              {t("Save permissions")}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
