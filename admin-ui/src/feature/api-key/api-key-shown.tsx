import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { t } from "../../i18n/t.ts";
import { CopyField } from "../../ui/copy-field.tsx";

export interface ApiKeyShownProps {
  readonly name: string;
  readonly secret: string;
  readonly onClose: () => void;
}

/** The one moment in which the key can be read; a slip beside the window must not end it. */
export function ApiKeyShown({ name, secret, onClose }: ApiKeyShownProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("The API key “{name}”", { name })}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
      size="lg"
    >
      <Stack gap="md">
        <Text size="sm">
          {t("Copy it now: it is not kept in a form that could be shown again.")}
        </Text>
        <CopyField label={t("API key")} value={secret} />
        <CopyField
          label={t("Try it")}
          value={`curl -H "Authorization: Bearer ${secret}" ${window.location.origin}/api/shares`}
        />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("I have copied it")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
