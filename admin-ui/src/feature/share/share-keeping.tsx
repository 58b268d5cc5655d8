import { NumberInput, SimpleGrid, TextInput } from "@mantine/core";
import { Controller } from "react-hook-form";
import { t } from "../../i18n/t.ts";
import { FormSection } from "../../ui/form-section.tsx";
import { SizeField } from "../../ui/size-field.tsx";
import { SwitchField } from "../../ui/switch-field.tsx";
import type { ShareFormState } from "./share-form.tsx";

/** What happens to what is deleted, changed and put in, and how much of it there may be. */
export function ShareKeeping({ form }: { readonly form: ShareFormState }) {
  const { errors } = form.formState;
  return (
    <FormSection title={t("Keeping")}>
      <SwitchField
        label={t("Recycle bin")}
        description={t(
          "What is deleted over the network goes to .recycle, where its user and administrators find it. Files written over in place are not kept",
        )}
        control={form.control}
        name="recycleBin"
      />
      {form.watch("recycleBin") && (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Controller
            control={form.control}
            name="recycleDays"
            render={({ field }) => (
              <NumberInput
                label={t("Days in the bin")}
                description={t("0: until it is emptied")}
                min={0}
                max={36_500}
                allowDecimal={false}
                error={errors.recycleDays?.message}
                value={field.value ?? 30}
                onChange={(value) => field.onChange(Number(value))}
              />
            )}
          />
          <Controller
            control={form.control}
            name="recycleBytesMax"
            render={({ field }) => (
              <SizeField
                label={t("Size of the bin")}
                description={t("The oldest goes first; empty: as much as there is room for")}
                value={field.value ?? null}
                onChange={field.onChange}
                error={errors.recycleBytesMax?.message}
              />
            )}
          />
        </SimpleGrid>
      )}
      <SwitchField
        label={t("Previous versions")}
        description={t(
          "Windows and macOS show files as snapshots of ZFS, Btrfs or bcachefs have them",
        )}
        control={form.control}
        name="previousVersions"
      />
      {form.watch("previousVersions") && (
        <Controller
          control={form.control}
          name="snapshotFolder"
          render={({ field }) => (
            <TextInput
              label={t("Where snapshots lie")}
              description={t(
                "From the share's folder, as in ../snapshots. Empty: .zfs/snapshot or .snapshots, here or above",
              )}
              autoComplete="off"
              spellCheck={false}
              error={errors.snapshotFolder?.message}
              value={field.value ?? ""}
              onBlur={field.onBlur}
              onChange={(event) => field.onChange(event.currentTarget.value || null)}
            />
          )}
        />
      )}
      <Controller
        control={form.control}
        name="sizeLimitBytes"
        render={({ field }) => (
          <SizeField
            label={t("Size of the share")}
            description={t(
              "What clients are told that there is; of private homes, of each. Empty: what the disk has",
            )}
            value={field.value ?? null}
            onChange={field.onChange}
            error={errors.sizeLimitBytes?.message}
          />
        )}
      />
      <SwitchField
        label={t("A home for each user")}
        description={t("Each user sees one folder, made at the first visit, and nobody else's")}
        control={form.control}
        name="homes"
      />
      <SwitchField
        label={t("Everybody sees their own files only")}
        description={t("Administrators see all of them")}
        control={form.control}
        name="ownFilesOnly"
      />
      <Controller
        control={form.control}
        name="writeOnceMinutes"
        render={({ field }) => (
          <NumberInput
            label={t("Minutes until files cannot be changed any more")}
            description={t(
              "By nobody over the network, administrators included. Empty: they always can",
            )}
            min={0}
            max={525_600}
            allowDecimal={false}
            error={errors.writeOnceMinutes?.message}
            value={field.value ?? ""}
            onChange={(value) => field.onChange(value === "" ? null : Number(value))}
          />
        )}
      />
    </FormSection>
  );
}
