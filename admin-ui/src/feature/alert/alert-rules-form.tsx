import {
  type AlertRules,
  alertRulesSchema,
  routes,
  type StoredAlertRules,
} from "@larder/server/contract";
import { Button, Group, NumberInput, Select, SimpleGrid, Stack } from "@mantine/core";
import { useRef } from "react";
import { Controller, type FieldPath, useForm } from "react-hook-form";
import { languages } from "../../i18n/language.ts";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import type { FieldWords } from "../../lib/field-words.ts";
import { formResolver } from "../../lib/form-resolver.ts";
import { formerOf } from "../../lib/former-of.ts";
import { useMayChange } from "../../lib/me.ts";
import { unversioned } from "../../lib/unversioned.ts";
import { PlainFieldset } from "../../ui/plain-fieldset.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { SwitchField } from "../../ui/switch-field.tsx";
import { undoStep, useChange } from "../../ui/use-change.tsx";
import { useFormSave } from "../../ui/use-form-save.ts";
import { useVersionedSave, type VersionedSave } from "../../ui/use-versioned-save.ts";

const FIELD_WORDS = {
  "disk-full": t("Disk nearly full"),
  "failed-logons": t("Many failed sign-ins"),
  certificate: t("Certificate near its end"),
  "mass-change": t("Mass change"),
  "engine-unreachable": t("File server does not answer"),
  "backup-failed": t("Configuration not saved"),
  quietMinutes: t("Minutes of quiet after an alert ended"),
  language: {
    label: t("Language of what is sent"),
    say: (value) => languages[value as keyof typeof languages],
  },
} as const satisfies Required<FieldWords<AlertRules>>;

export function AlertRulesForm({ rules }: { readonly rules: StoredAlertRules }) {
  const form = useForm<AlertRules>({
    resolver: formResolver(alertRulesSchema),
    defaultValues: unversioned(rules),
  });
  const mayChange = useMayChange();
  // What was there when it was sent, which may be what somebody else had saved meanwhile.
  const former = useRef<AlertRules | null>(null);
  const change = useChange(routes.alert.setRules, {
    done: () => t("Saved"),
    undoBy: ({ item }, { body }) =>
      undoStep(
        routes.alert.setRules,
        {
          body: formerOf(former.current ?? edits.before(), body),
          query: { ifVersion: item.version },
        },
        (undone) => edits.rebase(undone.item),
      ),
  });
  const edits: VersionedSave<StoredAlertRules, AlertRules> = useVersionedSave<
    StoredAlertRules,
    AlertRules
  >({
    thing: rules,
    valuesOf: unversioned,
    read: () => call(routes.alert.rules, {}),
    send: async (body, ifVersion, there) => {
      former.current = there;
      return (await change.mutateAsync({ body, query: { ifVersion } })).item;
    },
    refill: (values) => form.reset(values),
    words: FIELD_WORDS,
  });
  const { save, problem } = useFormSave(form, edits.save);
  const number = (name: NumberName, label: string, min: number, max: number) => (
    <Controller
      control={form.control}
      name={name}
      render={({ field, fieldState }) => (
        <NumberInput
          label={label}
          min={min}
          max={max}
          allowDecimal={false}
          error={fieldState.error?.message}
          value={Number(field.value)}
          onChange={(value) => field.onChange(Number(value))}
        />
      )}
    />
  );
  const rule = (name: SwitchName, label: string, description: string) => (
    <SwitchField control={form.control} name={name} label={label} description={description} />
  );
  return (
    <form onSubmit={save} noValidate aria-label={t("Rules")}>
      <PlainFieldset isDisabled={!mayChange}>
        <Stack gap="lg">
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {rule("disk-full.enabled", t("Disk nearly full"), t("Where an enabled share lies"))}
            {number("disk-full.freePercentMin", t("Less free than, in percent"), 1, 50)}
            {rule(
              "failed-logons.enabled",
              t("Many failed sign-ins"),
              t("Somebody guesses, or a device has an old password"),
            )}
            {number("failed-logons.countMax", t("More in ten minutes than"), 1, 10_000)}
            {rule(
              "certificate.enabled",
              t("Certificate near its end"),
              t("Browsers refuse these pages afterwards"),
            )}
            {number("certificate.daysMin", t("Days before"), 1, 365)}
            {rule(
              "engine-unreachable.enabled",
              t("File server does not answer"),
              t("Files may be out of reach"),
            )}
            {number("engine-unreachable.minutesMax", t("Minutes of silence"), 1, 1_440)}
            {rule(
              "mass-change.enabled",
              t("Mass change"),
              t("Somebody changes more at once than a share's rule allows"),
            )}
            {rule(
              "backup-failed.enabled",
              t("Configuration not saved"),
              t("A backup that should have been made by itself"),
            )}
            {number("quietMinutes", t("Minutes of quiet after an alert ended"), 0, 10_080)}
            <Controller
              control={form.control}
              name="language"
              render={({ field }) => (
                <Select
                  label={t("Language of what is sent")}
                  data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
                  allowDeselect={false}
                  {...field}
                />
              )}
            />
          </SimpleGrid>
          {problem !== null && (
            <ProblemAlert error={problem} title={t("This could not be saved")} />
          )}
          {mayChange && (
            <Group justify="flex-end">
              <Button type="submit" loading={form.formState.isSubmitting}>
                {t("Save rules")}
              </Button>
            </Group>
          )}
        </Stack>
      </PlainFieldset>
    </form>
  );
}

type SwitchName = Extract<FieldPath<AlertRules>, `${string}.enabled`>;
type NumberName = Exclude<
  Extract<FieldPath<AlertRules>, `${string}.${string}`> | "quietMinutes",
  SwitchName
>;
