import { type Group, type GroupCreate, groupCreateSchema } from "@larder/server/contract";
import { NumberInput, Stack, TextInput } from "@mantine/core";
import { Controller, useForm } from "react-hook-form";
import type { z } from "zod";
import { t } from "../../i18n/t.ts";
import { formResolver } from "../../lib/form-resolver.ts";
import { useMayChange } from "../../lib/me.ts";
import { FormFoot } from "../../ui/form-foot.tsx";
import { FormSection } from "../../ui/form-section.tsx";
import { LookingOnly } from "../../ui/looking-only.tsx";
import { PlainFieldset } from "../../ui/plain-fieldset.tsx";
import { PrincipalPicker } from "../../ui/principal-picker.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { useFormSave } from "../../ui/use-form-save.ts";
import { MEMBERS_IN_FORM_MAX } from "./group-members.tsx";

export type GroupValues = z.output<typeof groupCreateSchema>;

export interface GroupFormProps {
  readonly initial: GroupCreate;
  readonly verb: string;
  readonly failed: string;
  /** Of a group that is there. */
  readonly group?: Group;
  readonly onSave: (values: GroupValues) => Promise<unknown>;
}

export function GroupForm({ initial, verb, failed, group, onSave }: GroupFormProps) {
  const form = useForm<GroupCreate, unknown, GroupValues>({
    resolver: formResolver(groupCreateSchema),
    defaultValues: initial,
  });
  const mayChange = useMayChange("users");
  const { save, problem } = useFormSave(form, onSave);
  const { errors, isSubmitting } = form.formState;
  return (
    <form onSubmit={save} noValidate aria-label={verb}>
      <Stack gap="lg">
        {!mayChange && <LookingOnly />}
        <PlainFieldset isDisabled={!mayChange}>
          <FormSection title={t("The group")}>
            <TextInput
              label={t("Name")}
              description={t("Users and groups share one set of names")}
              placeholder="family"
              required
              autoComplete="off"
              error={errors.name?.message}
              {...form.register("name")}
            />
            <TextInput
              label={t("Comment")}
              description={t("Optional")}
              autoComplete="off"
              error={errors.comment?.message}
              {...form.register("comment")}
            />
            {(group?.memberCount ?? 0) <= MEMBERS_IN_FORM_MAX && (
              <Controller
                control={form.control}
                name="memberIds"
                render={({ field }) => (
                  <PrincipalPicker
                    kind="user"
                    label={t("Members")}
                    error={errors.memberIds?.message}
                    value={field.value ?? []}
                    onChange={field.onChange}
                  />
                )}
              />
            )}
            <Controller
              control={form.control}
              name="memberGroupIds"
              render={({ field }) => (
                <PrincipalPicker
                  kind="group"
                  label={t("Groups inside")}
                  description={t("Their members are members of this group, too")}
                  without={group?.id}
                  error={errors.memberGroupIds?.message}
                  value={field.value ?? []}
                  onChange={field.onChange}
                />
              )}
            />
            <Controller
              control={form.control}
              name="gid"
              render={({ field }) => (
                <NumberInput
                  label={t("Group id on the box (gid)")}
                  description={t("Empty: chosen for you")}
                  min={0}
                  max={4294967294}
                  allowDecimal={false}
                  error={errors.gid?.message}
                  value={field.value ?? ""}
                  onChange={(value) => field.onChange(value === "" ? undefined : Number(value))}
                />
              )}
            />
          </FormSection>
        </PlainFieldset>
        {problem !== null && <ProblemAlert error={problem} title={failed} />}
        <FormFoot verb={verb} isBusy={isSubmitting} isDisabled={!mayChange} back="/groups" />
      </Stack>
    </form>
  );
}
