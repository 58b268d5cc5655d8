import { type CertificateState, routes } from "@larder/server/contract";
import { Button, Group, Stack, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { t } from "../../i18n/t.ts";
import { Panel } from "../../ui/panel.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { useChange } from "../../ui/use-change.tsx";

export interface CertificateRequestProps {
  readonly state: CertificateState;
}

/** The key is made here and stays; an authority gets the request. */
export function CertificateRequest({ state: { request, boxNames } }: CertificateRequestProps) {
  const [names, setNames] = useState<string[]>(request?.names ?? boxNames.slice(1, 2));
  const [organization, setOrganization] = useState("");
  const make = useChange(routes.certificate.request, {
    done: () => t("The request is made; its key waits here"),
  });
  const remove = useChange(routes.certificate.removeRequest, {
    done: () => t("The request and its key are deleted"),
    failed: t("The request could not be deleted"),
  });
  return (
    <Panel
      title={t("Ask an authority")}
      description={t("The request goes to the authority; its key never leaves this box.")}
    >
      <Stack gap="md">
        {request !== null && (
          <Textarea
            label={t("The request")}
            description={t("Copy it to the authority, and bring what it makes of it above")}
            readOnly
            autosize
            maxRows={12}
            value={request.pem}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            onFocus={(event) => event.currentTarget.select()}
          />
        )}
        <TagsInput
          label={t("Names to ask for")}
          description={t("As people type them: names and addresses")}
          value={names}
          onChange={setNames}
        />
        <TextInput
          label={t("Organisation")}
          value={organization}
          onChange={(event) => setOrganization(event.currentTarget.value)}
        />
        {make.isError && <ProblemAlert error={make.error} title={t("No request was made")} />}
        <Group justify="flex-end" gap="sm">
          {request !== null && (
            <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate({})}>
              {t("Delete the request")}
            </Button>
          )}
          <Button
            variant={request === null ? "filled" : "default"}
            disabled={names.length === 0}
            loading={make.isPending}
            onClick={() => make.mutate({ body: { names, organization } })}
          >
            {request === null ? t("Make a request") : t("Make another request")}
          </Button>
        </Group>
      </Stack>
    </Panel>
  );
}
