import { NumberInput, Select, SimpleGrid } from "@mantine/core";
import { Controller } from "react-hook-form";
import { t } from "../../i18n/t.ts";
import { FormSection } from "../../ui/form-section.tsx";
import type { ShareFormState } from "./share-form.tsx";

/** Against programs that encrypt or empty a share in somebody's name. */
export function ShareMassChange({ form }: { readonly form: ShareFormState }) {
  const { errors } = form.formState;
  const action = form.watch("massChangeAction") ?? "alert";
  const limits = [
    { name: "massChangeDeletedMax", label: t("Deletions in a minute"), usual: 1_000 },
    { name: "massChangeRenamedMax", label: t("Renames in a minute"), usual: 300 },
    {
      name: "massChangeScrambledMax",
      label: t("Files that look encrypted, in a minute"),
      usual: 100,
    },
  ] as const;
  return (
    <FormSection title={t("Too much at once")}>
      <Controller
        control={form.control}
        name="massChangeAction"
        render={({ field }) => (
          <Select
            label={t("When one user changes more than this")}
            description={t(
              "As a program does that encrypts files for ransom. A large clean-up looks the same",
            )}
            allowDeselect={false}
            data={[
              { value: "off", label: t("Nothing: do not count") },
              { value: "alert", label: t("Tell it") },
              { value: "throttle", label: t("Tell it, and slow the user down") },
              { value: "block", label: t("Tell it, and cut the user off until released") },
            ]}
            value={field.value ?? "alert"}
            onChange={field.onChange}
          />
        )}
      />
      {action !== "off" && (
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          {limits.map(({ name, label, usual }) => (
            <Controller
              key={name}
              control={form.control}
              name={name}
              render={({ field }) => (
                <NumberInput
                  label={label}
                  min={1}
                  max={1_000_000}
                  allowDecimal={false}
                  error={errors[name]?.message}
                  value={field.value ?? usual}
                  onChange={(value) => field.onChange(Number(value))}
                />
              )}
            />
          ))}
        </SimpleGrid>
      )}
    </FormSection>
  );
}
