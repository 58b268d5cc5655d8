import { type ApiKeyCreate, apiKeyCreateSchema, routes } from "@larder/server/contract";
import { NumberInput, Select, TextInput } from "@mantine/core";
import { Controller, useForm } from "react-hook-form";
import type { z } from "zod";
import { t } from "../../i18n/t.ts";
import { formResolver } from "../../lib/form-resolver.ts";
import { roleChoices } from "../../lib/role-words.ts";
import { DateField } from "../../ui/date-field.tsx";
import { FormModal } from "../../ui/form-modal.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { useFormSave } from "../../ui/use-form-save.ts";

export interface ApiKeyCreateFormProps {
  readonly onClose: () => void;
  readonly onMade: (name: string, key: string) => void;
}

export function ApiKeyCreateForm({ onClose, onMade }: ApiKeyCreateFormProps) {
  const form = useForm<ApiKeyCreate, unknown, z.output<typeof apiKeyCreateSchema>>({
    resolver: formResolver(apiKeyCreateSchema),
    defaultValues: { name: "", role: "viewer", expiresAtMs: null, requestsPerMinute: null },
  });
  const create = useChange(routes.apiKey.create, {
    done: ({ item }) => t("API key “{name}” made", { name: item.name }),
    onDone: ({ item, key }) => onMade(item.name, key),
  });
  const { save, problem } = useFormSave(form, (values) => create.mutateAsync({ body: values }));
  const { errors, isSubmitting } = form.formState;
  return (
    <FormModal
      title={t("New API key")}
      verb={t("Make API key")}
      failed={t("The API key could not be made")}
      problem={problem}
      isBusy={isSubmitting}
      onSubmit={save}
      onClose={onClose}
    >
      <TextInput
        label={t("Name")}
        description={t("What will use it")}
        placeholder={t("backup script")}
        required
        data-autofocus
        autoComplete="off"
        error={errors.name?.message}
        {...form.register("name")}
      />
      <Controller
        control={form.control}
        name="role"
        render={({ field }) => (
          <Select
            label={t("Role")}
            allowDeselect={false}
            data={[...roleChoices].reverse()}
            value={field.value ?? "viewer"}
            onChange={field.onChange}
          />
        )}
      />
      <Controller
        control={form.control}
        name="expiresAtMs"
        render={({ field }) => (
          <DateField
            label={t("Valid until")}
            description={t("Empty: until it is revoked")}
            valueMs={field.value ?? null}
            onChange={field.onChange}
            error={errors.expiresAtMs?.message}
          />
        )}
      />
      <Controller
        control={form.control}
        name="requestsPerMinute"
        render={({ field }) => (
          <NumberInput
            label={t("Requests a minute")}
            description={t("Empty: as many as an address may make")}
            min={1}
            max={10_000}
            allowDecimal={false}
            error={errors.requestsPerMinute?.message}
            value={field.value ?? ""}
            onChange={(value) => field.onChange(value === "" ? null : Number(value))}
          />
        )}
      />
    </FormModal>
  );
}
