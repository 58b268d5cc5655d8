import {
  type GroupSummary,
  type UserListQuery,
  userListQuerySchema,
} from "@larder/server/contract";
import { Select } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { z } from "zod";
import { t } from "../../i18n/t.ts";

const filterSchema = z.object({
  state: userListQuerySchema.shape.state.catch(undefined),
  groupId: userListQuerySchema.shape.groupId.catch(undefined),
});

type UserFilter = Pick<UserListQuery, "state" | "groupId">;

const stateWords = [
  { value: "enabled", label: t("May sign in") },
  { value: "disabled", label: t("Switched off") },
  { value: "expired", label: t("Expired") },
  { value: "no-password", label: t("No password") },
  { value: "must-change", label: t("Must change the password") },
];

/** The filters of the list; they live in the URL. */
export function useUserFilter(): [UserFilter, (change: UserFilter) => void] {
  const search: unknown = useSearch({ strict: false });
  const navigate = useNavigate();
  const given = filterSchema.parse(search);
  const filter = Object.fromEntries(Object.entries(given).filter(([, value]) => value));
  const change = (next: UserFilter) =>
    void navigate({
      to: ".",
      replace: true,
      resetScroll: false,
      search: ((current: Record<string, unknown>) => ({
        ...current,
        ...next,
        page: undefined,
      })) as never,
    });
  return [filter, change];
}

/** Whether the server orders by this. */
export function isOrder(sort: string | undefined): sort is NonNullable<UserListQuery["sort"]> {
  return sort !== undefined && userListQuerySchema.shape.sort.safeParse(sort).success;
}

export interface UserFiltersProps {
  readonly filter: UserFilter;
  readonly groups: readonly GroupSummary[];
  readonly onChange: (change: UserFilter) => void;
}

export function UserFilters({ filter, groups, onChange }: UserFiltersProps) {
  return (
    <>
      <Select
        aria-label={t("State")}
        placeholder={t("Any state")}
        clearable
        data={stateWords}
        value={filter.state ?? null}
        onChange={(state) => onChange({ state: (state ?? undefined) as UserFilter["state"] })}
        w={{ base: "100%", sm: 220 }}
      />
      <Select
        aria-label={t("Group")}
        placeholder={t("Any group")}
        clearable
        searchable
        data={groups.map((group) => ({ value: group.id, label: group.name }))}
        value={filter.groupId ?? null}
        onChange={(groupId) => onChange({ groupId: groupId ?? undefined })}
        w={{ base: "100%", sm: 200 }}
      />
    </>
  );
}
