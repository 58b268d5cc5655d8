import { zodResolver } from "@hookform/resolvers/zod";
import { ownPasswordBodySchema, routes } from "@larder/server/contract";
import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { Controller, useForm } from "react-hook-form";
import type { z } from "zod";
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
    resolver: zodResolver(ownPasswordBodySchema),
    defaultValues: { currentPassword: "", password: "" },
  });
  const change = useChange(routes.logon.changeOwnPassword, {
    done: () => "Your password is changed",
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
      title="Your account"
      description={`Signed in as ${me?.name ?? "…"}. ${me ? `${roleWords[me.role].name}: ${roleWords[me.role].may}.` : ""}`}
      width="form"
    >
      <SecondFactorPanel />
      <Panel
        title="Change your password"
        description="Your other sessions on these pages will end."
      >
        <form onSubmit={save} noValidate aria-label="Change your password">
          <Stack gap="md">
            <PasswordInput
              label="Current password"
              autoComplete="current-password"
              required
              visibilityToggleButtonProps={{ "aria-label": "Show current password" }}
              error={
                isWrong ? "This is not your current password" : errors.currentPassword && "Needed"
              }
              {...form.register("currentPassword")}
            />
            <Controller
              control={form.control}
              name="password"
              render={({ field }) => (
                <PasswordField
                  label="New password"
                  value={field.value}
                  onChange={field.onChange}
                  error={errors.password?.message}
                />
              )}
            />
            {problem !== null && !isWrong && (
              <ProblemAlert error={problem} title="Your password was not changed" />
            )}
            <Group justify="flex-end">
              <Button type="submit" loading={isSubmitting}>
                Change password
              </Button>
            </Group>
          </Stack>
        </form>
      </Panel>
      <OwnSessions />
    </Page>
  );
}
