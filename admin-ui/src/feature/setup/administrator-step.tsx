import { routes, setupBodySchema } from "@larder/server/contract";
import { TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import type { z } from "zod";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { showProblem } from "../../lib/form-problem.ts";
import { formResolver } from "../../lib/form-resolver.ts";
import { keepMe, meQuery } from "../../lib/me.ts";
import { hasCode } from "../../lib/problem-of.ts";
import { PasswordField } from "../../ui/password-field.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { SetupCard } from "./setup-card.tsx";

export interface AdministratorStepProps {
  readonly code: string;
  readonly onBack: () => void;
  readonly onWrongCode: (problem: unknown) => void;
  readonly onNext: () => void;
}

const schema = setupBodySchema.omit({ code: true });
type Values = z.output<typeof schema>;

export function AdministratorStep({ code, onBack, onWrongCode, onNext }: AdministratorStepProps) {
  const client = useQueryClient();
  const [problem, setProblem] = useState<unknown>(null);
  const form = useForm<Values>({
    resolver: formResolver(schema),
    defaultValues: { name: "admin", password: "" },
  });
  const submit = form.handleSubmit(async (values) => {
    setProblem(null);
    try {
      const me = keepMe(await call(routes.setup.complete, { body: { ...values, code } }));
      client.setQueryData(meQuery.queryKey, me);
      onNext();
    } catch (error) {
      if (hasCode(error, "setup-code-wrong")) onWrongCode(error);
      else if (!showProblem(form, error)) setProblem(error);
    }
  });
  const { errors, isSubmitting } = form.formState;
  return (
    <SetupCard
      title={t("The administrator")}
      description={t("Your account for these pages. It does not open files; users do that.")}
      verb={t("Create administrator")}
      isBusy={isSubmitting}
      onSubmit={(event) => void submit(event)}
      onBack={onBack}
    >
      <TextInput
        label={t("Name")}
        required
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        error={errors.name?.message}
        {...form.register("name")}
      />
      <Controller
        control={form.control}
        name="password"
        render={({ field }) => (
          <PasswordField
            label={t("Password")}
            value={field.value}
            onChange={field.onChange}
            error={errors.password?.message}
          />
        )}
      />
      {problem !== null && (
        <ProblemAlert error={problem} title={t("The administrator was not created")} />
      )}
    </SetupCard>
  );
}
