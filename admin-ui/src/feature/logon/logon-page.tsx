import { zodResolver } from "@hookform/resolvers/zod";
import { type LogonBody, logonBodySchema, routes } from "@larder/server/contract";
import { Button, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useForm } from "react-hook-form";
import { call } from "../../lib/call.ts";
import { keepMe, meQuery } from "../../lib/me.ts";
import { ownPlace } from "../../lib/own-place.ts";
import { reading } from "../../lib/reading.ts";
import { Panel } from "../../ui/panel.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { QuietPage } from "../../ui/quiet-page.tsx";

export function LogonPage() {
  const { to }: { to?: unknown } = useSearch({ strict: false });
  const serverName = useQuery(reading(routes.setup.status, {})).data?.serverName;
  const client = useQueryClient();
  const router = useRouter();
  const [problem, setProblem] = useState<unknown>(null);
  const form = useForm<LogonBody>({
    resolver: zodResolver(logonBodySchema),
    defaultValues: { name: "", password: "" },
  });
  useEffect(() => {
    document.title = "Sign in · Larder";
  }, []);
  const signIn = form.handleSubmit(async (values) => {
    setProblem(null);
    try {
      const me = keepMe(await call(routes.logon.logon, { body: values }));
      client.setQueryData(meQuery.queryKey, me);
      router.history.replace(ownPlace(to, window.location.origin));
    } catch (error) {
      setProblem(error);
      form.resetField("password");
      form.setFocus("password");
    }
  });
  const { errors, isSubmitting } = form.formState;
  return (
    <QuietPage width={400}>
      <Panel>
        <form onSubmit={(event) => void signIn(event)} noValidate aria-label="Sign in">
          <Stack gap="md">
            <div>
              <Title order={1}>Sign in</Title>
              <Text c="dimmed" size="sm" mt={4}>
                As an administrator of {serverName ?? "this box"}. Accounts for files do not work
                here.
              </Text>
            </div>
            {problem !== null && <ProblemAlert error={problem} title="You are not signed in" />}
            <TextInput
              label="Name"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
              error={errors.name?.message}
              {...form.register("name")}
            />
            <PasswordInput
              label="Password"
              autoComplete="current-password"
              visibilityToggleButtonProps={{ "aria-label": "Show password" }}
              error={errors.password && "A password is needed"}
              {...form.register("password")}
            />
            <Button type="submit" loading={isSubmitting} fullWidth>
              Sign in
            </Button>
          </Stack>
        </form>
      </Panel>
    </QuietPage>
  );
}
