import { newPasswordSchema, routes, userCreateSchema } from "@larder/server/contract";
import { TextInput } from "@mantine/core";
import { Controller, useForm } from "react-hook-form";
import { z } from "zod";
import { t } from "../i18n/t.ts";
import { formResolver } from "../lib/form-resolver.ts";
import { FormModal } from "./form-modal.tsx";
import { PasswordField } from "./password-field.tsx";
import { useChange } from "./use-change.tsx";
import { useFormSave } from "./use-form-save.ts";

const schema = z.object({
  name: userCreateSchema.shape.name,
  fullName: userCreateSchema.shape.fullName,
  password: newPasswordSchema,
});

export interface UserMakerProps {
  readonly onMade: (id: string) => void;
  readonly onClose: () => void;
}

/** A user, made where one is missing: whoever fills in another form need not leave it. */
export function UserMaker({ onMade, onClose }: UserMakerProps) {
  const form = useForm<z.input<typeof schema>, unknown, z.output<typeof schema>>({
    resolver: formResolver(schema),
    defaultValues: { name: "", fullName: "", password: "" },
  });
  const create = useChange(routes.user.create, {
    done: ({ item }) => t("User “{name}” created", { name: item.name }),
    onDone: ({ item }) => onMade(item.id),
  });
  const { save, problem } = useFormSave(form, (body) => create.mutateAsync({ body }));
  const { errors, isSubmitting } = form.formState;
  return (
    <FormModal
      title={t("New user")}
      verb={t("Create user")}
      failed={t("The user could not be created")}
      problem={problem}
      isBusy={isSubmitting}
      onSubmit={save}
      onClose={onClose}
    >
      <TextInput
        label={t("Name")}
        description={t("What they type to connect")}
        placeholder="anna"
        required
        data-autofocus
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        error={errors.name?.message}
        {...form.register("name")}
      />
      <TextInput
        label={t("Full name")}
        description={t("Optional")}
        autoComplete="off"
        error={errors.fullName?.message}
        {...form.register("fullName")}
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
    </FormModal>
  );
}
