import { routes } from "@larder/server/contract";
import { Alert, Button, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type SubmitEvent, useEffect, useState } from "react";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { problemOf } from "../../lib/problem-of.ts";
import { reading } from "../../lib/reading.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { Panel } from "../../ui/panel.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { QuietPage } from "../../ui/quiet-page.tsx";

/** For the people who use files: their own password, without an account on these pages. */
export function SelfServicePage() {
  const query = useQuery(reading(routes.selfService.rules, {}));
  useEffect(() => {
    document.title = t("Change your password · Larder");
  }, []);
  return (
    <QuietPage width={440}>
      <Panel>
        <Loaded query={query} what={t("the rules for passwords")}>
          {(rules) => (
            <Stack gap="md">
              <div>
                <Title order={1}>{t("Change your password")}</Title>
                <Text c="dimmed" size="sm" mt={4}>
                  {t("The one with which you open files on {serverName}.", {
                    serverName: rules.serverName,
                  })}
                </Text>
              </div>
              {rules.enabled ? (
                <PasswordForm rules={rules} />
              ) : (
                <Text>{t("Here you cannot. Ask an administrator of the box for a new one.")}</Text>
              )}
            </Stack>
          )}
        </Loaded>
      </Panel>
    </QuietPage>
  );
}

interface PasswordFormProps {
  readonly rules: {
    readonly passwordLengthMin: number;
    readonly passwordHistory: number;
    readonly passwordWithoutName: boolean;
  };
}

const empty = { name: "", currentPassword: "", password: "" };

function PasswordForm({ rules }: PasswordFormProps) {
  const [values, setValues] = useState(empty);
  const [problem, setProblem] = useState<unknown>(null);
  const [state, setState] = useState<"asking" | "busy" | "done">("asking");
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setProblem(null);
    setState("busy");
    try {
      await call(routes.selfService.changePassword, { body: values });
      setValues(empty);
      setState("done");
    } catch (error) {
      setProblem(error);
      setState("asking");
    }
  };
  if (state === "done") {
    return (
      <Alert
        color="sage"
        icon={<IconCheck aria-hidden />}
        title={t("Your password is changed")}
        role="status"
      >
        {t(
          "Connect with the new one from now on. Where a computer remembers the old one, it will ask you.",
        )}
      </Alert>
    );
  }
  const fault = (name: string) =>
    problemOf(problem)?.fields?.find((field) => field.path === name)?.message;
  const hasField = problemOf(problem)?.fields !== undefined;
  return (
    <form
      onSubmit={(event) => void submit(event)}
      noValidate
      aria-label={t("Change your password")}
    >
      <Stack gap="md">
        {problem !== null && !hasField && (
          <ProblemAlert error={problem} title={t("Your password was not changed")} />
        )}
        <TextInput
          label={t("Name")}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          error={fault("name")}
          value={values.name}
          onChange={(event) => setValues({ ...values, name: event.currentTarget.value })}
        />
        <PasswordInput
          label={t("Current password")}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ "aria-label": t("Show current password") }}
          error={fault("currentPassword")}
          value={values.currentPassword}
          onChange={(event) => setValues({ ...values, currentPassword: event.currentTarget.value })}
        />
        <PasswordField
          label={t("New password")}
          description={rulesInWords(rules)}
          error={fault("password")}
          value={values.password}
          onChange={(password) => setValues({ ...values, password })}
        />
        <Button type="submit" loading={state === "busy"} fullWidth>
          {t("Change password")}
        </Button>
      </Stack>
    </form>
  );
}

function rulesInWords(rules: PasswordFormProps["rules"]): string {
  const words = [
    t("At least {passwordLengthMin} characters", { passwordLengthMin: rules.passwordLengthMin }),
  ];
  if (rules.passwordWithoutName) words.push("without your name");
  if (rules.passwordHistory > 0) words.push(`none of your last ${rules.passwordHistory}`);
  return words.join(", ");
}
