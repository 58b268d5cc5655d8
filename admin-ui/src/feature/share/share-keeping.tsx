import { NumberInput, SimpleGrid, TextInput } from "@mantine/core";
import { Controller } from "react-hook-form";
import { FormSection } from "../../ui/form-section.tsx";
import { SizeField } from "../../ui/size-field.tsx";
import { SwitchField } from "../../ui/switch-field.tsx";
import type { ShareFormState } from "./share-form.tsx";

/** What happens to what is deleted, changed and put in, and how much of it there may be. */
export function ShareKeeping({ form }: { readonly form: ShareFormState }) {
  const { errors } = form.formState;
  return (
    <FormSection title="Keeping">
      <SwitchField
        label="Recycle bin"
        description="What is deleted over the network goes to .recycle, where its user and administrators find it. Files written over in place are not kept"
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
                label="Days in the bin"
                description="0: until it is emptied"
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
                label="Size of the bin"
                description="The oldest goes first; empty: as much as there is room for"
                value={field.value ?? null}
                onChange={field.onChange}
                error={errors.recycleBytesMax?.message}
              />
            )}
          />
        </SimpleGrid>
      )}
      <SwitchField
        label="Previous versions"
        description="Windows and macOS show files as snapshots of ZFS, Btrfs or bcachefs have them"
        control={form.control}
        name="previousVersions"
      />
      {form.watch("previousVersions") && (
        <Controller
          control={form.control}
          name="snapshotFolder"
          render={({ field }) => (
            <TextInput
              label="Where snapshots lie"
              description="From the share's folder, as in ../snapshots. Empty: .zfs/snapshot or .snapshots, here or above"
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
            label="Size of the share"
            description="What clients are told that there is; of private homes, of each. Empty: what the disk has"
            value={field.value ?? null}
            onChange={field.onChange}
            error={errors.sizeLimitBytes?.message}
          />
        )}
      />
      <SwitchField
        label="A home for each user"
        description="Each user sees one folder, made at the first visit, and nobody else's"
        control={form.control}
        name="homes"
      />
      <SwitchField
        label="Everybody sees their own files only"
        description="Administrators see all of them"
        control={form.control}
        name="ownFilesOnly"
      />
      <Controller
        control={form.control}
        name="writeOnceMinutes"
        render={({ field }) => (
          <NumberInput
            label="Minutes until files cannot be changed any more"
            description="By nobody over the network, administrators included. Empty: they always can"
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
