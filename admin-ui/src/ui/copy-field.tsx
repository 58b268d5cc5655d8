import { ActionIcon, CopyButton, Group, TextInput, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { t } from "../i18n/t.ts";

export interface CopyFieldProps {
  readonly label: string;
  readonly value: string;
  readonly description?: string;
}

/** A value to be carried elsewhere: selectable, copyable, and announced once copied. */
export function CopyField({ label, value, description }: CopyFieldProps) {
  return (
    <CopyButton value={value} timeout={2500}>
      {({ copied, copy }) => (
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            label={label}
            {...(description && { description })}
            value={value}
            readOnly
            flex={1}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            onFocus={(event) => event.currentTarget.select()}
          />
          <Tooltip label={copied ? t("Copied") : t("Copy")}>
            <ActionIcon
              size={36}
              variant="default"
              aria-label={t("Copy {label}", { label })}
              onClick={copy}
            >
              {copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
            </ActionIcon>
          </Tooltip>
          <VisuallyHidden role="status">
            {copied ? t("{label} copied", { label }) : ""}
          </VisuallyHidden>
        </Group>
      )}
    </CopyButton>
  );
}
