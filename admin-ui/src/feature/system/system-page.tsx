import { routes, type System } from "@larder/server/contract";
import { Button, List, Stack, Text, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { parts } from "../../i18n/parts.tsx";
import { t } from "../../i18n/t.ts";
import { saveContent } from "../../lib/file-content.ts";
import { useMayChange } from "../../lib/me.ts";
import { reading } from "../../lib/reading.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { When } from "../../ui/when.tsx";
import { LogView } from "./log-view.tsx";

export function SystemPage() {
  const query = useQuery(reading(routes.system.read, {}));
  const mayChange = useMayChange();
  return (
    <Page title={t("Log and version")} description={t("What runs here, and what it says.")}>
      <Loaded query={query} what={t("versions")}>
        {(system) => <Versions system={system} />}
      </Loaded>
      {mayChange && <Diagnostics />}
      {mayChange && <LogView />}
    </Page>
  );
}

function Versions({ system }: { readonly system: System }) {
  const { version, engineVersion, node, platform, startedAtMs, releases } = system;
  return (
    <Panel title={t("Version {version}", { version })}>
      <Stack gap="sm">
        <Text size="sm">
          {parts("File server {version}, Node {node} on {platform}, started {time}", {
            version: engineVersion ?? "?",
            node,
            platform,
            time: <When timeMs={startedAtMs} />,
          })}
        </Text>
        {releases.map((release) => (
          <div key={release.version}>
            <Title order={3} size="h5">
              {t("New in {version}", { version: release.version })} {release.date}
            </Title>
            <List size="sm" spacing={2}>
              {release.lines.map((line) => (
                <List.Item key={line}>{line}</List.Item>
              ))}
            </List>
          </div>
        ))}
      </Stack>
    </Panel>
  );
}

function Diagnostics() {
  const collect = useChange(routes.system.diagnostics, {
    done: () => t("The diagnostics are collected"),
    failed: t("The diagnostics could not be collected"),
    onDone: ({ fileName, content }) => saveContent(fileName, content),
  });
  return (
    <Panel
      title={t("Diagnostics")}
      description={t(
        "Settings, versions, figures and the last log lines, for somebody who helps. No passwords, keys or hashes; log lines may name people, shares and addresses, so look through them first.",
      )}
      actions={
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          loading={collect.isPending}
          onClick={() => collect.mutate({})}
        >
          {t("Download diagnostics")}
        </Button>
      }
    >
      <Text size="sm" c="dimmed">
        {t("A .tar.gz archive. Nothing is sent anywhere.")}
      </Text>
    </Panel>
  );
}
