import { Button, Checkbox, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconFolderSearch } from "@tabler/icons-react";
import { t } from "../i18n/t.ts";
import { FolderBrowser } from "./folder-browser.tsx";
import { PathFindings } from "./path-findings.tsx";

export interface FolderFieldProps {
  readonly value: string;
  readonly onChange: (path: string) => void;
  readonly error?: string | undefined;
  readonly isDisabled?: boolean;
  /** The share being edited, which does not count as nested in itself. */
  readonly shareId?: string;
  /** Offered where a missing folder may be made; left out: it has to exist. */
  readonly createFolder?: { readonly value: boolean; readonly onChange: (isOn: boolean) => void };
}

/** A path on the box: typed, or found by walking; checked while one looks on. */
export function FolderField(props: FolderFieldProps) {
  const { value, onChange, error, isDisabled = false, shareId, createFolder } = props;
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <Stack gap="xs">
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <TextInput
          label={t("Folder")}
          description={t("Where the files lie on this box")}
          placeholder="/data/photos"
          required
          value={value}
          error={error}
          disabled={isDisabled}
          onChange={(event) => onChange(event.currentTarget.value)}
          flex={1}
          spellCheck={false}
          autoComplete="off"
        />
        <Button
          variant="default"
          mt={45}
          disabled={isDisabled}
          leftSection={<IconFolderSearch size={16} aria-hidden />}
          onClick={open}
        >
          {t("Browse")}
        </Button>
      </Group>
      {!isDisabled && (
        <PathFindings path={value} shareId={shareId} createFolder={createFolder?.value ?? false} />
      )}
      {createFolder && (
        <Checkbox
          label={t("Create the folder if it does not exist")}
          checked={createFolder.value}
          onChange={(event) => createFolder.onChange(event.currentTarget.checked)}
        />
      )}
      <Modal
        opened={isOpen}
        onClose={close}
        title={t("Choose a folder")}
        size="lg"
        closeButtonProps={{ "aria-label": t("Close") }}
      >
        <FolderBrowser
          onChoose={(path) => {
            onChange(path);
            close();
          }}
        />
      </Modal>
    </Stack>
  );
}
