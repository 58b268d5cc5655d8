import { type Group, routes } from "@larder/server/contract";
import { Button, Stack } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { useMayChange } from "../../lib/me.ts";
import { reading } from "../../lib/reading.ts";
import { formerParts } from "../../ui/former-parts.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { Page } from "../../ui/page.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { useVersionedSave, type VersionedSave } from "../../ui/use-versioned-save.ts";
import { GROUP_FIELD_WORDS } from "./group-field-words.ts";
import { GroupForm, type GroupValues } from "./group-form.tsx";
import { GroupMembers, MEMBERS_IN_FORM_MAX } from "./group-members.tsx";
import { useGroupRemoval } from "./use-group-removal.ts";

export function GroupEditPage() {
  const { id = "" }: { id?: string } = useParams({ strict: false });
  const query = useQuery(reading(routes.group.read, { params: { id } }));
  const navigate = useNavigate();
  const mayChange = useMayChange("users");
  const remove = useGroupRemoval(() => void navigate({ to: "/groups" as never }));
  const group = query.data;
  return (
    <Page
      title={group ? group.name : t("Group")}
      width="form"
      actions={
        group &&
        mayChange && (
          <Button
            variant="default"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => void remove(group)}
          >
            {t("Delete")}
          </Button>
        )
      }
    >
      <Loaded query={query} what={t("the group")}>
        {(current) => (
          <Stack gap="lg">
            {/* With the members or without is another form. */}
            <GroupEditor key={`${current.id} ${isLong(current)}`} group={current} />
            {isLong(current) && <GroupMembers group={current} />}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function GroupEditor({ group }: { readonly group: Group }) {
  const [fillCount, setFillCount] = useState(0);
  const former = useRef<GroupValues | null>(null);
  const update = useChange(routes.group.update, {
    done: ({ item }) => t("Group “{name}” saved", { name: item.name }),
    undo: async ({ item }, { params, body }) => {
      const now = await call(routes.group.read, { params });
      const names = Object.keys(body) as (keyof GroupValues)[];
      return {
        params,
        ...formerParts(former.current ?? edits.before(), listed(item), listed(now), names),
      };
    },
    onUndone: ({ item }) => edits.rebase(item),
  });
  const params = { id: group.id };
  const edits: VersionedSave<Group, GroupValues> = useVersionedSave({
    thing: group,
    valuesOf,
    read: () => call(routes.group.read, { params }),
    send: async (body, ifVersion, there) => {
      const { item } = await update.mutateAsync({ params, body, query: { ifVersion } });
      former.current = there;
      return item;
    },
    refill: () => setFillCount((count) => count + 1),
    words: GROUP_FIELD_WORDS,
  });
  return (
    <GroupForm
      // What is filled in anew is another form.
      key={fillCount}
      initial={edits.before()}
      verb={t("Save group")}
      failed={t("The group could not be saved")}
      group={group}
      onSave={edits.save}
    />
  );
}

function valuesOf(group: Group): GroupValues {
  const { name, comment, gid, memberIds, memberGroupIds } = listed(group);
  return { name, comment, gid, memberIds, memberGroupIds };
}

/** Members who are too many for the form are not in it, and so never among what changed. */
function listed(group: Group) {
  return { ...group, memberIds: isLong(group) ? [] : (group.memberIds ?? []) };
}

function isLong({ memberCount }: Group): boolean {
  return memberCount > MEMBERS_IN_FORM_MAX;
}
