import { newPassphraseSchema, routes } from "@larder/server/contract";
import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { t } from "../../i18n/t.ts";
import { bytesInWords } from "../../lib/bytes.ts";
import { saveContent } from "../../lib/file-content.ts";
import { formResolver } from "../../lib/form-resolver.ts";
import { Panel } from "../../ui/panel.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { useChange } from "../../ui/use-change.tsx";

const schema = z
  .strictObject({ passphrase: newPassphraseSchema, again: z.string() })
  .refine(({ passphrase, again }) => passphrase === again, {
    path: ["again"],
    message: t("The two differ"),
  });
type Values = z.output<typeof schema>;

export function BackupForm() {
  const form = useForm<Values>({
    resolver: formResolver(schema),
    defaultValues: { passphrase: "", again: "" },
  });
  const make = useChange(routes.backup.make, {
    done: ({ sizeBytes }) => t("The backup is made, {size}", { size: bytesInWords(sizeBytes) }),
    onDone: ({ fileName, content }) => {
      saveContent(fileName, content);
      form.reset();
    },
  });
  const { errors } = form.formState;
  const submit = form.handleSubmit(({ passphrase }) => make.mutate({ body: { passphrase } }));
  return (
    <Panel
      title={t("Make a backup")}
      description={t("Keep it away from this box, and the passphrase away from both.")}
    >
      <form onSubmit={(event) => void submit(event)} noValidate aria-label={t("Make a backup")}>
        <Stack gap="md">
          <PasswordInput
            label={t("New passphrase")}
            description={t("Nobody can open the backup without it, and nobody can find it out")}
            required
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": t("Show new passphrase") }}
            error={errors.passphrase?.message}
            {...form.register("passphrase")}
          />
          <PasswordInput
            label={t("Once more")}
            required
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": t("Show it once more") }}
            error={errors.again?.message}
            {...form.register("again")}
          />
          {make.isError && <ProblemAlert error={make.error} title={t("No backup was made")} />}
          {make.data && make.data.unopenedCount > 0 && (
            <Text size="sm">
              {t(
                "{unopenedCount} passwords or secrets are not in it: this box has lost the key that opens them. Set them anew.",
                { unopenedCount: make.data.unopenedCount },
              )}
            </Text>
          )}
          <Group justify="flex-end">
            <Button
              type="submit"
              loading={make.isPending}
              leftSection={<IconDownload size={16} aria-hidden />}
            >
              {t("Make and download")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
