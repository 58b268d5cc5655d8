import { administratorCreateSchema, routes } from "@larder/server/contract";
import { TextInput } from "@mantine/core";
import { Controller, useForm } from "react-hook-form";
import type { z } from "zod";
import { t } from "../../i18n/t.ts";
import { formResolver } from "../../lib/form-resolver.ts";
import { FormModal } from "../../ui/form-modal.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { useFormSave } from "../../ui/use-form-save.ts";
import { RoleFields } from "./role-fields.tsx";

export interface AdministratorCreateProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function AdministratorCreate({ isOpen, onClose }: AdministratorCreateProps) {
  return isOpen ? <AdministratorCreateForm onClose={onClose} /> : null;
}

function AdministratorCreateForm({ onClose }: { readonly onClose: () => void }) {
  const form = useForm<
    z.input<typeof administratorCreateSchema>,
    unknown,
    z.output<typeof administratorCreateSchema>
  >({
    resolver: formResolver(administratorCreateSchema),
    defaultValues: { name: "", password: "", role: "admin", shareIds: null },
  });
  const create = useChange(routes.administrator.create, {
    done: ({ item }) => t("Administrator “{name}” created", { name: item.name }),
    onDone: onClose,
  });
  const { save, problem } = useFormSave(form, (values) => create.mutateAsync({ body: values }));
  const { errors, isSubmitting } = form.formState;
  return (
    <FormModal
      title={t("New administrator")}
      verb={t("Create administrator")}
      failed={t("The administrator could not be created")}
      problem={problem}
      isBusy={isSubmitting}
      onSubmit={save}
      onClose={onClose}
    >
      <TextInput
        label={t("Name")}
        required
        data-autofocus
        autoComplete="off"
        autoCapitalize="none"
        error={errors.name?.message}
        {...form.register("name")}
      />
      <Controller
        control={form.control}
        name="password"
        render={({ field }) => (
          <PasswordField
            label={t("Password")}
            canSuggest
            value={field.value}
            onChange={field.onChange}
            error={errors.password?.message}
          />
        )}
      />
      <RoleFields
        role={form.watch("role") ?? "admin"}
        shareIds={form.watch("shareIds") ?? null}
        onChange={(role, shareIds) => {
          form.setValue("role", role);
          form.setValue("shareIds", shareIds);
        }}
      />
    </FormModal>
  );
}
