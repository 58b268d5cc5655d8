import { type CertificateState, routes } from "@larder/server/contract";
import { Anchor, Button, Group, Stack, TagsInput, Text } from "@mantine/core";
import { useState } from "react";
import { t } from "../../i18n/t.ts";
import { Panel } from "../../ui/panel.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { useChange } from "../../ui/use-change.tsx";

export interface CertificateIssueProps {
  readonly state: CertificateState;
}

/** No authority elsewhere: the box keeps one, which browsers are told to trust once. */
export function CertificateIssue({ state }: CertificateIssueProps) {
  const { authority, boxNames, kind } = state;
  const [names, setNames] = useState(kind === "own-authority" ? state.names : boxNames);
  const issue = useChange(routes.certificate.issue, {
    done: () => t("The certificate is issued and in use"),
  });
  return (
    <Panel
      title={t("An authority of its own")}
      description={t(
        "This box issues its certificates, and renews them in time. Each computer that trusts the authority once warns no more.",
      )}
    >
      <Stack gap="md">
        {authority !== null && (
          <Text size="sm">
            <Anchor
              href="/api/certificate/authority.pem"
              download="larder-authority.pem"
              underline="always"
            >
              {t("Download the authority")}
            </Anchor>{" "}
            {t("({name}) and add it to the trusted ones of a computer or phone.", {
              name: authority.subject,
            })}
          </Text>
        )}
        <TagsInput
          label={t("Names of this box")}
          description={t("As people type them: names and addresses")}
          value={names}
          onChange={setNames}
        />
        {issue.isError && (
          <ProblemAlert error={issue.error} title={t("No certificate was issued")} />
        )}
        <Group justify="flex-end">
          <Button
            disabled={names.length === 0}
            loading={issue.isPending}
            onClick={() => issue.mutate({ body: { names } })}
          >
            {t("Issue and use")}
          </Button>
        </Group>
      </Stack>
    </Panel>
  );
}
