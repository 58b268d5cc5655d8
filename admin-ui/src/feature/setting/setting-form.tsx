import {
  routes,
  type Settings,
  type StoredSettings,
  settingsSchema,
} from "@larder/server/contract";
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useRef } from "react";
import { type UseFormReturn, useForm } from "react-hook-form";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { changedFields } from "../../lib/changed-fields.ts";
import { formResolver } from "../../lib/form-resolver.ts";
import { formerOf } from "../../lib/former-of.ts";
import { useMayChange } from "../../lib/me.ts";
import { unversioned } from "../../lib/unversioned.ts";
import { ask } from "../../ui/ask.ts";
import { FormFoot } from "../../ui/form-foot.tsx";
import { FormSection } from "../../ui/form-section.tsx";
import { LookingOnly } from "../../ui/looking-only.tsx";
import { PlainFieldset } from "../../ui/plain-fieldset.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { undoStep, useChange } from "../../ui/use-change.tsx";
import { useFormSave } from "../../ui/use-form-save.ts";
import { useVersionedSave, type VersionedSave } from "../../ui/use-versioned-save.ts";
import { DiscoverySettings } from "./discovery-settings.tsx";
import { LimitSettings } from "./limit-settings.tsx";
import { ProtectionSettings } from "./protection-settings.tsx";
import { SETTING_FIELD_WORDS } from "./setting-field-words.ts";
import { SettingOutlook } from "./setting-outlook.tsx";
import { SmbDirectSettings } from "./smb-direct-settings.tsx";

export type SettingFormState = UseFormReturn<Settings>;

export interface SettingFormProps {
  readonly settings: StoredSettings;
}

export function SettingForm({ settings }: SettingFormProps) {
  const form: SettingFormState = useForm<Settings>({
    resolver: formResolver(settingsSchema),
    defaultValues: unversioned(settings),
  });
  const mayChange = useMayChange();
  // What was there when it was sent, which may be what somebody else had saved meanwhile.
  const former = useRef<Settings | null>(null);
  const update = useChange(routes.setting.update, {
    done: () => t("Settings saved"),
    undoBy: ({ item }, { body }) =>
      undoStep(
        routes.setting.update,
        {
          body: formerOf(former.current ?? edits.before(), body),
          query: { ifVersion: item.version },
        },
        (undone) => edits.rebase(undone.item),
      ),
  });
  const edits: VersionedSave<StoredSettings, Settings> = useVersionedSave<StoredSettings, Settings>(
    {
      thing: settings,
      valuesOf: unversioned,
      read: () => call(routes.setting.read, {}),
      send: async (body, ifVersion, there) => {
        former.current = there;
        return (await update.mutateAsync({ body, query: { ifVersion } })).item;
      },
      refill: (values) => form.reset(values),
      words: SETTING_FIELD_WORDS,
    },
  );
  const reset = useChange(routes.setting.reset, {
    done: () => t("Protection and limits are as on a fresh box"),
    failed: t("The defaults could not be restored"),
    undoBy: ({ item }) =>
      undoStep(
        routes.setting.update,
        {
          body: changedFields(edits.before(), unversioned(item)),
          query: { ifVersion: item.version },
        },
        (undone) => edits.rebase(undone.item),
      ),
    onDone: ({ item }) => edits.rebase(item),
  });
  const { save, problem } = useFormSave(form, edits.save);
  const goBack = async () => {
    const isSure = await ask({
      title: t("Back to the defaults?"),
      consequences: [
        t("Protection and limits become what they are on a fresh box."),
        t("Names stay."),
      ],
      verb: t("Back to defaults"),
    });
    if (isSure) reset.mutate({});
  };
  const { errors, isSubmitting } = form.formState;
  return (
    <form onSubmit={save} noValidate aria-label={t("Settings")}>
      <Stack gap="lg">
        {!mayChange && <LookingOnly />}
        <PlainFieldset isDisabled={!mayChange}>
          <FormSection title={t("Name")} description={t("What clients see on the network.")}>
            <TextInput
              label={t("Server name")}
              description={t("At most 15 letters, digits and hyphens")}
              required
              error={errors.serverName?.message}
              {...form.register("serverName")}
            />
            <TextInput
              label={t("Workgroup")}
              required
              error={errors.workgroup?.message}
              {...form.register("workgroup")}
            />
            <TextInput
              label={t("Description")}
              error={errors.comment?.message}
              {...form.register("comment")}
            />
          </FormSection>
          <ProtectionSettings form={form} isDisabled={!mayChange} />
          <LimitSettings form={form} />
          <DiscoverySettings form={form} isDisabled={!mayChange} />
          <SmbDirectSettings form={form} />
        </PlainFieldset>
        <SettingOutlook changed={changedFields(form.watch(), edits.before())} />
        {problem !== null && (
          <ProblemAlert error={problem} title={t("The settings could not be saved")} />
        )}
        <Group justify="space-between" gap="sm">
          <Button
            variant="default"
            disabled={!mayChange}
            loading={reset.isPending}
            onClick={() => void goBack()}
          >
            {t("Back to defaults")}
          </Button>
          <FormFoot
            verb={t("Save settings")}
            isBusy={isSubmitting}
            isDisabled={!mayChange}
            back="/"
          />
        </Group>
      </Stack>
    </form>
  );
}
