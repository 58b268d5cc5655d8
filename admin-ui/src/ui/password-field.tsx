import { PASSWORD_LENGTH_MIN } from "@larder/server/contract";
import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { t } from "../i18n/t.ts";
import { makePassword } from "../lib/make-password.ts";

export interface PasswordFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
  readonly isRequired?: boolean;
  /** Offers a strong one, and shows it so that it can be passed on. */
  readonly canSuggest?: boolean;
}

/** A new password: long beats odd. */
export function PasswordField(props: PasswordFieldProps) {
  const { label, value, onChange, error, isRequired = true, canSuggest = false } = props;
  const [isVisible, setIsVisible] = useState(false);
  return (
    <Stack gap={6}>
      <PasswordInput
        label={label}
        description={
          props.description ??
          t("At least {PASSWORD_LENGTH_MIN} characters; length beats odd signs", {
            PASSWORD_LENGTH_MIN,
          })
        }
        required={isRequired}
        autoComplete="new-password"
        value={value}
        error={error}
        visible={isVisible}
        onVisibilityChange={setIsVisible}
        visibilityToggleButtonProps={{
          "aria-label": t("Show {label}", { label: label.toLowerCase() }),
        }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {canSuggest && (
        <div>
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => {
              onChange(makePassword());
              setIsVisible(true);
            }}
          >
            {t("Suggest a password")}
          </Button>
          {isVisible && value !== "" && (
            <Text size="xs" c="dimmed" mt={4}>
              {t("Note it now: it is not shown again.")}
            </Text>
          )}
        </div>
      )}
    </Stack>
  );
}
