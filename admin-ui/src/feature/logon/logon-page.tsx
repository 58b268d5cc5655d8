import { type LogonBody, logonBodySchema, routes } from "@larder/server/contract";
import { Button, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useForm } from "react-hook-form";
import { parts } from "../../i18n/parts.tsx";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { formResolver } from "../../lib/form-resolver.ts";
import { keepMe, meQuery } from "../../lib/me.ts";
import { ownPlace } from "../../lib/own-place.ts";
import { hasCode } from "../../lib/problem-of.ts";
import { reading } from "../../lib/reading.ts";
import { Panel } from "../../ui/panel.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { QuietPage } from "../../ui/quiet-page.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { ProviderButton } from "./provider-button.tsx";

export function LogonPage() {
  const { to }: { to?: unknown } = useSearch({ strict: false });
  const serverName = useQuery(reading(routes.setup.status, {})).data?.serverName;
  const client = useQueryClient();
  const router = useRouter();
  const [problem, setProblem] = useState<unknown>(null);
  const [needsCode, setNeedsCode] = useState(false);
  const form = useForm<LogonBody>({
    resolver: formResolver(logonBodySchema),
    defaultValues: { name: "", password: "" },
  });
  useEffect(() => {
    document.title = t("Sign in · Larder");
  }, []);
  const signIn = form.handleSubmit(async (values) => {
    setProblem(null);
    try {
      const { code, ...proof } = values;
      const body = needsCode && code ? { ...proof, code } : proof;
      const me = keepMe(await call(routes.logon.logon, { body }));
      client.setQueryData(meQuery.queryKey, me);
      router.history.replace(ownPlace(to, window.location.origin));
    } catch (error) {
      if (hasCode(error, "second-factor-needed")) {
        setNeedsCode(true);
        return;
      }
      setProblem(error);
      // A wrong code is no wrong password: only what was wrong is asked for again.
      const again = hasCode(error, "second-factor-wrong") ? "code" : "password";
      if (again === "password") setNeedsCode(false);
      form.resetField(again);
      form.setFocus(again);
    }
  });
  const { errors, isSubmitting } = form.formState;
  return (
    <QuietPage width={400}>
      <Panel>
        <form onSubmit={(event) => void signIn(event)} noValidate aria-label={t("Sign in")}>
          <Stack gap="md">
            <div>
              <Title order={1}>{t("Sign in")}</Title>
              <Text c="dimmed" size="sm" mt={4}>
                {parts(
                  "As an administrator of {serverName}. With an account for files you can {link}.",
                  {
                    serverName: serverName ?? t("this box"),
                    link: (
                      <TextLink to="/self-service" underline="always">
                        {t("change your password")}
                      </TextLink>
                    ),
                  },
                )}
              </Text>
            </div>
            {problem !== null && (
              <ProblemAlert error={problem} title={t("You are not signed in")} />
            )}
            <TextInput
              label={t("Name")}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
              error={errors.name?.message}
              {...form.register("name")}
            />
            <PasswordInput
              label={t("Password")}
              autoComplete="current-password"
              visibilityToggleButtonProps={{ "aria-label": t("Show password") }}
              error={errors.password && t("A password is needed")}
              {...form.register("password")}
            />
            {needsCode && (
              <TextInput
                label={t("Code")}
                description={t("That your authenticator app shows, or one of your recovery codes")}
                autoComplete="one-time-code"
                autoFocus
                error={errors.code?.message}
                {...form.register("code", { setValueAs: (value) => value || undefined })}
              />
            )}
            <Button type="submit" loading={isSubmitting} fullWidth>
              {t("Sign in")}
            </Button>
            <ProviderButton to={typeof to === "string" ? to : "/"} onProblem={setProblem} />
          </Stack>
        </form>
      </Panel>
    </QuietPage>
  );
}
