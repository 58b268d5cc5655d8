import { type BackupSummary, routes } from "@larder/server/contract";
import { Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { BackupChooser, noBackup } from "../../ui/backup-chooser.tsx";
import { BackupContents } from "../../ui/backup-contents.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { SetupCard } from "./setup-card.tsx";

export interface RestoreCardProps {
  readonly initialCode: string;
  readonly onBack: () => void;
}

/** Instead of the steps: a box that was lost comes back as it was. */
export function RestoreCard({ initialCode, onBack }: RestoreCardProps) {
  const navigate = useNavigate();
  const [code, setCode] = useState(initialCode);
  const [chosen, setChosen] = useState(noBackup);
  const { content, passphrase } = chosen;
  const body = { content, passphrase, code };
  const preview = useMutation<BackupSummary, unknown>({
    mutationFn: () => call(routes.backup.setupPreview, { body }),
  });
  const restore = useMutation({
    mutationFn: () => call(routes.backup.setupRestore, { body }),
  });
  if (restore.data) {
    return (
      <SetupCard
        title={t("This box is {serverName} again", { serverName: restore.data.item.serverName })}
        description={t("Users, groups, shares and settings are as they were in the backup.")}
        verb={t("Sign in")}
        onSubmit={(event) => {
          event.preventDefault();
          void navigate({ to: "/logon" as never });
        }}
      >
        <Text>{t("Sign in with the name and password of an administrator of then.")}</Text>
      </SetupCard>
    );
  }
  return (
    <SetupCard
      title={t("Restore from a backup")}
      description={t(
        "Everything that was configured comes back; files of the shares are not in a backup.",
      )}
      verb={preview.data ? t("Restore this box") : t("Look inside")}
      isBusy={preview.isPending || restore.isPending}
      onSubmit={(event) => {
        event.preventDefault();
        if (preview.data) restore.mutate();
        else preview.mutate();
      }}
      onBack={onBack}
    >
      <TextInput
        label={t("Setup code")}
        description={t("As on the page before")}
        required
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={code}
        onChange={(event) => {
          setCode(event.currentTarget.value);
          preview.reset();
        }}
      />
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
      {restore.isError && <ProblemAlert error={restore.error} title={t("Nothing was restored")} />}
    </SetupCard>
  );
}
