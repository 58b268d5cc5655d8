import { ownPasswordBodySchema, routes } from "@larder/server/contract";
import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { Controller, useForm } from "react-hook-form";
import type { z } from "zod";
import { t } from "../../i18n/t.ts";
import { formResolver } from "../../lib/form-resolver.ts";
import { useMe } from "../../lib/me.ts";
import { hasCode } from "../../lib/problem-of.ts";
import { roleWords } from "../../lib/role-words.ts";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { useFormSave } from "../../ui/use-form-save.ts";
import { OwnSessions } from "./own-sessions.tsx";
import { SecondFactorPanel } from "./second-factor-panel.tsx";

type Values = z.output<typeof ownPasswordBodySchema>;

export function AccountPage() {
  const me = useMe();
  const form = useForm<Values>({
    resolver: formResolver(ownPasswordBodySchema),
    defaultValues: { currentPassword: "", password: "" },
  });
  const change = useChange(routes.logon.changeOwnPassword, {
    done: () => t("Your password is changed"),
  });
  const { save, problem } = useFormSave(form, async (values) => {
    await change.mutateAsync({ body: values });
    form.setValue("currentPassword", "");
    form.setValue("password", "");
  });
  const { errors, isSubmitting } = form.formState;
  const isWrong = hasCode(problem, "password-wrong");
  return (
    <Page
      title={t("Your account")}
      description={
        me === undefined
          ? ""
          : t("Signed in as {name}. {role}: {may}.", {
              name: me.name,
              role: roleWords[me.role].name,
              may: roleWords[me.role].may,
            })
      }
      width="form"
    >
      <SecondFactorPanel />
      <Panel
        title={t("Change your password")}
        description={t("Your other sessions on these pages will end.")}
      >
        <form onSubmit={save} noValidate aria-label={t("Change your password")}>
          <Stack gap="md">
            <PasswordInput
              label={t("Current password")}
              autoComplete="current-password"
              required
              visibilityToggleButtonProps={{ "aria-label": t("Show current password") }}
              error={
                isWrong ? t("This is not your current password") : errors.currentPassword?.message
              }
              {...form.register("currentPassword")}
            />
            <Controller
              control={form.control}
              name="password"
              render={({ field }) => (
                <PasswordField
                  label={t("New password")}
                  value={field.value}
                  onChange={field.onChange}
                  error={errors.password?.message}
                />
              )}
            />
            {problem !== null && !isWrong && (
              <ProblemAlert error={problem} title={t("Your password was not changed")} />
            )}
            <Group justify="flex-end">
              <Button type="submit" loading={isSubmitting}>
                {t("Change password")}
              </Button>
            </Group>
          </Stack>
        </form>
      </Panel>
      <OwnSessions />
    </Page>
  );
}
