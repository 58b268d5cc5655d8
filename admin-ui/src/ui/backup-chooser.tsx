import { BACKUP_BYTES_MAX } from "@larder/server/contract";
import { Button, FileButton, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useState } from "react";
import { t } from "../i18n/t.ts";
import { readChosen } from "../lib/chosen-file.ts";
import { readContent } from "../lib/file-content.ts";

export interface ChosenBackup {
  readonly name: string;
  /** The file as base64; empty: none yet. */
  readonly content: string;
  readonly passphrase: string;
}

export const noBackup: ChosenBackup = { name: "", content: "", passphrase: "" };

export interface BackupChooserProps {
  readonly chosen: ChosenBackup;
  /** Parts alone: a file is read while somebody types the passphrase. */
  readonly onChange: (more: Partial<ChosenBackup>) => void;
}

/** A file and what opens it. */
export function BackupChooser({ chosen, onChange }: BackupChooserProps) {
  const [fileProblem, setFileProblem] = useState("");
  const take = async (file: File | null) => {
    if (file === null) return;
    const { content, problem } = await readChosen(file, BACKUP_BYTES_MAX, readContent);
    setFileProblem(problem ?? "");
    onChange(content === undefined ? { name: "", content: "" } : { name: file.name, content });
  };
  return (
    <Stack gap="md">
      <Group gap="sm">
        <FileButton
          accept=".larder-backup,application/octet-stream"
          onChange={(file) => void take(file)}
        >
          {(button) => (
            <Button
              {...button}
              variant="default"
              leftSection={<IconFileUpload size={16} aria-hidden />}
            >
              {t("Choose a backup")}
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed" role="status">
          {chosen.name || t("No file chosen")}
        </Text>
      </Group>
      {fileProblem !== "" && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {fileProblem}
        </Text>
      )}
      <PasswordInput
        label={t("Passphrase")}
        description={t("The one that the backup was made with")}
        required
        autoComplete="off"
        visibilityToggleButtonProps={{ "aria-label": t("Show passphrase") }}
        value={chosen.passphrase}
        onChange={(event) => onChange({ passphrase: event.currentTarget.value })}
      />
    </Stack>
  );
}
