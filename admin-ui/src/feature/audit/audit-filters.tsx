import { Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { t } from "../../i18n/t.ts";
import { auditKinds } from "./audit-kind.ts";
import type { AuditPlace } from "./audit-place.ts";

export interface AuditFiltersProps {
  readonly place: AuditPlace;
  readonly onMove: (change: AuditPlace) => void;
}

/** Two beside each other on a phone. */
const HALF = "calc(50% - var(--mantine-spacing-sm) / 2)";

export function AuditFilters({ place, onMove }: AuditFiltersProps) {
  return (
    <Group
      px="lg"
      py="md"
      gap="sm"
      align="flex-end"
      role="search"
      aria-label={t("Filter the audit log")}
    >
      <Select
        label={t("Source")}
        w={{ base: HALF, sm: 120 }}
        placeholder={t("Both")}
        clearable
        clearButtonProps={{ "aria-label": t("Clear source") }}
        data={[
          { value: "engine", label: t("File server") },
          { value: "admin", label: t("These pages") },
        ]}
        value={place.source ?? null}
        onChange={(source) => onMove({ source: source ?? undefined })}
      />
      <Select
        label={t("What")}
        w={{ base: HALF, sm: 190 }}
        placeholder={t("Everything")}
        clearable
        searchable
        clearButtonProps={{ "aria-label": t("Clear what") }}
        data={auditKinds}
        value={place.kind ?? null}
        onChange={(kind) => onMove({ kind: kind ?? undefined })}
      />
      <TextFilter label={t("Who")} value={place.user} onChange={(user) => onMove({ user })} />
      <TextFilter label={t("Share")} value={place.share} onChange={(share) => onMove({ share })} />
      <TextFilter
        label={t("Path begins with")}
        value={place.path}
        onChange={(path) => onMove({ path })}
      />
      <TextFilter
        label={t("Address")}
        value={place.address}
        onChange={(address) => onMove({ address })}
      />
      <Select
        label={t("Outcome")}
        w={{ base: HALF, sm: 130 }}
        placeholder={t("Both")}
        clearable
        clearButtonProps={{ "aria-label": t("Clear outcome") }}
        data={[
          { value: "done", label: t("Done") },
          { value: "refused", label: t("Refused") },
        ]}
        value={place.outcome ?? null}
        onChange={(outcome) => onMove({ outcome: outcome ?? undefined })}
      />
      <TextInput
        type="date"
        w={{ base: HALF, sm: "auto" }}
        label={t("From")}
        value={place.from ?? ""}
        onChange={(event) => onMove({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        w={{ base: HALF, sm: "auto" }}
        label={t("To")}
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
      w={{ base: HALF, sm: 120 }}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        settle(event.currentTarget.value);
      }}
    />
  );
}
