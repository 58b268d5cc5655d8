import { ACCESS_RIGHTS, ENTRY_SCOPES, levelOfEntry, scopeOf } from "@larder/server/contract";
import {
  Button,
  Checkbox,
  Group,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  Text,
} from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { t, translated } from "../../i18n/t.ts";
import { levelChoices, scopeChoices, whoInWords } from "./entry-words.ts";
import classes from "./permission.module.css";
import {
  type DraftEntry,
  maskOfLevel,
  problemOf,
  withRight,
  withType,
} from "./permission-draft.ts";

export interface EntryFormProps {
  readonly entry: DraftEntry;
  readonly isDirectory: boolean;
  readonly onChange: (entry: DraftEntry) => void;
  readonly onRemove: () => void;
}

/** One entry: a word for its rights and a word for where it counts, or each right and flag by itself. */
export function EntryForm({ entry, isDirectory, onChange, onRemove }: EntryFormProps) {
  const level = levelOfEntry(entry.mask);
  const scope = scopeOf(entry.flags);
  const [isAdvanced, setAdvanced] = useState(level === "other" || scope === "other");
  const name = whoInWords(entry.who);
  const problem = problemOf(entry);
  if (entry.type > 1) {
    return (
      <Stack gap="sm">
        <Text size="sm">
          {t(
            "This entry for {name} is of a kind that is kept as it is. It can be removed, not changed.",
            { name },
          )}
        </Text>
        <RemoveButton name={name} onRemove={onRemove} />
      </Stack>
    );
  }
  return (
    <Stack gap="md" role="group" aria-label={t("Entry for {name}", { name })}>
      <Text fw={600} style={{ overflowWrap: "anywhere" }}>
        {name}
      </Text>
      {name !== entry.who.sid && (
        <Text size="xs" c="dimmed">
          {entry.who.sid}
        </Text>
      )}
      <SegmentedControl
        aria-label={t("Allow or deny {name}", { name })}
        data={[
          { value: "0", label: t("Allow") },
          { value: "1", label: t("Deny") },
        ]}
        value={String(entry.type)}
        onChange={(type) => onChange(withType(entry, Number(type)))}
        color="sage"
        autoContrast
      />
      {entry.type === 1 && (
        <Text size="sm" c="dimmed">
          {t(
            "A denial beats whatever other entries of this list allow. To give nothing, leave the person out instead.",
          )}
        </Text>
      )}
      {!isAdvanced && (
        <Select
          label={t("Rights")}
          allowDeselect={false}
          value={level}
          data={[
            ...levelChoices,
            ...(level === "other" ? [{ value: "other", label: t("Other") }] : []),
            ...(level === "none" ? [{ value: "none", label: t("Nothing") }] : []),
          ]}
          error={problem || undefined}
          onChange={(next) => {
            const chosen = levelChoices.find(({ value }) => value === next);
            if (chosen) onChange({ ...entry, mask: maskOfLevel(chosen.value, entry.type) });
          }}
        />
      )}
      {isDirectory && !isAdvanced && (
        <Select
          label={t("Counts for")}
          allowDeselect={false}
          value={scope}
          data={[
            ...scopeChoices,
            ...(scope === "other" ? [{ value: "other", label: t("Other") }] : []),
          ]}
          onChange={(next) => {
            const chosen = ENTRY_SCOPES.find(({ key }) => key === next);
            if (chosen) onChange({ ...entry, flags: chosen.flags });
          }}
        />
      )}
      <Switch
        label={t("Every right by itself")}
        checked={isAdvanced}
        onChange={(event) => setAdvanced(event.currentTarget.checked)}
      />
      {isAdvanced && <AdvancedFields {...{ entry, isDirectory, onChange, problem }} />}
      <RemoveButton name={name} onRemove={onRemove} />
    </Stack>
  );
}

function RemoveButton({
  name,
  onRemove,
}: {
  readonly name: string;
  readonly onRemove: () => void;
}) {
  return (
    <Group>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconTrash size={14} aria-hidden />}
        aria-label={t("Remove this entry: {name}", { name })}
        onClick={onRemove}
      >
        {t("Remove this entry")}
      </Button>
    </Group>
  );
}

const FLAGS = [
  { bit: 0x1, label: t("Files in it inherit this") },
  { bit: 0x2, label: t("Folders in it inherit this") },
  { bit: 0x4, label: t("Only what is right in it inherits this") },
  { bit: 0x8, label: t("Does not count for this folder itself") },
] as const;

function AdvancedFields({
  entry,
  isDirectory,
  onChange,
  problem,
}: Pick<EntryFormProps, "entry" | "isDirectory" | "onChange"> & { readonly problem: string }) {
  return (
    <>
      <Checkbox.Group
        label={t("Rights")}
        error={problem || undefined}
        value={ACCESS_RIGHTS.filter(({ bit }) => (entry.mask & bit) !== 0).map(({ key }) => key)}
        onChange={(keys) => {
          const changed = ACCESS_RIGHTS.find(
            ({ key, bit }) => keys.includes(key) !== ((entry.mask & bit) !== 0),
          );
          if (changed) onChange(withRight(entry, changed.bit, keys.includes(changed.key)));
        }}
      >
        <div className={classes.rights}>
          {ACCESS_RIGHTS.map(({ key, label }) => (
            <Checkbox key={key} value={key} label={translated(label)} />
          ))}
        </div>
      </Checkbox.Group>
      {isDirectory && (
        <Checkbox.Group
          label={t("Inheritance")}
          value={FLAGS.filter(({ bit }) => (entry.flags & bit) !== 0).map(({ bit }) => String(bit))}
          onChange={(bits) =>
            onChange({ ...entry, flags: bits.reduce((sum, bit) => sum | Number(bit), 0) })
          }
        >
          <div className={classes.rights}>
            {FLAGS.map(({ bit, label }) => (
              <Checkbox key={bit} value={String(bit)} label={label} />
            ))}
          </div>
        </Checkbox.Group>
      )}
    </>
  );
}
