import { type Permissions, routes } from "@larder/server/contract";
import { Button, Checkbox, Group, Modal, SegmentedControl, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { parts } from "../../i18n/parts.tsx";
import { serverWords } from "../../i18n/server-words.ts";
import { t } from "../../i18n/t.ts";
import { counted } from "../../lib/counted.ts";
import { reading } from "../../lib/reading.ts";
import { JobProgress } from "../../ui/job-progress.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { whoInWords } from "./entry-words.ts";

export interface ApplyBelowProps {
  readonly shareId: string;
  readonly permissions: Permissions;
  /** Edits that are not saved would not be what is handed down. */
  readonly isDisabled: boolean;
}

/** Hands the permissions of a folder down to everything below, as a job that goes on without this page. */
export function ApplyBelow({ shareId, permissions, isDisabled }: ApplyBelowProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" disabled={isDisabled} onClick={() => setOpen(true)}>
        {t("Hand down to everything below")}
      </Button>
      {isOpen && (
        <ApplyDialog shareId={shareId} permissions={permissions} onClose={() => setOpen(false)} />
      )}
    </>
  );
}

function ApplyDialog({
  shareId,
  permissions,
  onClose,
}: Omit<ApplyBelowProps, "isDisabled"> & { readonly onClose: () => void }) {
  const { path, owner } = permissions;
  const [mode, setMode] = useState<"refresh" | "replace">("refresh");
  const [withOwner, setWithOwner] = useState(false);
  const [jobId, setJobId] = useState<string | null>(null);
  const estimate = useQuery({
    ...reading(routes.permission.estimate, { params: { shareId }, query: { path } }),
    staleTime: 30_000,
  });
  const apply = useChange(routes.permission.apply, {
    done: (job) => t("“{title}” has begun", { title: serverWords(job.title) }),
    onDone: (job) => setJobId(job.id),
  });
  const { count = 0, isWhole = false } = estimate.data ?? {};
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t("Hand down to everything below")}
      closeButtonProps={{ "aria-label": t("Close") }}
    >
      <Stack gap="md">
        <SegmentedControl
          aria-label={t("How")}
          data={[
            { value: "refresh", label: t("Bring up to date") },
            { value: "replace", label: t("Replace") },
          ]}
          value={mode}
          onChange={(next) => setMode(next === "replace" ? "replace" : "refresh")}
          color="sage"
          autoContrast
        />
        <Text size="sm">
          {mode === "refresh"
            ? t(
                "Entries that files and folders below have of their own stay. What they inherit becomes what this folder hands down now. Folders that take nothing from above stay as they are.",
              )
            : t(
                "Entries that files and folders below have of their own are taken away. Everything below has what this folder hands down, and nothing else.",
              )}
        </Text>
        <Checkbox
          label={t("Give all of it to {name}, too", { name: whoInWords(owner) })}
          checked={withOwner}
          onChange={(event) => setWithOwner(event.currentTarget.checked)}
        />
        <Text size="sm" role="status">
          {estimate.isPending
            ? t("Counting what is below…")
            : estimate.isError
              ? t("What is below could not be counted.")
              : `${isWhole ? "It is about" : "It is about more than"} ${counted(count, "file or folder", "files and folders")}.`}
        </Text>
        {jobId !== null && <RunningJob id={jobId} />}
        {apply.isError && <ProblemAlert error={apply.error} title={t("The job could not begin")} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {jobId === null ? t("Cancel") : t("Close")}
          </Button>
          {jobId === null && (
            <Button
              loading={apply.isPending}
              onClick={() =>
                apply.mutate({
                  params: { shareId },
                  body: { path, mode, owner: withOwner ? owner.sid : null },
                })
              }
            >
              {mode === "refresh"
                ? t("Bring everything up to date")
                : t("Replace everything below")}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

function RunningJob({ id }: { readonly id: string }) {
  const job = useQuery(reading(routes.job.read, { params: { id } })).data?.job;
  return (
    <Stack gap="xs" role="status">
      {job !== undefined && <JobProgress job={job} />}
      <Text size="xs" c="dimmed">
        {parts("It goes on when this is closed; {link} shows it.", {
          link: <TextLink to="/jobs">{t("the list of jobs")}</TextLink>,
        })}
      </Text>
    </Stack>
  );
}
