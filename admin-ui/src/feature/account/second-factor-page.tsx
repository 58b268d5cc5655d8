import { routes } from "@larder/server/contract";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { Panel } from "../../ui/panel.tsx";
import { QuietPage } from "../../ui/quiet-page.tsx";
import { SecondFactorSetup } from "./second-factor-setup.tsx";

/** Where one is led after signing in on a box that asks for a second factor. */
export function SecondFactorPage() {
  const client = useQueryClient();
  const navigate = useNavigate();
  useEffect(() => {
    document.title = t("Set up a second factor · Larder");
  }, []);
  const signOut = async () => {
    await call(routes.logon.logoff, {});
    client.clear();
    await navigate({ to: "/logon" as never });
  };
  return (
    <QuietPage width={480}>
      <Panel>
        <Stack gap="md">
          <div>
            <Title order={1}>{t("Set up a second factor")}</Title>
            <Text c="dimmed" size="sm" mt={4}>
              {t("This box asks every administrator for one. Nothing else opens before.")}
            </Text>
          </div>
          <SecondFactorSetup onDone={() => void navigate({ to: "/" as never })} />
          <Group>
            <Button variant="subtle" size="compact-sm" onClick={() => void signOut()}>
              {t("Sign out")}
            </Button>
          </Group>
        </Stack>
      </Panel>
    </QuietPage>
  );
}
