import { type ShareCreate, type SharePermission, shareCreateSchema } from "@larder/server/contract";
import { Stack, Textarea, TextInput } from "@mantine/core";
import { Controller, type UseFormReturn, useForm } from "react-hook-form";
import type { z } from "zod";
import { t } from "../../i18n/t.ts";
import { formResolver } from "../../lib/form-resolver.ts";
import { useMayChange } from "../../lib/me.ts";
import { FolderField } from "../../ui/folder-field.tsx";
import { FormFoot } from "../../ui/form-foot.tsx";
import { FormSection } from "../../ui/form-section.tsx";
import { LookingOnly } from "../../ui/looking-only.tsx";
import { PermissionMatrix } from "../../ui/permission-matrix.tsx";
import { PlainFieldset } from "../../ui/plain-fieldset.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { SwitchField } from "../../ui/switch-field.tsx";
import { useFormSave } from "../../ui/use-form-save.ts";
import { HostListField } from "./host-list-field.tsx";
import { ShareAdvanced } from "./share-advanced.tsx";
import { ShareAudit } from "./share-audit.tsx";
import { ShareKeeping } from "./share-keeping.tsx";
import { ShareMassChange } from "./share-mass-change.tsx";
import { SharePurposeField } from "./share-purpose-field.tsx";
import { ShareWho } from "./share-who.tsx";

export type ShareValues = z.output<typeof shareCreateSchema>;
export type ShareFormState = UseFormReturn<ShareCreate, unknown, ShareValues>;

export interface ShareFormProps {
  readonly initial: ShareCreate;
  /** "Create share" */
  readonly verb: string;
  /** "The share could not be created" */
  readonly failed: string;
  readonly shareId?: string;
  /** Rejects with the problem, which the form then shows. */
  readonly onSave: (values: ShareValues) => Promise<unknown>;
}

export function ShareForm({ initial, verb, failed, shareId, onSave }: ShareFormProps) {
  const form: ShareFormState = useForm({
    resolver: formResolver(shareCreateSchema),
    defaultValues: initial,
  });
  const mayChange = useMayChange("shares", shareId);
  const { save, problem } = useFormSave(form, onSave);
  const { errors, isSubmitting } = form.formState;
  return (
    <form onSubmit={save} noValidate aria-label={verb}>
      <Stack gap="lg">
        {!mayChange && <LookingOnly />}
        <PlainFieldset isDisabled={!mayChange}>
          <SharePurposeField form={form} isNew={shareId === undefined} />
          <FormSection title={t("What is shared")}>
            <TextInput
              label={t("Name")}
              description={t("What people see on the network")}
              placeholder="photos"
              required
              autoComplete="off"
              error={errors.name?.message}
              {...form.register("name")}
            />
            <Controller
              control={form.control}
              name="path"
              render={({ field }) => (
                <FolderField
                  value={field.value}
                  onChange={field.onChange}
                  error={errors.path?.message}
                  isDisabled={!mayChange}
                  {...(shareId === undefined
                    ? {
                        createFolder: {
                          value: form.watch("createFolder") ?? false,
                          onChange: (isOn) => form.setValue("createFolder", isOn),
                        },
                      }
                    : { shareId })}
                />
              )}
            />
            <Textarea
              label={t("Comment")}
              description={t("Optional; shown beside the name on the network")}
              autosize
              maxRows={3}
              error={errors.comment?.message}
              {...form.register("comment")}
            />
          </FormSection>
          <FormSection
            title={t("Who may do what")}
            description={t(
              "“No access” beats every grant; otherwise the strongest right counts. Whoever is not listed has no access.",
            )}
          >
            <Controller
              control={form.control}
              name="permissions"
              render={({ field }) => (
                <>
                  <PermissionMatrix
                    // The form's values may leave the id of "everyone" out; the matrix always has it.
                    value={(field.value ?? []) as SharePermission[]}
                    onChange={field.onChange}
                    isReadOnly={!mayChange}
                    error={errors.permissions?.message ?? errors.permissions?.root?.message}
                  />
                  <ShareWho permissions={(field.value ?? []) as SharePermission[]} />
                </>
              )}
            />
          </FormSection>
          <FormSection title={t("Safety")}>
            <SwitchField
              label={t("Encryption required")}
              description={t("Only clients that encrypt (SMB 3) can connect; others are refused")}
              control={form.control}
              name="encryptionRequired"
            />
            <SwitchField
              label={t("Signing required")}
              description={t("Clients that neither sign nor encrypt are turned away")}
              control={form.control}
              name="signingRequired"
            />
            <HostListField
              // The lines are its own, and follow a purpose that was chosen.
              key={`allow ${form.watch("purpose")}`}
              form={form}
              name="hostsAllow"
              label={t("Reached from")}
              description={t("Addresses and networks, one a line; empty: from everywhere")}
            />
            <HostListField
              key={`deny ${form.watch("purpose")}`}
              form={form}
              name="hostsDeny"
              label={t("Not reached from")}
              description={t("Where both fit an address, the smaller network decides")}
            />
            <SwitchField
              label={t("Read only")}
              description={t("Nobody can change anything in it, whatever their rights")}
              control={form.control}
              name="readOnly"
            />
            <SwitchField
              label={t("Hidden")}
              description={t("Not in the list of shares; still reachable by its name")}
              control={form.control}
              name="hidden"
            />
            <SwitchField
              label={t("Switched on")}
              description={t("Off: nobody can connect; the files and these settings stay")}
              control={form.control}
              name="enabled"
            />
          </FormSection>
          <ShareKeeping form={form} />
          <ShareMassChange form={form} />
          <ShareAudit form={form} />
          <ShareAdvanced form={form} />
        </PlainFieldset>
        {problem !== null && <ProblemAlert error={problem} title={failed} />}
        <FormFoot verb={verb} isBusy={isSubmitting} isDisabled={!mayChange} back="/shares" />
      </Stack>
    </form>
  );
}
