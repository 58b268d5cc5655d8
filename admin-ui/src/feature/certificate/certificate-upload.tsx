import { certificateUploadSchema, routes } from "@larder/server/contract";
import { Button, Group, Stack, Textarea } from "@mantine/core";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import { t } from "../../i18n/t.ts";
import { formResolver } from "../../lib/form-resolver.ts";
import { Panel } from "../../ui/panel.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { useFormSave } from "../../ui/use-form-save.ts";

export interface CertificateUploadProps {
  readonly hasRequest: boolean;
}

type Input = z.input<typeof certificateUploadSchema>;
type Output = z.output<typeof certificateUploadSchema>;

const monospace = { input: { fontFamily: "var(--mantine-font-family-monospace)" } };

export function CertificateUpload({ hasRequest }: CertificateUploadProps) {
  const form = useForm<Input, unknown, Output>({
    resolver: formResolver(certificateUploadSchema),
    defaultValues: { chain: "", key: "" },
  });
  const upload = useChange(routes.certificate.upload, {
    done: () => t("The certificate is in use"),
    // The key is not kept in the page.
    onDone: () => form.reset({ chain: "", key: "" }),
  });
  const { save, problem } = useFormSave(form, ({ chain, key }) =>
    upload.mutateAsync({ body: { chain, key: key || null } }),
  );
  const { errors, isSubmitting } = form.formState;
  return (
    <Panel
      title={t("Bring a certificate")}
      description={t("From an authority, as text that begins with -----BEGIN.")}
    >
      <form onSubmit={save} noValidate aria-label={t("Bring a certificate")}>
        <Stack gap="md">
          <Textarea
            label={t("Certificate")}
            description={t("With those between it and the root, in any order")}
            required
            autosize
            minRows={3}
            maxRows={10}
            spellCheck={false}
            styles={monospace}
            error={errors.chain?.message}
            {...form.register("chain")}
          />
          <Textarea
            label={t("Private key")}
            description={
              hasRequest
                ? t("Empty: the key of the request below. It is sealed here and never shown")
                : t("Without a password. It is sealed here and never shown")
            }
            autosize
            minRows={3}
            maxRows={10}
            spellCheck={false}
            autoComplete="off"
            styles={monospace}
            error={errors.key?.message}
            {...form.register("key")}
          />
          {problem !== null && (
            <ProblemAlert error={problem} title={t("The certificate is not used")} />
          )}
          <Group justify="flex-end">
            <Button type="submit" loading={isSubmitting}>
              {t("Use this certificate")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
