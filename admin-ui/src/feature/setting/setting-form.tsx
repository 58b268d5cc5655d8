import { zodResolver } from "@hookform/resolvers/zod";
import { routes, type Settings, settingsSchema } from "@larder/server/contract";
import { Stack, TextInput } from "@mantine/core";
import { useRef } from "react";
import { type UseFormReturn, useForm } from "react-hook-form";
import { changedFields } from "../../lib/changed-fields.ts";
import { useMayChange } from "../../lib/me.ts";
import { FormFoot } from "../../ui/form-foot.tsx";
import { FormSection } from "../../ui/form-section.tsx";
import { LookingOnly } from "../../ui/looking-only.tsx";
import { PlainFieldset } from "../../ui/plain-fieldset.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { useFormSave } from "../../ui/use-form-save.ts";
import { LimitSettings } from "./limit-settings.tsx";
import { ProtectionSettings } from "./protection-settings.tsx";

export type SettingFormState = UseFormReturn<Settings>;

export interface SettingFormProps {
  readonly settings: Settings;
}

export function SettingForm({ settings }: SettingFormProps) {
  // What was there when the form was filled: only differences from it are sent.
  const before = useRef(settings);
  const form: SettingFormState = useForm<Settings>({
    resolver: zodResolver(settingsSchema),
    defaultValues: settings,
  });
  const mayChange = useMayChange();
  const update = useChange(routes.setting.update, {
    done: () => "Settings saved",
    onDone: ({ item }) => {
      before.current = item;
    },
  });
  const { save, problem } = useFormSave(form, (values) =>
    update.mutateAsync({ body: changedFields(values, before.current) }),
  );
  const { errors, isSubmitting } = form.formState;
  return (
    <form onSubmit={save} noValidate aria-label="Settings">
      <Stack gap="lg">
        {!mayChange && <LookingOnly />}
        <PlainFieldset isDisabled={!mayChange}>
          <FormSection title="Name" description="What clients see on the network.">
            <TextInput
              label="Server name"
              description="At most 15 letters, digits and hyphens"
              required
              error={errors.serverName?.message}
              {...form.register("serverName")}
            />
            <TextInput
              label="Workgroup"
              required
              error={errors.workgroup?.message}
              {...form.register("workgroup")}
            />
            <TextInput
              label="Description"
              error={errors.comment?.message}
              {...form.register("comment")}
            />
          </FormSection>
          <ProtectionSettings form={form} isDisabled={!mayChange} />
          <LimitSettings form={form} />
        </PlainFieldset>
        {problem !== null && (
          <ProblemAlert error={problem} title="The settings could not be saved" />
        )}
        <FormFoot verb="Save settings" isBusy={isSubmitting} isDisabled={!mayChange} back="/" />
      </Stack>
    </form>
  );
}
