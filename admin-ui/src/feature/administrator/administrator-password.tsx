import { type Administrator, administratorPasswordSchema, routes } from "@larder/server/contract";
import { Text } from "@mantine/core";
import { Controller, useForm } from "react-hook-form";
import { t } from "../../i18n/t.ts";
import { formResolver } from "../../lib/form-resolver.ts";
import { FormModal } from "../../ui/form-modal.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { useFormSave } from "../../ui/use-form-save.ts";

export interface AdministratorPasswordProps {
  readonly administrator: Administrator;
  readonly onClose: () => void;
}

export function AdministratorPassword({ administrator, onClose }: AdministratorPasswordProps) {
  const form = useForm<{ password: string }>({
    resolver: formResolver(administratorPasswordSchema),
    defaultValues: { password: "" },
  });
  const change = useChange(routes.administrator.setPassword, {
    done: () => t("Password of “{name}” set", { name: administrator.name }),
    onDone: onClose,
  });
  const { save, problem } = useFormSave(form, (values) =>
    change.mutateAsync({ params: { id: administrator.id }, body: values }),
  );
  return (
    <FormModal
      title={t("Set the password of {name}", { name: administrator.name })}
      verb={t("Set password")}
      failed={t("The password could not be set")}
      problem={problem}
      isBusy={form.formState.isSubmitting}
      onSubmit={save}
      onClose={onClose}
    >
      <Text size="sm">{t("They are signed out of these pages everywhere.")}</Text>
      <Controller
        control={form.control}
        name="password"
        render={({ field }) => (
          <PasswordField
            label={t("New password")}
            canSuggest
            value={field.value}
            onChange={field.onChange}
            error={form.formState.errors.password?.message}
          />
        )}
      />
    </FormModal>
  );
}
