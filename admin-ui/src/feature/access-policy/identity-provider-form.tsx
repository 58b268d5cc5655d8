import {
  type IdentityProvider,
  identityProviderUpdateSchema,
  type Role,
  routes,
} from "@larder/server/contract";
import {
  ActionIcon,
  Button,
  Group,
  PasswordInput,
  Select,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { Controller, useFieldArray, useForm } from "react-hook-form";
import type { z } from "zod";
import { t, translated } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import type { FieldWords } from "../../lib/field-words.ts";
import { formResolver } from "../../lib/form-resolver.ts";
import { roleChoices, roleWords } from "../../lib/role-words.ts";
import { valueInWords } from "../../lib/value-in-words.ts";
import { CopyField } from "../../ui/copy-field.tsx";
import { FormSection } from "../../ui/form-section.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { SwitchField } from "../../ui/switch-field.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { useFormSave } from "../../ui/use-form-save.ts";
import { useVersionedSave } from "../../ui/use-versioned-save.ts";

export interface IdentityProviderFormProps {
  readonly provider: IdentityProvider;
}

type Values = z.output<typeof identityProviderUpdateSchema>;

const FIELD_WORDS = {
  enabled: t("Offer it on the sign-in page"),
  label: t("What the button says"),
  issuer: t("Issuer"),
  clientId: t("Client id"),
  // Shown to nobody, not even to who typed it.
  clientSecret: {
    label: t("Client secret"),
    say: (value) => (value ? t("A new one") : valueInWords(value)),
  },
  origin: t("Address of these pages"),
  scopes: t("Scopes"),
  nameClaim: t("Claim with the name"),
  roleClaim: t("Claim with groups or roles"),
  roles: {
    label: t("Who gets which role"),
    say: (value) =>
      valueInWords(
        (value as IdentityProvider["roles"]).map(
          (row) => `${row.value}: ${roleWords[row.role].name}`,
        ),
      ),
  },
} as const satisfies FieldWords<Values>;

export function IdentityProviderForm({ provider }: IdentityProviderFormProps) {
  const form = useForm<Values>({
    resolver: formResolver(identityProviderUpdateSchema),
    defaultValues: valuesOf(provider),
  });
  const rows = useFieldArray({ control: form.control, name: "roles" });
  const update = useChange(routes.identityProvider.update, {
    done: () => t("The identity provider is saved"),
    onDone: () => form.resetField("clientSecret"),
  });
  const edits = useVersionedSave<IdentityProvider, Values>({
    thing: provider,
    valuesOf,
    read: () => call(routes.identityProvider.read, {}),
    send: async (body, ifVersion) =>
      (await update.mutateAsync({ body, query: { ifVersion } })).item,
    refill: (values) => form.reset(values),
    words: FIELD_WORDS,
  });
  const check = useChange(routes.identityProvider.check, {
    done: ({ issuer }) => t("{issuer} answers as it should", { issuer }),
    failed: t("The identity provider does not answer"),
  });
  const { save, problem } = useFormSave(form, edits.save);
  const { errors, isSubmitting } = form.formState;
  const text = (
    name: "label" | "issuer" | "clientId" | "origin" | "nameClaim" | "roleClaim",
    label: string,
    description: string,
  ) => (
    <TextInput
      label={translated(label)}
      description={translated(description)}
      autoComplete="off"
      spellCheck={false}
      error={errors[name]?.message}
      {...form.register(name)}
    />
  );
  const origin = form.watch("origin") || window.location.origin;
  return (
    <form onSubmit={save} noValidate aria-label={t("Identity provider")}>
      <Stack gap="lg">
        <FormSection
          title={t("Identity provider")}
          description={t(
            "Administrators may sign in with an account that they have elsewhere (OpenID Connect). Passwords of this box work all the same.",
          )}
        >
          <SwitchField
            label={t("Offer it on the sign-in page")}
            description={t("The provider looks after second factors then")}
            control={form.control}
            name="enabled"
          />
          {text("label", "What the button says", "As “Sign in with …”")}
          {text("issuer", "Issuer", "https://login.example.org/realms/home")}
          {text("clientId", "Client id", "As the provider gave it to this box")}
          <PasswordInput
            label={t("Client secret")}
            description={
              provider.hasClientSecret
                ? t("One is set; empty: it stays")
                : t("Empty: none, with PKCE alone")
            }
            autoComplete="off"
            visibilityToggleButtonProps={{ "aria-label": t("Show client secret") }}
            error={errors.clientSecret?.message}
            {...form.register("clientSecret", { setValueAs: (value) => value || undefined })}
          />
          {text("origin", "Address of these pages", window.location.origin)}
          <CopyField
            label={t("Redirect address")}
            description={t("The provider has to allow it")}
            value={`${origin}/logon/oidc`}
          />
          <Controller
            control={form.control}
            name="scopes"
            render={({ field }) => (
              <TagsInput
                label={t("Scopes")}
                description={t("Besides openid; many providers want “groups” or “profile”")}
                error={errors.scopes?.message}
                value={field.value ?? []}
                onChange={field.onChange}
              />
            )}
          />
          {text("nameClaim", "Claim with the name", "preferred_username or email")}
          {text("roleClaim", "Claim with groups or roles", "groups, or realm_access.roles")}
        </FormSection>
        <FormSection
          title={t("Who gets which role")}
          description={t("The first line that fits counts; nobody without one gets in.")}
        >
          <Stack gap="xs">
            {rows.fields.length === 0 && (
              <Text size="sm" c="dimmed">
                {t("No line yet, so nobody can sign in this way.")}
              </Text>
            )}
            {rows.fields.map((row, index) => (
              <Group key={row.id} gap="xs" wrap="nowrap" align="flex-start">
                <TextInput
                  aria-label={t("Group or role {number}", { number: index + 1 })}
                  placeholder="box-admins"
                  flex={1}
                  error={errors.roles?.[index]?.value?.message}
                  {...form.register(`roles.${index}.value`)}
                />
                <Controller
                  control={form.control}
                  name={`roles.${index}.role`}
                  render={({ field }) => (
                    <Select
                      aria-label={t("Role for line {number}", { number: index + 1 })}
                      allowDeselect={false}
                      data={roleChoices}
                      value={field.value ?? null}
                      onChange={(value) => field.onChange(value as Role)}
                      flex={1}
                    />
                  )}
                />
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={36}
                  aria-label={t("Remove line {number}", { number: index + 1 })}
                  onClick={() => rows.remove(index)}
                >
                  <IconX size={16} aria-hidden />
                </ActionIcon>
              </Group>
            ))}
            <Group>
              <Button
                variant="default"
                size="xs"
                onClick={() => rows.append({ value: "", role: "viewer" })}
              >
                {t("Add a line")}
              </Button>
            </Group>
          </Stack>
        </FormSection>
        {problem !== null && (
          <ProblemAlert error={problem} title={t("The identity provider could not be saved")} />
        )}
        <Group justify="flex-end">
          <Button variant="default" loading={check.isPending} onClick={() => check.mutate({})}>
            {t("Ask whether it answers")}
          </Button>
          <Button type="submit" loading={isSubmitting}>
            {t("Save identity provider")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function valuesOf({
  hasClientSecret: _secret,
  version: _version,
  ...values
}: IdentityProvider): Values {
  return values;
}
