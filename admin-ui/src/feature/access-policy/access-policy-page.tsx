import { routes } from "@larder/server/contract";
import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { reading } from "../../lib/reading.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { Page } from "../../ui/page.tsx";
import { AccessPolicyForm } from "./access-policy-form.tsx";

export function AccessPolicyPage() {
  const query = useQuery(reading(routes.accessPolicy.read, {}));
  return (
    <Page
      title="Signing in"
      description="How administrators and users prove who they are."
      width="form"
    >
      <Stack gap="lg">
        <Loaded query={query} what="the rules">
          {(policy) => <AccessPolicyForm policy={policy} />}
        </Loaded>
      </Stack>
    </Page>
  );
}
