import { type BackupSummary, routes } from "@larder/server/contract";
import { Button, Group, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { BackupChooser, noBackup } from "../../ui/backup-chooser.tsx";
import { BackupContents } from "../../ui/backup-contents.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { useChange } from "../../ui/use-change.tsx";

/** Choose, look, restore: nothing happens before the last step, which asks once more. */
export function RestoreForm() {
  const [chosen, setChosen] = useState(noBackup);
  const { content, passphrase } = chosen;
  const body = { content, passphrase };
  const preview = useMutation<BackupSummary, unknown>({
    mutationFn: () => call(routes.backup.preview, { body }),
  });
  const restore = useChange(routes.backup.restore, {
    done: () => t("The backup is restored; sign in again"),
    // This session is one of those that ended: the page begins anew with the sign-in.
    onDone: () => window.location.assign("/logon"),
    failed: t("Nothing was restored"),
  });
  return (
    <Panel
      title={t("Restore a backup")}
      description={t("What is configured now is replaced by what the backup holds.")}
    >
      <Stack gap="md">
        <BackupChooser
          chosen={chosen}
          onChange={(more) => {
            setChosen((before) => ({ ...before, ...more }));
            preview.reset();
          }}
        />
        {preview.isError && (
          <ProblemAlert error={preview.error} title={t("The backup cannot be used")} />
        )}
        {preview.data && <BackupContents summary={preview.data} />}
        <Group justify="flex-end" gap="sm">
          <Button
            variant={preview.data ? "default" : "filled"}
            disabled={content === "" || passphrase === ""}
            loading={preview.isPending}
            onClick={() => preview.mutate()}
          >
            {t("Look inside")}
          </Button>
          {preview.data && (
            <Button loading={restore.isPending} onClick={() => restore.mutate({ body })}>
              {t("Restore this backup")}
            </Button>
          )}
        </Group>
      </Stack>
    </Panel>
  );
}
