import { Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { auditKinds } from "./audit-kind.ts";
import type { AuditPlace } from "./audit-place.ts";

export interface AuditFiltersProps {
  readonly place: AuditPlace;
  readonly onMove: (change: AuditPlace) => void;
}

export function AuditFilters({ place, onMove }: AuditFiltersProps) {
  return (
    <Group
      px="lg"
      py="md"
      gap="sm"
      align="flex-end"
      role="search"
      aria-label="Filter the audit log"
    >
      <Select
        label="Source"
        w={120}
        placeholder="Both"
        clearable
        clearButtonProps={{ "aria-label": "Clear source" }}
        data={[
          { value: "engine", label: "File server" },
          { value: "admin", label: "These pages" },
        ]}
        value={place.source ?? null}
        onChange={(source) => onMove({ source: source ?? undefined })}
      />
      <Select
        label="What"
        w={190}
        placeholder="Everything"
        clearable
        searchable
        clearButtonProps={{ "aria-label": "Clear what" }}
        data={auditKinds}
        value={place.kind ?? null}
        onChange={(kind) => onMove({ kind: kind ?? undefined })}
      />
      <TextFilter label="Who" value={place.user} onChange={(user) => onMove({ user })} />
      <TextFilter label="Share" value={place.share} onChange={(share) => onMove({ share })} />
      <TextInput
        type="date"
        label="From"
        value={place.from ?? ""}
        onChange={(event) => onMove({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        label="To"
        value={place.to ?? ""}
        onChange={(event) => onMove({ to: event.currentTarget.value || undefined })}
      />
    </Group>
  );
}

interface TextFilterProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** Waits for the end of the typing, so that the log is asked once and not for each letter. */
function TextFilter({ label, value, onChange }: TextFilterProps) {
  const [text, setText] = useState(value ?? "");
  const settle = useDebouncedCallback((next: string) => onChange(next.trim() || undefined), 350);
  useEffect(() => setText(value ?? ""), [value]);
  return (
    <TextInput
      label={label}
      w={120}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        settle(event.currentTarget.value);
      }}
    />
  );
}
