import { shareAuditKindSchema } from "@larder/server/contract";
import { Checkbox, SimpleGrid } from "@mantine/core";
import { Controller } from "react-hook-form";
import { t } from "../../i18n/t.ts";
import { smbAuditWords } from "../../lib/smb-audit-words.ts";
import { FormSection } from "../../ui/form-section.tsx";
import type { ShareFormState } from "./share-form.tsx";

/** What of this share the audit log is told. Kept are the exceptions: what a later release tells of is told. */
export function ShareAudit({ form }: { readonly form: ShareFormState }) {
  return (
    <FormSection title={t("Audit")}>
      <Controller
        control={form.control}
        name="auditExcept"
        render={({ field }) => {
          const except = new Set<string>(field.value ?? []);
          return (
            <Checkbox.Group
              label={t("What the audit log records of this share")}
              description={t(
                "Who signs in, what administrators do and what changes too much at once is always recorded",
              )}
              value={shareAuditKindSchema.options.filter((kind) => !except.has(kind))}
              onChange={(kinds) =>
                field.onChange(shareAuditKindSchema.options.filter((kind) => !kinds.includes(kind)))
              }
            >
              <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" mt="sm">
                {shareAuditKindSchema.options.map((kind) => (
                  <Checkbox key={kind} value={kind} label={smbAuditWords[kind] ?? kind} />
                ))}
              </SimpleGrid>
            </Checkbox.Group>
          );
        }}
      />
    </FormSection>
  );
}
