import { cipherSchema, dialectSchema, signingAlgorithmSchema } from "@larder/server/contract";
import { Select, SimpleGrid } from "@mantine/core";
import { Controller } from "react-hook-form";
import { t } from "../../i18n/t.ts";
import { FormSection } from "../../ui/form-section.tsx";
import { OrderedChoice } from "../../ui/ordered-choice.tsx";
import { SwitchField } from "../../ui/switch-field.tsx";
import type { SettingFormState } from "./setting-form.tsx";

export interface ProtectionSettingsProps {
  readonly form: SettingFormState;
  readonly isDisabled: boolean;
}

const dialects = dialectSchema.options.map((dialect) => ({
  value: dialect,
  label: t("SMB {dialect}", { dialect }),
}));

export function ProtectionSettings({ form, isDisabled }: ProtectionSettingsProps) {
  const { errors } = form.formState;
  return (
    <FormSection
      title={t("Protection")}
      description={t("Which clients may connect, and how their data travels.")}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Controller
          control={form.control}
          name="dialectMin"
          render={({ field }) => (
            <Select
              label={t("Oldest SMB version")}
              description={t("Older clients are refused")}
              allowDeselect={false}
              data={dialects}
              error={errors.dialectMin?.message}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
        <Controller
          control={form.control}
          name="dialectMax"
          render={({ field }) => (
            <Select
              label={t("Newest SMB version")}
              description={t("3.1.1 unless a client misbehaves")}
              allowDeselect={false}
              data={dialects}
              error={errors.dialectMax?.message}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
      </SimpleGrid>
      <SwitchField
        label={t("Encryption required everywhere")}
        description={t("Clients without SMB 3 encryption are refused on every share")}
        control={form.control}
        name="encryptionRequired"
      />
      <Controller
        control={form.control}
        name="ciphers"
        render={({ field }) => (
          <OrderedChoice
            label={t("Ciphers")}
            description={t("In order of preference. None chosen: encryption is off")}
            options={cipherSchema.options}
            value={field.value}
            onChange={field.onChange}
            error={errors.ciphers?.message}
            isDisabled={isDisabled}
          />
        )}
      />
      <SwitchField
        label={t("Signing required")}
        description={t(
          "Protects against changes on the way; what is encrypted is protected already",
        )}
        control={form.control}
        name="signingRequired"
      />
      <Controller
        control={form.control}
        name="signingAlgorithms"
        render={({ field }) => (
          <OrderedChoice
            label={t("Signing algorithms")}
            description={t("In order of preference; at least one")}
            options={signingAlgorithmSchema.options}
            value={field.value}
            onChange={field.onChange}
            error={errors.signingAlgorithms?.message && t("Choose at least one")}
            isDisabled={isDisabled}
          />
        )}
      />
      <SwitchField
        label={t("Anonymous look-ups")}
        description={t("Clients without a name may list shares and names, never open files")}
        control={form.control}
        name="anonymousIpc"
      />
    </FormSection>
  );
}
