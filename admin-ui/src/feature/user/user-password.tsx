import { newPasswordSchema, routes, type User } from "@larder/server/contract";
import { Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { type SubmitEvent, useState } from "react";
import { parts } from "../../i18n/parts.tsx";
import { t } from "../../i18n/t.ts";
import { Panel } from "../../ui/panel.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { When } from "../../ui/when.tsx";

export interface UserPasswordProps {
  readonly user: User;
}

export function UserPassword({ user }: UserPasswordProps) {
  const [password, setPassword] = useState("");
  const [mustChange, setMustChange] = useState(false);
  const [error, setError] = useState<string>();
  const change = useChange(routes.user.setPassword, {
    done: ({ item }) => t("Password of “{name}” set", { name: item.name }),
    onDone: () => setPassword(""),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const checked = newPasswordSchema.safeParse(password);
    setError(checked.error?.issues[0]?.message);
    if (checked.success)
      change.mutate({
        params: { id: user.id },
        body: { password: checked.data, mustChangePassword: mustChange },
      });
  };
  return (
    <Panel title={t("Password")} description={<PasswordStanding user={user} />}>
      <form
        onSubmit={submit}
        noValidate
        aria-label={t("Set the password of {name}", { name: user.name })}
      >
        <Stack gap="sm">
          <PasswordField
            label={t("New password")}
            value={password}
            onChange={setPassword}
            error={error}
            canSuggest
          />
          <Checkbox
            label={t("They have to choose another one before they connect")}
            description={t("At /self-service on these pages")}
            checked={mustChange}
            onChange={(event) => setMustChange(event.currentTarget.checked)}
          />
          <Text size="sm" c="dimmed">
            {t("Whoever is connected with the former password is disconnected.")}
          </Text>
          {change.isError && (
            <ProblemAlert error={change.error} title={t("The password could not be set")} />
          )}
          <Group justify="flex-end">
            <Button type="submit" variant="default" loading={change.isPending}>
              {t("Set password")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

function PasswordStanding({ user }: UserPasswordProps) {
  if (user.needsNewPassword) {
    return t(
      "The box no longer has the key to the password that was set, so this user cannot connect until a new one is.",
    );
  }
  if (user.passwordChangedAtMs === null) return t("None is set, so this user cannot connect.");
  const when = <When timeMs={user.passwordChangedAtMs} />;
  if (user.passwordExpiresAtMs === null) return parts("Last set {when}.", { when });
  const until = <When timeMs={user.passwordExpiresAtMs} />;
  return parts("Last set {when}, good until {until}.", { when, until });
}
