import { type Group, type PrincipalName, routes } from "@larder/server/contract";
import { Button, Group as Row, Select, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconUserMinus, IconUserPlus, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../../i18n/t.ts";
import { counted } from "../../lib/counted.ts";
import { useListPlace } from "../../lib/list-place.ts";
import { useMayChange } from "../../lib/me.ts";
import { usePrincipals } from "../../lib/principals.ts";
import { readingOn } from "../../lib/reading.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { NothingYet } from "../../ui/nothing-yet.tsx";
import { Panel } from "../../ui/panel.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { undoStep, useChange } from "../../ui/use-change.tsx";

/** Of more members than this a form would be nothing but their names. */
export const MEMBERS_IN_FORM_MAX = 100;

export interface GroupMembersProps {
  readonly group: Group;
}

/** The members of a large group: searched and paged by the server, put in and taken out one by one, at once. */
export function GroupMembers({ group }: GroupMembersProps) {
  const [place, move] = useListPlace();
  const mayChange = useMayChange("users");
  const params = { id: group.id };
  const query = useQuery(
    readingOn(routes.group.members, {
      params,
      query: { ...(place.q && { q: place.q }), page: place.page ?? 1, limit: PAGE_ROWS },
    }),
  );
  const add = useChange(routes.group.addMember, {
    done: () => t("Put into “{name}”", { name: group.name }),
    failed: t("The user could not be put into the group"),
    undoBy: (_reply, sent) => undoStep(routes.group.removeMember, { params: sent.params }),
  });
  const remove = useChange(routes.group.removeMember, {
    done: () => t("Taken out of “{name}”", { name: group.name }),
    failed: t("The user could not be taken out of the group"),
    undoBy: (_reply, sent) => undoStep(routes.group.addMember, { params: sent.params }),
  });
  const columns: Column<PrincipalName>[] = [
    {
      id: "name",
      header: t("Name"),
      cell: ({ id, name }) => <TextLink to={`/users/${id}`}>{name}</TextLink>,
    },
    { id: "fullName", header: t("Full name"), cell: ({ fullName }) => fullName },
    ...(mayChange
      ? [
          {
            id: "actions",
            header: t("Actions"),
            kind: "actions" as const,
            cell: ({ id, name }: PrincipalName) => (
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconUserMinus size={14} aria-hidden />}
                aria-label={t("Take {name} out", { name })}
                onClick={() => remove.mutate({ params: { ...params, userId: id } })}
              >
                {t("Take out")}
              </Button>
            ),
          },
        ]
      : []),
  ];
  return (
    <Panel
      title={t("Members")}
      description={t("{members}; each change here counts at once.", {
        members: counted(group.memberCount, "user"),
      })}
    >
      <Loaded
        query={query}
        what={t("the members")}
        isEmpty={({ total }) => total === 0 && !place.q}
        empty={
          <NothingYet
            icon={<IconUsers size={28} />}
            title={t("Nobody is in this group")}
            description={t("Put somebody in.")}
          />
        }
      >
        {({ items, total }) => (
          <DataTable
            label={t("Members")}
            total={total}
            pageRows={PAGE_ROWS}
            rows={items}
            rowId={({ id }) => id}
            columns={columns}
            noun={{ one: "member", many: "members" }}
            place={place}
            onMove={move}
          />
        )}
      </Loaded>
      {mayChange && (
        <Row mt="md" gap="sm">
          <MemberSearch
            onChoose={(userId) => add.mutate({ params: { ...params, userId } })}
            isBusy={add.isPending}
          />
        </Row>
      )}
    </Panel>
  );
}

const PAGE_ROWS = 25;

interface MemberSearchProps {
  readonly onChoose: (userId: string) => void;
  readonly isBusy: boolean;
}

function MemberSearch({ onChoose, isBusy }: MemberSearchProps) {
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed, 150);
  const found = usePrincipals(q, "user");
  return (
    <Select
      label={t("Put a user in")}
      placeholder={t("Name of a user")}
      leftSection={<IconUserPlus size={16} aria-hidden />}
      searchable
      disabled={isBusy}
      value={null}
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage={<Text size="sm">{t("Nobody with this name")}</Text>}
      data={found.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(id) => {
        setTyped("");
        if (id !== null) onChoose(id);
      }}
    />
  );
}
