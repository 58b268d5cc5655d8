import { NumberInput, Select } from "@mantine/core";
import { Controller } from "react-hook-form";
import { t } from "../../i18n/t.ts";
import { bytesInWords } from "../../lib/bytes.ts";
import { FormSection } from "../../ui/form-section.tsx";
import { SwitchField } from "../../ui/switch-field.tsx";
import type { SettingFormState } from "./setting-form.tsx";

export interface LimitSettingsProps {
  readonly form: SettingFormState;
}

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const sizes = [65_536, 262_144, 1_048_576, 4_194_304, 8_388_608];

export function LimitSettings({ form }: LimitSettingsProps) {
  const { errors } = form.formState;
  return (
    <FormSection title={t("Limits and speed")}>
      <SwitchField
        label={t("Several connections at once")}
        description={t(
          "Multichannel: clients with more than one network path are faster and survive the loss of one",
        )}
        control={form.control}
        name="multichannel"
      />
      <SwitchField
        label={t("Clients may cache")}
        description={t(
          "Oplocks and leases. Off: slower, for programs that keep a database on a share and want nobody to hold anything back",
        )}
        control={form.control}
        name="caching"
      />
      <Controller
        control={form.control}
        name="failedLogonDelayMs"
        render={({ field }) => (
          <NumberInput
            label={t("Delay after a failed sign-in")}
            description={t("In seconds, for the same name or address. Slows down guessing")}
            min={0}
            max={60}
            decimalScale={1}
            suffix=" s"
            error={errors.failedLogonDelayMs?.message}
            value={field.value / SECOND_MS}
            onChange={(value) => field.onChange(Math.round(Number(value) * SECOND_MS))}
          />
        )}
      />
      <Controller
        control={form.control}
        name="sessionLifetimeMs"
        render={({ field }) => (
          <NumberInput
            label={t("Sign in again after")}
            description={t("In hours; clients do this by themselves. 0: never")}
            min={0}
            decimalScale={2}
            suffix=" h"
            error={errors.sessionLifetimeMs?.message}
            value={field.value / HOUR_MS}
            onChange={(value) => field.onChange(Math.round(Number(value) * HOUR_MS))}
          />
        )}
      />
      <Controller
        control={form.control}
        name="ioBytesMax"
        render={({ field }) => (
          <Select
            label={t("Largest single read or write")}
            description={t("Larger is faster on good networks and takes more memory")}
            allowDeselect={false}
            error={errors.ioBytesMax?.message}
            data={sizeChoices(field.value)}
            value={String(field.value)}
            onChange={(value) => field.onChange(Number(value))}
          />
        )}
      />
    </FormSection>
  );
}

/** A value set through the API need not be one of ours; it stays choosable. */
function sizeChoices(current: number): { value: string; label: string }[] {
  return [...new Set([...sizes, current])]
    .sort((left, right) => left - right)
    .map((size) => ({ value: String(size), label: bytesInWords(size) }));
}
