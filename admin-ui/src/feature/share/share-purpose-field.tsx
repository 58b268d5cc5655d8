import {
  SHARE_OPTION_DEFAULTS,
  SHARE_PRESETS,
  type SharePurpose,
  sharePurposeSchema,
} from "@larder/server/contract";
import { t } from "../../i18n/t.ts";
import { ChoiceCards } from "../../ui/choice-cards.tsx";
import { FormSection } from "../../ui/form-section.tsx";
import { PURPOSE_WORDS } from "./purpose-words.ts";
import type { ShareFormState } from "./share-form.tsx";

const CHOICES = sharePurposeSchema.options.map((value) => ({ value, ...PURPOSE_WORDS[value] }));

export interface SharePurposeFieldProps {
  readonly form: ShareFormState;
  /** Of a share that is there, choosing another purpose changes options that somebody has set. */
  readonly isNew: boolean;
}

/** Fills in the options that go together; each can be changed further down. */
export function SharePurposeField({ form, isNew }: SharePurposeFieldProps) {
  const choose = (purpose: SharePurpose) => {
    form.setValue("purpose", purpose, { shouldDirty: true });
    const options = { ...SHARE_OPTION_DEFAULTS, ...SHARE_PRESETS[purpose] };
    for (const [name, value] of Object.entries(options)) {
      // Names and values of the same schema that the form has.
      form.setValue(name as keyof typeof options, value as never, { shouldDirty: true });
    }
  };
  return (
    <FormSection
      title={t("What is it for?")}
      description={
        isNew
          ? t(
              "Fills in the options that go together. All of them can be changed below, now and later.",
            )
          : t(
              "Choosing another fills in its options below; nothing is saved before you save the share.",
            )
      }
    >
      <ChoiceCards
        label={t("What is it for?")}
        choices={CHOICES}
        value={form.watch("purpose") ?? "general"}
        onChange={choose}
      />
    </FormSection>
  );
}
