import {
  type AccessPolicy,
  accessPolicySchema,
  routes,
  type StoredAccessPolicy,
} from "@larder/server/contract";
import { NumberInput, Stack } from "@mantine/core";
import { useRef } from "react";
import { Controller, useForm } from "react-hook-form";
import { t, translated } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import type { FieldWords } from "../../lib/field-words.ts";
import { formResolver } from "../../lib/form-resolver.ts";
import { formerOf } from "../../lib/former-of.ts";
import { useMayChange } from "../../lib/me.ts";
import { unversioned } from "../../lib/unversioned.ts";
import { FormFoot } from "../../ui/form-foot.tsx";
import { FormSection } from "../../ui/form-section.tsx";
import { LookingOnly } from "../../ui/looking-only.tsx";
import { PlainFieldset } from "../../ui/plain-fieldset.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { SwitchField } from "../../ui/switch-field.tsx";
import { undoStep, useChange } from "../../ui/use-change.tsx";
import { useFormSave } from "../../ui/use-form-save.ts";
import { useVersionedSave, type VersionedSave } from "../../ui/use-versioned-save.ts";

export interface AccessPolicyFormProps {
  readonly policy: StoredAccessPolicy;
}

const FIELD_WORDS = {
  secondFactorRequired: t("A second factor is required"),
  passwordLengthMin: t("Shortest"),
  passwordWithoutName: t("Not with the name in it"),
  passwordHistory: t("Former passwords that may not come back"),
  passwordAgeDaysMax: t("Longest use in days"),
  selfService: t("Users change their own password"),
} as const satisfies Required<FieldWords<AccessPolicy>>;

export function AccessPolicyForm({ policy }: AccessPolicyFormProps) {
  const form = useForm<AccessPolicy>({
    resolver: formResolver(accessPolicySchema),
    defaultValues: unversioned(policy),
  });
  const mayChange = useMayChange();
  // What was there when it was sent, which may be what somebody else had saved meanwhile.
  const former = useRef<AccessPolicy | null>(null);
  const update = useChange(routes.accessPolicy.update, {
    done: () => t("The rules are saved"),
    undoBy: ({ item }, { body }) =>
      undoStep(
        routes.accessPolicy.update,
        {
          body: formerOf(former.current ?? edits.before(), body),
          query: { ifVersion: item.version },
        },
        (undone) => edits.rebase(undone.item),
      ),
  });
  const edits: VersionedSave<StoredAccessPolicy, AccessPolicy> = useVersionedSave<
    StoredAccessPolicy,
    AccessPolicy
  >({
    thing: policy,
    valuesOf: unversioned,
    read: () => call(routes.accessPolicy.read, {}),
    send: async (body, ifVersion, there) => {
      former.current = there;
      return (await update.mutateAsync({ body, query: { ifVersion } })).item;
    },
    refill: (values) => form.reset(values),
    words: FIELD_WORDS,
  });
  const { save, problem } = useFormSave(form, edits.save);
  const { errors, isSubmitting } = form.formState;
  const number = (
    name: "passwordLengthMin" | "passwordHistory" | "passwordAgeDaysMax",
    label: string,
    description: string,
  ) => (
    <Controller
      control={form.control}
      name={name}
      render={({ field }) => (
        <NumberInput
          label={translated(label)}
          description={translated(description)}
          min={name === "passwordHistory" ? 0 : 1}
          allowDecimal={false}
          error={errors[name]?.message}
          value={field.value ?? ""}
          onChange={(value) => field.onChange(value === "" ? null : Number(value))}
        />
      )}
    />
  );
  return (
    <form onSubmit={save} noValidate aria-label={t("Rules for signing in")}>
      <Stack gap="lg">
        {!mayChange && <LookingOnly />}
        <PlainFieldset isDisabled={!mayChange}>
          <FormSection title={t("Administrators")} description={t("Of these pages.")}>
            <SwitchField
              label={t("A second factor is required")}
              description={t(
                "Whoever has none is led to set one up after the next sign-in; nothing else opens before",
              )}
              control={form.control}
              name="secondFactorRequired"
            />
          </FormSection>
          <FormSection
            title={t("Passwords")}
            description={t(
              "Of users and administrators, wherever one is set; those that are there stay.",
            )}
          >
            {number("passwordLengthMin", "Shortest", "Characters; length beats odd signs")}
            <SwitchField
              label={t("Not with the name in it")}
              description={t("Nor with the full name")}
              control={form.control}
              name="passwordWithoutName"
            />
            {number(
              "passwordHistory",
              "Former passwords that may not come back",
              "Of users; 0: all may",
            )}
            {number(
              "passwordAgeDaysMax",
              "Longest use in days",
              "Empty: without an end, as most experts advise. Older ones are refused until they are changed",
            )}
            <SwitchField
              label={t("Users change their own password")}
              description={t("At /self-service on these pages, with the present one")}
              control={form.control}
              name="selfService"
            />
          </FormSection>
        </PlainFieldset>
        {problem !== null && (
          <ProblemAlert error={problem} title={t("The rules could not be saved")} />
        )}
        <FormFoot verb={t("Save rules")} isBusy={isSubmitting} isDisabled={!mayChange} back="/" />
      </Stack>
    </form>
  );
}
