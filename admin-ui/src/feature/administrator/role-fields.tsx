import { type Role, routes } from "@larder/server/contract";
import { MultiSelect, Select, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../i18n/t.ts";
import { reading } from "../../lib/reading.ts";
import { roleChoices } from "../../lib/role-words.ts";

export interface RoleFieldsProps {
  readonly role: Role;
  /** null: all shares. */
  readonly shareIds: readonly string[] | null;
  readonly onChange: (role: Role, shareIds: string[] | null) => void;
}

/** What somebody may do, and with which shares. */
export function RoleFields({ role, shareIds, onChange }: RoleFieldsProps) {
  const shares = useQuery(reading(routes.share.list, {})).data?.items ?? [];
  return (
    <>
      <Select
        label={t("Role")}
        allowDeselect={false}
        data={roleChoices}
        value={role}
        onChange={(value) => onChange(value as Role, null)}
      />
      {role === "shares" && (
        <Switch
          label={t("Only some shares")}
          description={t(
            "They change what these shares are called and who may use them, and nothing else",
          )}
          checked={shareIds !== null}
          onChange={(event) => onChange(role, event.currentTarget.checked ? [] : null)}
        />
      )}
      {role === "shares" && shareIds !== null && (
        <MultiSelect
          label={t("Shares to look after")}
          placeholder={shareIds.length === 0 ? t("Choose shares") : ""}
          searchable
          data={shares.map((share) => ({ value: share.id, label: share.name }))}
          value={[...shareIds]}
          onChange={(value) => onChange(role, value)}
        />
      )}
    </>
  );
}
