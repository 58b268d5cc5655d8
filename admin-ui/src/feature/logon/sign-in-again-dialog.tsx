import { routes } from "@larder/server/contract";
import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type SubmitEventHandler, useEffect, useState } from "react";
import { parts } from "../../i18n/parts.tsx";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { keepMe, meQuery, useMe } from "../../lib/me.ts";
import { hasCode } from "../../lib/problem-of.ts";
import { signInAgain } from "../../lib/sign-in-again.ts";
import { ProblemAlert } from "../../ui/problem-alert.tsx";

/** Over a form whose session has ended: what was filled in stays, and is not to be read meanwhile. */
export function SignInAgainDialog() {
  const me = useMe();
  const client = useQueryClient();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [needsCode, setNeedsCode] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const name = me?.name ?? "";
  useEffect(() => {
    // Whoever signed in in another window, as with an identity provider, comes back to this one.
    const look = async () => {
      try {
        const found = await call(routes.logon.me, {});
        if (found.name !== name) return;
        client.setQueryData(meQuery.queryKey, keepMe(found));
        signInAgain.keep(false);
        void client.invalidateQueries();
      } catch (error) {
        if (!hasCode(error, "not-authenticated")) setProblem(error);
      }
    };
    const onFocus = () => void look();
    window.addEventListener("focus", onFocus);
    return () => window.removeEventListener("focus", onFocus);
  }, [client, name]);
  const signIn: SubmitEventHandler<HTMLFormElement> = async (event) => {
    event.preventDefault();
    setProblem(null);
    setBusy(true);
    try {
      const proof = { name, password };
      const body = needsCode && code !== "" ? { ...proof, code } : proof;
      client.setQueryData(meQuery.queryKey, keepMe(await call(routes.logon.logon, { body })));
      signInAgain.keep(false);
      void client.invalidateQueries();
    } catch (error) {
      if (hasCode(error, "second-factor-needed")) setNeedsCode(true);
      else setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      centered
      onClose={() => undefined}
      closeOnEscape={false}
      closeOnClickOutside={false}
      withCloseButton={false}
      title={t("You were signed out")}
      zIndex={500}
      overlayProps={{ backgroundOpacity: 0.75, blur: 14 }}
    >
      <form onSubmit={signIn} noValidate aria-label={t("Sign in again")}>
        <Stack gap="md">
          <Text size="sm">
            {t("What you filled in is still here. Sign in again, then save it.")}
          </Text>
          {problem !== null && <ProblemAlert error={problem} title={t("You are not signed in")} />}
          <TextInput label={t("Name")} value={name} readOnly autoComplete="username" />
          <PasswordInput
            label={t("Password")}
            data-autofocus
            autoComplete="current-password"
            visibilityToggleButtonProps={{ "aria-label": t("Show password") }}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {needsCode && (
            <TextInput
              label={t("Code")}
              description={t("That your authenticator app shows, or one of your recovery codes")}
              autoComplete="one-time-code"
              autoFocus
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
          )}
          <Text size="sm" c="dimmed">
            {parts("Another way of signing in, or another name: {link}.", {
              link: (
                <a href="/logon" target="_blank" rel="noreferrer">
                  {t("in a new window")}
                </a>
              ),
            })}
          </Text>
          <Group justify="flex-end" gap="sm">
            <Button type="submit" loading={isBusy}>
              {t("Sign in")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
