import { routes } from "@larder/server/contract";
import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../i18n/t.ts";
import { useMayChange } from "../../lib/me.ts";
import { reading } from "../../lib/reading.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { Page } from "../../ui/page.tsx";
import { AccessPolicyForm } from "./access-policy-form.tsx";
import { IdentityProviderForm } from "./identity-provider-form.tsx";

export function AccessPolicyPage() {
  const query = useQuery(reading(routes.accessPolicy.read, {}));
  const mayChange = useMayChange();
  const provider = useQuery({
    ...reading(routes.identityProvider.read, {}),
    enabled: mayChange,
  });
  return (
    <Page
      title={t("Signing in")}
      description={t("How administrators and users prove who they are.")}
      width="form"
    >
      <Stack gap="lg">
        <Loaded query={query} what={t("the rules")}>
          {(policy) => <AccessPolicyForm policy={policy} />}
        </Loaded>
        {mayChange && (
          <Loaded query={provider} what={t("the identity provider")}>
            {(current) => <IdentityProviderForm provider={current} />}
          </Loaded>
        )}
      </Stack>
    </Page>
  );
}
