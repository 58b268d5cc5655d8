import { TextInput } from "@mantine/core";
import { Controller, type UseFormReturn } from "react-hook-form";
import type { z } from "zod";
import { t } from "../i18n/t.ts";
import type { NewUser, newUserSchema } from "../lib/new-user.ts";
import { PasswordField } from "./password-field.tsx";

export interface UserFieldsProps {
  readonly form: UseFormReturn<z.input<typeof newUserSchema>, unknown, NewUser>;
  /** The name is what a dialog begins with. */
  readonly isFocused?: boolean;
}

export function UserFields({ form, isFocused = false }: UserFieldsProps) {
  const { errors } = form.formState;
  return (
    <>
      <TextInput
        label={t("Name")}
        description={t("What they type to connect")}
        placeholder="anna"
        required
        data-autofocus={isFocused || undefined}
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
    </>
  );
}
