import {
  SHARE_OPTION_DEFAULTS,
  SHARE_PRESETS,
  type SharePurpose,
  sharePurposeSchema,
} from "@larder/server/contract";
import { t } from "../../i18n/t.ts";
import { listed } from "../../lib/listed.ts";
import { ChoiceCards } from "../../ui/choice-cards.tsx";
import { FormSection } from "../../ui/form-section.tsx";
import { PURPOSE_WORDS } from "./purpose-words.ts";
import { setOtherwise } from "./set-otherwise.ts";
import type { ShareFormState } from "./share-form.tsx";

const PURPOSES = sharePurposeSchema.options;

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
  const chosen = form.watch("purpose") ?? "general";
  const otherwise = setOtherwise(chosen, form.watch());
  const choices = PURPOSES.map((value) => ({
    value,
    title: PURPOSE_WORDS[value].title,
    // What the purpose fills in is no promise of a share where somebody has set something else.
    text:
      value === chosen && otherwise.length > 0
        ? t("Set otherwise here: {options}.", { options: listed(otherwise) })
        : PURPOSE_WORDS[value].text,
  }));
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
        choices={choices}
        value={chosen}
        onChange={choose}
      />
    </FormSection>
  );
}
