import { TextInput } from "@mantine/core";
import { Controller, useForm } from "react-hook-form";
import type { z } from "zod";
import { t } from "../../i18n/t.ts";
import { formResolver } from "../../lib/form-resolver.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { SetupCard } from "./setup-card.tsx";
import { type FirstUser, firstUserSchema } from "./setup-plan.ts";

export interface UserStepProps {
  readonly initial: FirstUser;
  readonly onNext: (user: FirstUser) => void;
}

export function UserStep({ initial, onNext }: UserStepProps) {
  const form = useForm<z.input<typeof firstUserSchema>, unknown, FirstUser>({
    resolver: formResolver(firstUserSchema),
    defaultValues: initial,
  });
  const { errors } = form.formState;
  const submit = form.handleSubmit(onNext);
  return (
    <SetupCard
      title={t("The first user")}
      description={t(
        "Whoever opens files needs a name and a password of their own. More can follow later.",
      )}
      verb={t("Continue")}
      onSubmit={(event) => void submit(event)}
      aside={
        <ButtonLink to="/" variant="subtle">
          {t("Do this later")}
        </ButtonLink>
      }
    >
      <TextInput
        label={t("Name")}
        description={t("What they type to connect")}
        placeholder="anna"
        required
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
    </SetupCard>
  );
}
