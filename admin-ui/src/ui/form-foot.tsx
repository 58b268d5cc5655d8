import { Button, Group } from "@mantine/core";
import { t } from "../i18n/t.ts";
import { ButtonLink } from "./button-link.tsx";

export interface FormFootProps {
  /** "Create share" */
  readonly verb: string;
  readonly isBusy: boolean;
  readonly isDisabled?: boolean;
  /** Where "Cancel" leads. */
  readonly back: string;
}

export function FormFoot({ verb, isBusy, isDisabled = false, back }: FormFootProps) {
  return (
    <Group justify="flex-end" gap="sm">
      <ButtonLink to={back} variant="default">
        {t("Cancel")}
      </ButtonLink>
      <Button type="submit" loading={isBusy} disabled={isDisabled}>
        {verb}
      </Button>
    </Group>
  );
}
