import { type PrincipalChoice, routes } from "@larder/server/contract";
import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../../i18n/t.ts";
import { readingOn } from "../../lib/reading.ts";

export interface PrincipalSearchProps {
  readonly label: string;
  readonly onChoose: (principal: PrincipalChoice) => void;
  /** Users alone can be asked about. */
  readonly kinds?: readonly PrincipalChoice["kind"][];
}

const groupNames = {
  user: t("Users"),
  group: t("Groups"),
  known: t("Names that every Windows knows"),
};
const ALL = ["group", "user", "known"] as const;

/** Finds those whom an entry can name; the server searches. */
export function PrincipalSearch({ label, onChoose, kinds = ALL }: PrincipalSearchProps) {
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed, 150);
  const found = useQuery(readingOn(routes.permissionPrincipal.list, { query: { q } })).data;
  const items = (found?.items ?? []).filter(({ kind }) => kinds.includes(kind));
  return (
    <Select
      aria-label={label}
      placeholder={label}
      leftSection={<IconUserPlus size={16} aria-hidden />}
      searchable
      value={null}
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage={t("Nobody with this name")}
      maw={360}
      data={kinds.map((kind) => ({
        group: groupNames[kind],
        items: items
          .filter((item) => item.kind === kind)
          .map(({ sid, name }) => ({ value: sid, label: name })),
      }))}
      onChange={(sid) => {
        const chosen = items.find((item) => item.sid === sid);
        setTyped("");
        if (chosen !== undefined) onChoose(chosen);
      }}
    />
  );
}
