import { type PermissionPreset, routes } from "@larder/server/contract";
import { Button, Group, Menu, TextInput } from "@mantine/core";
import { IconBookmark } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type SubmitEventHandler, useState } from "react";
import { t } from "../../i18n/t.ts";
import { reading } from "../../lib/reading.ts";
import { FormModal } from "../../ui/form-modal.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { type Draft, type DraftEntry, draftEntryOf, inputOf } from "./permission-draft.ts";

export interface PresetMenuProps {
  readonly draft: Draft;
  readonly isDirectory: boolean;
  readonly onUse: (entries: readonly DraftEntry[]) => void;
}

/** Lists of entries that were kept under a name: to be added here, made from what stands here, or forgotten. */
export function PresetMenu({ draft, isDirectory, onUse }: PresetMenuProps) {
  const presets = useQuery(reading(routes.permissionPreset.list, {})).data?.items ?? [];
  const [isNaming, setNaming] = useState(false);
  const remove = useChange(routes.permissionPreset.remove, {
    done: () => t("Preset deleted"),
    failed: t("The preset could not be deleted"),
  });
  const use = ({ entries }: PermissionPreset) =>
    onUse(entries.map(draftEntryOf).map((entry) => (isDirectory ? entry : { ...entry, flags: 0 })));
  const kept = draft.entries.filter((entry) => entry.type <= 1);
  return (
    <Group>
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <Button variant="default" size="xs" leftSection={<IconBookmark size={14} aria-hidden />}>
            {t("Presets")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {presets.map((preset) => (
            <Menu.Item key={preset.id} onClick={() => use(preset)}>
              {t("Add the entries of {name}", { name: preset.name })}
            </Menu.Item>
          ))}
          <Menu.Item disabled={kept.length === 0} onClick={() => setNaming(true)}>
            {t("Save these entries as a preset")}
          </Menu.Item>
          {presets.map((preset) => (
            <Menu.Item
              key={preset.id}
              color="red"
              onClick={() => remove.mutate({ params: { id: preset.id } })}
            >
              {t("Delete the preset {name}", { name: preset.name })}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {isNaming && <PresetName entries={kept} onClose={() => setNaming(false)} />}
    </Group>
  );
}

function PresetName({
  entries,
  onClose,
}: {
  readonly entries: readonly DraftEntry[];
  readonly onClose: () => void;
}) {
  const [name, setName] = useState("");
  const create = useChange(routes.permissionPreset.create, {
    done: (preset) => t("Preset “{name}” saved", { name: preset.name }),
    onDone: onClose,
  });
  const submit: SubmitEventHandler<HTMLFormElement> = (event) => {
    event.preventDefault();
    create.mutate({ body: { name, entries: entries.map(inputOf) } });
  };
  return (
    <FormModal
      title={t("Save as a preset")}
      verb={t("Save preset")}
      failed={t("The preset could not be saved")}
      problem={create.error}
      isBusy={create.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label={t("Name")}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </FormModal>
  );
}
