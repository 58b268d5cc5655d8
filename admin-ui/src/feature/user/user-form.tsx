import { type UserCreate, userCreateSchema } from "@larder/server/contract";
import { MultiSelect, NumberInput, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { Controller, useForm } from "react-hook-form";
import type { z } from "zod";
import { t } from "../../i18n/t.ts";
import { formResolver } from "../../lib/form-resolver.ts";
import { useMayChange } from "../../lib/me.ts";
import { useGroups } from "../../lib/principals.ts";
import { DateField } from "../../ui/date-field.tsx";
import { FormFoot } from "../../ui/form-foot.tsx";
import { FormSection } from "../../ui/form-section.tsx";
import { LookingOnly } from "../../ui/looking-only.tsx";
import { PasswordField } from "../../ui/password-field.tsx";
import { PlainFieldset } from "../../ui/plain-fieldset.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { SwitchField } from "../../ui/switch-field.tsx";
import { useFormSave } from "../../ui/use-form-save.ts";

export type UserValues = z.output<typeof userCreateSchema>;

export interface UserFormProps {
  readonly initial: UserCreate;
  readonly verb: string;
  readonly failed: string;
  /** An existing user's password is set by itself, not with the rest. */
  readonly withPassword: boolean;
  readonly onSave: (values: UserValues) => Promise<unknown>;
}

export function UserForm({ initial, verb, failed, withPassword, onSave }: UserFormProps) {
  const form = useForm<UserCreate, unknown, UserValues>({
    resolver: formResolver(userCreateSchema),
    defaultValues: initial,
  });
  const mayChange = useMayChange("users");
  const groups = useGroups();
  const { save, problem } = useFormSave(form, onSave);
  const { errors, isSubmitting } = form.formState;
  return (
    <form onSubmit={save} noValidate aria-label={verb}>
      <Stack gap="lg">
        {!mayChange && <LookingOnly />}
        <PlainFieldset isDisabled={!mayChange}>
          <FormSection title={t("Who it is")}>
            <TextInput
              label={t("Name")}
              description={t("What they type to connect")}
              placeholder="anna"
              required
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              error={errors.name?.message}
              {...form.register("name")}
            />
            <TextInput
              label={t("Full name")}
              description={t("Optional")}
              placeholder="Anna Larsen"
              autoComplete="off"
              error={errors.fullName?.message}
              {...form.register("fullName")}
            />
            {withPassword && (
              <Controller
                control={form.control}
                name="password"
                render={({ field }) => (
                  <PasswordField
                    label={t("Password")}
                    description={t("Optional, but without one they cannot connect")}
                    isRequired={false}
                    canSuggest
                    value={field.value ?? ""}
                    onChange={(value) => field.onChange(value === "" ? null : value)}
                    error={errors.password?.message}
                  />
                )}
              />
            )}
            <Controller
              control={form.control}
              name="groupIds"
              render={({ field }) => (
                <MultiSelect
                  label={t("Groups")}
                  placeholder={
                    groups.length === 0 ? t("There are no groups yet") : t("Choose groups")
                  }
                  searchable
                  data={groups.map((group) => ({ value: group.id, label: group.name }))}
                  value={field.value ?? []}
                  onChange={field.onChange}
                />
              )}
            />
          </FormSection>
          <FormSection title={t("Access")}>
            <SwitchField
              label={t("May sign in")}
              description={t(
                "Off: new connections are refused and present ones end; nothing is deleted",
              )}
              control={form.control}
              name="enabled"
            />
            <Controller
              control={form.control}
              name="expiresAtMs"
              render={({ field }) => (
                <DateField
                  label={t("Access until")}
                  description={t("Empty: without an end")}
                  valueMs={field.value ?? null}
                  onChange={field.onChange}
                  error={errors.expiresAtMs?.message}
                />
              )}
            />
            <SwitchField
              label={t("Must change the password")}
              description={t(
                "Refused until they have done so at /self-service on these pages; programs for files cannot do it for them",
              )}
              control={form.control}
              name="mustChangePassword"
            />
            <SwitchField
              label={t("Password without an end")}
              description={t(
                "For devices and programs: the maximum age of the rules does not hold",
              )}
              control={form.control}
              name="passwordNeverExpires"
            />
            <SwitchField
              label={t("May take ownership of files")}
              description={t(
                "A file administrator over the network; this gives no access to these pages",
              )}
              control={form.control}
              name="isAdministrator"
            />
            <SwitchField
              label={t("May back up and restore")}
              description={t(
                "A backup program with this name reads and writes every file in the shares that it may use, whatever the file's own rights say. For the account of the backup, not for people",
              )}
              control={form.control}
              name="isBackupOperator"
            />
          </FormSection>
          <FormSection
            title={t("On the box")}
            description={t(
              "How their files are marked on disk. Leave these alone unless other programs share the files.",
            )}
          >
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              {(["uid", "gid"] as const).map((name) => (
                <Controller
                  key={name}
                  control={form.control}
                  name={name}
                  render={({ field }) => (
                    <NumberInput
                      label={name === "uid" ? t("User id (uid)") : t("Group id (gid)")}
                      description={t("Empty: chosen for you")}
                      min={0}
                      max={4294967294}
                      allowDecimal={false}
                      error={errors[name]?.message}
                      value={field.value ?? ""}
                      onChange={(value) => field.onChange(value === "" ? undefined : Number(value))}
                    />
                  )}
                />
              ))}
            </SimpleGrid>
          </FormSection>
        </PlainFieldset>
        {problem !== null && <ProblemAlert error={problem} title={failed} />}
        <FormFoot verb={verb} isBusy={isSubmitting} isDisabled={!mayChange} back="/users" />
      </Stack>
    </form>
  );
}
