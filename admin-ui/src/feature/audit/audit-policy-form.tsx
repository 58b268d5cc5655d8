import {
  type AuditPolicy,
  auditPolicySchema,
  routes,
  type StoredAuditPolicy,
  type SyslogState,
} from "@larder/server/contract";
import { Button, Group, NumberInput, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useRef } from "react";
import { Controller, useForm } from "react-hook-form";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import type { FieldWords } from "../../lib/field-words.ts";
import { formResolver } from "../../lib/form-resolver.ts";
import { formerOf } from "../../lib/former-of.ts";
import { useMayChange } from "../../lib/me.ts";
import { unversioned } from "../../lib/unversioned.ts";
import { FormFoot } from "../../ui/form-foot.tsx";
import { FormSection } from "../../ui/form-section.tsx";
import { LookingOnly } from "../../ui/looking-only.tsx";
import { PlainFieldset } from "../../ui/plain-fieldset.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { SwitchField } from "../../ui/switch-field.tsx";
import { undoStep, useChange } from "../../ui/use-change.tsx";
import { useFormSave } from "../../ui/use-form-save.ts";
import { useVersionedSave, type VersionedSave } from "../../ui/use-versioned-save.ts";
import { SyslogStateLine } from "./syslog-state-line.tsx";

export interface AuditPolicyFormProps {
  readonly policy: StoredAuditPolicy;
  readonly syslog: SyslogState;
}

const FIELD_WORDS = {
  retentionDays: t("Days that entries are kept"),
  rowsMax: t("Entries that are kept at most"),
  syslogEnabled: t("Forward entries"),
  syslogHost: t("Syslog server"),
  syslogPort: t("Port"),
  syslogTransport: t("How"),
  syslogCa: t("Certificate of the authority"),
  syslogFacility: t("Facility"),
} as const satisfies Required<FieldWords<AuditPolicy>>;

export function AuditPolicyForm({ policy, syslog }: AuditPolicyFormProps) {
  const form = useForm<AuditPolicy>({
    resolver: formResolver(auditPolicySchema),
    defaultValues: unversioned(policy),
  });
  const mayChange = useMayChange();
  // What was there when it was sent, which may be what somebody else had saved meanwhile.
  const former = useRef<AuditPolicy | null>(null);
  const update = useChange(routes.auditPolicy.update, {
    done: () => t("Saved"),
    undoBy: ({ item }, { body }) =>
      undoStep(
        routes.auditPolicy.update,
        {
          body: formerOf(former.current ?? edits.before(), body),
          query: { ifVersion: item.version },
        },
        (undone) => edits.rebase(undone.item),
      ),
  });
  const edits: VersionedSave<StoredAuditPolicy, AuditPolicy> = useVersionedSave<
    StoredAuditPolicy,
    AuditPolicy
  >({
    thing: policy,
    valuesOf: unversioned,
    read: async () => (await call(routes.auditPolicy.read, {})).policy,
    send: async (body, ifVersion, there) => {
      former.current = there;
      return (await update.mutateAsync({ body, query: { ifVersion } })).item;
    },
    refill: (values) => form.reset(values),
    words: FIELD_WORDS,
  });
  const test = useChange(routes.auditPolicy.test, {
    done: () => t("The test entry was sent; look for it on the syslog server"),
    failed: t("The test entry could not be sent"),
  });
  const { save, problem } = useFormSave(form, edits.save);
  const { errors, isSubmitting } = form.formState;
  return (
    <form onSubmit={save} noValidate aria-label={t("Keeping and forwarding")}>
      <Stack gap="lg">
        {!mayChange && <LookingOnly />}
        <PlainFieldset isDisabled={!mayChange}>
          <FormSection title={t("Keeping")}>
            <Controller
              control={form.control}
              name="retentionDays"
              render={({ field }) => (
                <NumberInput
                  label={t("Days that entries are kept")}
                  description={t("Empty: as long as there is room")}
                  min={1}
                  max={36_500}
                  allowDecimal={false}
                  error={errors.retentionDays?.message}
                  value={field.value ?? ""}
                  onChange={(value) => field.onChange(value === "" ? null : Number(value))}
                />
              )}
            />
            <Controller
              control={form.control}
              name="rowsMax"
              render={({ field }) => (
                <NumberInput
                  label={t("Entries that are kept at most")}
                  description={t("The oldest go first. A million take some 400 MB")}
                  min={10_000}
                  max={5_000_000}
                  thousandSeparator=" "
                  allowDecimal={false}
                  error={errors.rowsMax?.message}
                  value={field.value}
                  onChange={(value) => field.onChange(Number(value))}
                />
              )}
            />
          </FormSection>
          <FormSection
            title={t("Forwarding")}
            description={t("Each entry goes to a syslog server as well (RFC 5424).")}
          >
            <SyslogStateLine syslog={syslog} />
            <SwitchField
              label={t("Forward entries")}
              description={t("What comes while the server is away waits, up to 20,000 entries")}
              control={form.control}
              name="syslogEnabled"
            />
            <TextInput
              label={t("Syslog server")}
              autoComplete="off"
              spellCheck={false}
              error={errors.syslogHost?.message}
              {...form.register("syslogHost")}
            />
            <Controller
              control={form.control}
              name="syslogPort"
              render={({ field }) => (
                <NumberInput
                  label={t("Port")}
                  description={t("514 for UDP and TCP, 6514 for TLS as a rule")}
                  min={1}
                  max={65_535}
                  allowDecimal={false}
                  error={errors.syslogPort?.message}
                  value={field.value}
                  onChange={(value) => field.onChange(Number(value))}
                />
              )}
            />
            <Controller
              control={form.control}
              name="syslogTransport"
              render={({ field }) => (
                <Select
                  label={t("How")}
                  description={t("UDP loses what the network loses; TLS proves who listens")}
                  allowDeselect={false}
                  data={[
                    { value: "udp", label: "UDP" },
                    { value: "tcp", label: "TCP" },
                    { value: "tls", label: "TLS" },
                  ]}
                  value={field.value}
                  onChange={field.onChange}
                />
              )}
            />
            {form.watch("syslogTransport") === "tls" && (
              <Textarea
                label={t("Certificate of the authority")}
                description={t("PEM, of who signed the server's. Empty: the public authorities")}
                autosize
                minRows={3}
                maxRows={10}
                spellCheck={false}
                error={errors.syslogCa?.message}
                {...form.register("syslogCa")}
              />
            )}
            {mayChange && (
              <Group>
                <Button variant="default" loading={test.isPending} onClick={() => test.mutate({})}>
                  {t("Send a test entry")}
                </Button>
              </Group>
            )}
          </FormSection>
        </PlainFieldset>
        {problem !== null && <ProblemAlert error={problem} title={t("This could not be saved")} />}
        <FormFoot verb={t("Save")} isBusy={isSubmitting} isDisabled={!mayChange} back="/audit" />
      </Stack>
    </form>
  );
}
