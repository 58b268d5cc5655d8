import { type Job, routes } from "@larder/server/contract";
import { Button, Group, List, Stack, Text } from "@mantine/core";
import { IconListCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { serverWords } from "../../i18n/server-words.ts";
import { t } from "../../i18n/t.ts";
import { counted } from "../../lib/counted.ts";
import { useListPlace } from "../../lib/list-place.ts";
import { useMayChange } from "../../lib/me.ts";
import { reading } from "../../lib/reading.ts";
import { ask } from "../../ui/ask.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { JobProgress } from "../../ui/job-progress.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { NothingYet } from "../../ui/nothing-yet.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { When } from "../../ui/when.tsx";

export function JobPage() {
  const query = useQuery(reading(routes.job.list, {}));
  const [place, move] = useListPlace();
  const [shown, setShown] = useState<string | null>(null);
  const mayChange = useMayChange("shares");
  const cancel = useChange(routes.job.cancel, {
    done: (job) => t("“{title}” is being stopped", { title: serverWords(job.title) }),
    failed: t("The job could not be stopped"),
  });
  const stop = async (job: Job) => {
    const isSure = await ask({
      title: t("Stop this job?"),
      consequences: [
        t("“{title}” stops where it is.", { title: serverWords(job.title) }),
        t("What it has done stays done."),
      ],
      verb: t("Stop the job"),
    });
    if (isSure) cancel.mutate({ params: { id: job.id } });
  };
  const columns: Column<Job>[] = [
    {
      id: "title",
      header: t("What"),
      value: (job) => `${serverWords(job.title)} ${job.share}`,
      cell: (job) => (
        <div>
          <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
            {serverWords(job.title)}
          </Text>
          <Text size="xs" c="dimmed">
            {job.share === ""
              ? t("begun by {actor}", { actor: job.actor })
              : t("Share {share}, begun by {actor}", { share: job.share, actor: job.actor })}
          </Text>
        </div>
      ),
    },
    {
      id: "state",
      header: t("State"),
      value: (job) => job.state,
      cell: (job) => <JobProgress job={job} />,
    },
    {
      id: "started",
      header: t("Begun"),
      value: (job) => job.startedAtMs,
      cell: (job) => <When timeMs={job.startedAtMs} />,
    },
    {
      id: "actions",
      header: t("Actions"),
      kind: "actions",
      cell: (job) => (
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          {job.failedCount > 0 && (
            <Button
              size="xs"
              variant="default"
              aria-expanded={shown === job.id}
              onClick={() => setShown(shown === job.id ? null : job.id)}
            >
              {t("What failed")}
            </Button>
          )}
          {job.state === "running" && mayChange && (
            <Button size="xs" variant="default" onClick={() => void stop(job)}>
              {t("Stop")}
            </Button>
          )}
        </Group>
      ),
    },
  ];
  return (
    <Page
      title={t("Jobs")}
      description={t("Work that takes longer than a moment. It goes on when you leave this page.")}
    >
      <Panel flush>
        <Loaded
          query={query}
          what={t("jobs")}
          isEmpty={({ items }) => items.length === 0}
          empty={
            <NothingYet
              icon={<IconListCheck size={28} />}
              title={t("Nothing has run yet")}
              description={t(
                "Handing permissions down or emptying a recycle bin shows up here, with what failed.",
              )}
            />
          }
        >
          {({ items }) => (
            <DataTable
              label={t("Jobs")}
              rows={items}
              rowId={(job) => job.id}
              columns={columns}
              noun={{ one: "job", many: "jobs" }}
              place={place}
              onMove={move}
            />
          )}
        </Loaded>
      </Panel>
      {shown !== null && <JobFailures id={shown} />}
    </Page>
  );
}

function JobFailures({ id }: { readonly id: string }) {
  const query = useQuery(reading(routes.job.read, { params: { id } }));
  return (
    <Panel title={t("What failed")}>
      <Loaded query={query} what={t("what failed")}>
        {({ job, failures }) => (
          <Stack gap="xs">
            <Text size="sm">
              {serverWords(job.title)}: {counted(job.failedCount, "failure")}
              {job.failedCount > failures.length &&
                t(", of which the first {count} follow", { count: failures.length })}
              .
            </Text>
            <List size="sm" spacing={4}>
              {failures.map(({ path, reason, timeMs }) => (
                <List.Item key={`${path} ${timeMs}`} style={{ overflowWrap: "anywhere" }}>
                  <b>{path}</b>: {serverWords(reason)}
                </List.Item>
              ))}
            </List>
          </Stack>
        )}
      </Loaded>
    </Panel>
  );
}
