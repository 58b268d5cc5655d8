import { cipherSchema, dialectSchema, signingAlgorithmSchema } from "@larder/server/contract";
import { Select, SimpleGrid } from "@mantine/core";
import { Controller } from "react-hook-form";
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
  label: `SMB ${dialect}`,
}));

export function ProtectionSettings({ form, isDisabled }: ProtectionSettingsProps) {
  const { errors } = form.formState;
  return (
    <FormSection
      title="Protection"
      description="Which clients may connect, and how their data travels."
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Controller
          control={form.control}
          name="dialectMin"
          render={({ field }) => (
            <Select
              label="Oldest SMB version"
              description="Older clients are refused"
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
              label="Newest SMB version"
              description="3.1.1 unless a client misbehaves"
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
        label="Encryption required everywhere"
        description="Clients without SMB 3 encryption are refused on every share"
        control={form.control}
        name="encryptionRequired"
      />
      <Controller
        control={form.control}
        name="ciphers"
        render={({ field }) => (
          <OrderedChoice
            label="Ciphers"
            description="In order of preference. None chosen: encryption is off"
            options={cipherSchema.options}
            value={field.value}
            onChange={field.onChange}
            error={errors.ciphers?.message}
            isDisabled={isDisabled}
          />
        )}
      />
      <SwitchField
        label="Signing required"
        description="Protects against changes on the way; what is encrypted is protected already"
        control={form.control}
        name="signingRequired"
      />
      <Controller
        control={form.control}
        name="signingAlgorithms"
        render={({ field }) => (
          <OrderedChoice
            label="Signing algorithms"
            description="In order of preference; at least one"
            options={signingAlgorithmSchema.options}
            value={field.value}
            onChange={field.onChange}
            error={errors.signingAlgorithms?.message && "Choose at least one"}
            isDisabled={isDisabled}
          />
        )}
      />
      <SwitchField
        label="Anonymous look-ups"
        description="Clients without a name may list shares and names, never open files"
        control={form.control}
        name="anonymousIpc"
      />
    </FormSection>
  );
}
