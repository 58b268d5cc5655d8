import { MultiSelect } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import { t } from "../i18n/t.ts";
import { nounFor } from "../lib/counted.ts";
import { type Principal, usePrincipals, usePrincipalsById } from "../lib/principals.ts";

export interface PrincipalPickerProps {
  readonly label: string;
  readonly description?: ReactNode;
  readonly kind: Principal["principal"];
  readonly value: readonly string[];
  readonly onChange: (ids: string[]) => void;
  readonly error?: string | undefined;
  /** Not to be chosen: itself, say. */
  readonly without?: string | undefined;
}

/** Chooses users or groups by name; the server searches, so that a hundred thousand are no more than ten. */
export function PrincipalPicker(props: PrincipalPickerProps) {
  const { kind, value, without } = props;
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed, 150);
  const found = usePrincipals(q, kind);
  const known = usePrincipalsById(value);
  const choices = new Map(value.map((id) => [id, known.get(id)?.name ?? "…"]));
  for (const { id, name } of found) if (id !== without) choices.set(id, name);
  return (
    <MultiSelect
      label={props.label}
      description={props.description}
      placeholder={value.length === 0 ? t("Search {many}", { many: nounFor(2, kind) }) : ""}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage={t("No {one} with this name", { one: nounFor(1, kind) })}
      error={props.error}
      data={[...choices].map(([id, name]) => ({ value: id, label: name }))}
      value={[...value]}
      onChange={props.onChange}
    />
  );
}
