import {
  backupScheduleUpdateSchema,
  type RouteBody,
  routes,
  type StoredBackupSchedule,
} from "@larder/server/contract";
import { Button, Group, NumberInput, PasswordInput, Stack, TextInput } from "@mantine/core";
import { Controller, useForm } from "react-hook-form";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import type { FieldWords } from "../../lib/field-words.ts";
import { formResolver } from "../../lib/form-resolver.ts";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { SwitchField } from "../../ui/switch-field.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { useFormSave } from "../../ui/use-form-save.ts";
import { useVersionedSave } from "../../ui/use-versioned-save.ts";

type Values = RouteBody<typeof routes.backupSchedule.update>;

const FIELD_WORDS = {
  enabled: t("Save it regularly"),
  intervalHours: t("Hours between two backups"),
  keepCount: t("So many are kept"),
  folder: t("Folder"),
  passphrase: t("Passphrase"),
} as const satisfies Required<FieldWords<Values>>;

export interface ScheduleFormProps {
  readonly schedule: StoredBackupSchedule;
}

export function ScheduleForm({ schedule }: ScheduleFormProps) {
  const form = useForm<Values>({
    resolver: formResolver(backupScheduleUpdateSchema),
    defaultValues: valuesOf(schedule),
  });
  const update = useChange(routes.backupSchedule.update, {
    done: () => t("Saved"),
    onDone: () => form.resetField("passphrase"),
  });
  const run = useChange(routes.backupSchedule.run, {
    done: () => t("The backup is made"),
    failed: t("No backup was made"),
  });
  const edits = useVersionedSave<StoredBackupSchedule, Values>({
    thing: schedule,
    valuesOf,
    read: () => call(routes.backupSchedule.read, {}),
    send: async (body, ifVersion) =>
      (await update.mutateAsync({ body, query: { ifVersion } })).item,
    refill: (values) => form.reset(values),
    words: FIELD_WORDS,
  });
  const { save, problem } = useFormSave(form, edits.save);
  const { errors, isSubmitting } = form.formState;
  const number = (name: "intervalHours" | "keepCount", max: number) => (
    <Controller
      control={form.control}
      name={name}
      render={({ field, fieldState }) => (
        <NumberInput
          label={FIELD_WORDS[name]}
          min={1}
          max={max}
          allowDecimal={false}
          error={fieldState.error?.message}
          value={field.value ?? ""}
          onChange={(value) => field.onChange(value === "" ? undefined : Number(value))}
        />
      )}
    />
  );
  return (
    <form onSubmit={save} noValidate aria-label={t("Save it regularly")}>
      <Stack gap="md">
        <SwitchField
          label={t("Save the configuration by itself")}
          description={t("An alert tells when it fails")}
          control={form.control}
          name="enabled"
        />
        {number("intervalHours", 720)}
        {number("keepCount", 365)}
        <TextInput
          label={FIELD_WORDS.folder}
          description={t(
            "Below a data folder, and there already; empty: beside the box's own state",
          )}
          autoComplete="off"
          error={errors.folder?.message}
          {...form.register("folder")}
        />
        <PasswordInput
          label={FIELD_WORDS.passphrase}
          description={
            schedule.hasPassphrase
              ? t("One is set; empty: it stays")
              : t("Nobody can open the backup without it, and nobody can find it out")
          }
          autoComplete="new-password"
          visibilityToggleButtonProps={{ "aria-label": t("Show the passphrase") }}
          error={errors.passphrase?.message}
          {...form.register("passphrase", { setValueAs: (value) => value || undefined })}
        />
        {problem !== null && <ProblemAlert error={problem} title={t("This could not be saved")} />}
        <Group justify="flex-end">
          <Button
            variant="default"
            loading={run.isPending}
            disabled={!schedule.hasPassphrase}
            onClick={() => run.mutate({})}
          >
            {t("Make one now")}
          </Button>
          <Button type="submit" loading={isSubmitting}>
            {t("Save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function valuesOf({ enabled, intervalHours, keepCount, folder }: StoredBackupSchedule): Values {
  return { enabled, intervalHours, keepCount, folder };
}
