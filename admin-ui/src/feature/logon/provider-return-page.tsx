import { routes } from "@larder/server/contract";
import { Center, Loader, Stack, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { keepMe, meQuery } from "../../lib/me.ts";
import { ownPlace } from "../../lib/own-place.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { QuietPage } from "../../ui/quiet-page.tsx";
import { takePendingLogon } from "./pending-logon.ts";

/** Where the identity provider sends the browser back to. */
export function ProviderReturnPage() {
  const client = useQueryClient();
  const router = useRouter();
  const isBegun = useRef(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [isStranger, setIsStranger] = useState(false);
  useEffect(() => {
    document.title = t("Signing in · Larder");
    // An answer serves once, and development runs effects twice.
    if (isBegun.current) return;
    isBegun.current = true;
    const pending = takePendingLogon();
    if (pending === null) {
      setIsStranger(true);
      return;
    }
    const body = { ticket: pending.ticket, answer: window.location.search.slice(1) };
    call(routes.identityProvider.finish, { body })
      .then((me) => {
        client.setQueryData(meQuery.queryKey, keepMe(me));
        router.history.replace(ownPlace(pending.to, window.location.origin));
      })
      .catch(setProblem);
  }, [client, router]);
  const hasFailed = isStranger || problem !== null;
  return (
    <QuietPage width={440}>
      <Panel>
        <Stack gap="md">
          <Title order={1}>{hasFailed ? t("You are not signed in") : t("Signing in")}</Title>
          {problem !== null && (
            <ProblemAlert error={problem} title={t("The provider’s answer did not help")} />
          )}
          {isStranger && (
            <Text>{t("This window did not begin to sign in, or has done so already.")}</Text>
          )}
          {hasFailed ? (
            <ButtonLink to="/logon">{t("Try again")}</ButtonLink>
          ) : (
            <Center>
              <Loader aria-label={t("Asking the box")} />
            </Center>
          )}
        </Stack>
      </Panel>
    </QuietPage>
  );
}
