import { routes } from "@larder/server/contract";
import { Group, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Controller, useForm } from "react-hook-form";
import type { z } from "zod";
import { t } from "../../i18n/t.ts";
import { formResolver } from "../../lib/form-resolver.ts";
import { reading } from "../../lib/reading.ts";
import { FolderField } from "../../ui/folder-field.tsx";
import { RightChoice } from "../../ui/right-choice.tsx";
import { SwitchField } from "../../ui/switch-field.tsx";
import { SetupCard } from "./setup-card.tsx";
import { type FirstShare, firstShareSchema, suggestedFolder } from "./setup-plan.ts";

export interface ShareStepProps {
  readonly initial: FirstShare;
  readonly userName: string;
  readonly onBack: (draft: FirstShare) => void;
  readonly onNext: (share: FirstShare) => void;
}

export function ShareStep({ initial, userName, onBack, onNext }: ShareStepProps) {
  const form = useForm<z.input<typeof firstShareSchema>, unknown, FirstShare>({
    resolver: formResolver(firstShareSchema),
    defaultValues: initial,
  });
  const { errors } = form.formState;
  const root = useQuery(reading(routes.folder.list, { query: {} })).data?.entries[0]?.path;
  // Until somebody chooses a folder, it follows the name, which may be there before the data roots are.
  const name = form.watch("name");
  const followed = useRef({ root: root ?? "", name: initial.name });
  useEffect(() => {
    if (root === undefined) return;
    const path = form.getValues("path");
    const before = suggestedFolder(followed.current.root || root, followed.current.name);
    followed.current = { root, name };
    if (path !== "" && path !== before) return;
    form.setValue("path", suggestedFolder(root, name), {
      shouldValidate: form.formState.isSubmitted,
    });
  }, [root, name, form]);
  const submit = form.handleSubmit(onNext);
  return (
    <SetupCard
      title={t("The first share")}
      description={t("A folder of this box, under a name on the network.")}
      verb={t("Review")}
      onSubmit={(event) => void submit(event)}
      onBack={() => onBack(form.getValues())}
    >
      <TextInput
        label={t("Share name")}
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
            createFolder={{
              value: form.watch("createFolder"),
              onChange: (isOn) => form.setValue("createFolder", isOn),
            }}
          />
        )}
      />
      <Stack gap="sm" role="group" aria-label={t("Who may do what")}>
        <Text fw={550} size="sm">
          {t("Who may do what")}
        </Text>
        <RightRow who={userName}>
          <Controller
            control={form.control}
            name="userRight"
            render={({ field }) => (
              <RightChoice
                label={t("Rights of {userName}", { userName })}
                value={field.value}
                onChange={field.onChange}
              />
            )}
          />
        </RightRow>
        <RightRow who={t("Everyone else with an account")}>
          <Controller
            control={form.control}
            name="everyoneRight"
            render={({ field }) => (
              <RightChoice
                label={t("Rights of everyone else with an account")}
                value={field.value}
                onChange={field.onChange}
              />
            )}
          />
        </RightRow>
      </Stack>
      <SwitchField
        label={t("Encryption required")}
        description={t("Only clients that encrypt (SMB 3) can connect; others are refused")}
        control={form.control}
        name="encryptionRequired"
      />
    </SetupCard>
  );
}

interface RightRowProps {
  readonly who: string;
  readonly children: React.ReactNode;
}

function RightRow({ who, children }: RightRowProps) {
  return (
    <Group justify="space-between" gap="xs">
      <Text size="sm">{who}</Text>
      {children}
    </Group>
  );
}
