import { type Group, routes } from "@larder/server/contract";
import { Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { changedFields } from "../../lib/changed-fields.ts";
import { useMayChange } from "../../lib/me.ts";
import { reading } from "../../lib/reading.ts";
import { formerParts } from "../../ui/former-parts.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { Page } from "../../ui/page.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { GroupForm, type GroupValues } from "./group-form.tsx";
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
        {(current) => <GroupEditor key={current.id} group={current} />}
      </Loaded>
    </Page>
  );
}

function GroupEditor({ group }: { readonly group: Group }) {
  // What was there when the form was filled: only differences from it are sent.
  const before = useRef(valuesOf(group));
  const former = useRef(before.current);
  const [undoCount, setUndoCount] = useState(0);
  const update = useChange(routes.group.update, {
    done: ({ item }) => t("Group “{name}” saved", { name: item.name }),
    onDone: ({ item }) => {
      former.current = before.current;
      before.current = valuesOf(item);
    },
    undo: async ({ item }, { params, body }) => {
      const now = await call(routes.group.read, { params });
      const names = Object.keys(body) as (keyof GroupValues)[];
      return { params, ...formerParts(former.current, listed(item), listed(now), names) };
    },
    onUndone: ({ item }) => {
      before.current = valuesOf(item);
      setUndoCount((count) => count + 1);
    },
  });
  return (
    <GroupForm
      // What was taken back is filled in anew.
      key={undoCount}
      initial={before.current}
      verb={t("Save group")}
      failed={t("The group could not be saved")}
      group={group}
      onSave={(values) =>
        update.mutateAsync({
          params: { id: group.id },
          body: changedFields(values, before.current),
        })
      }
    />
  );
}

function valuesOf(group: Group): GroupValues {
  const { name, comment, gid, memberIds, memberGroupIds } = listed(group);
  return { name, comment, gid, memberIds, memberGroupIds };
}

/** Members who are too many to be listed are not shown, and so never among what changed. */
function listed(group: Group) {
  return { ...group, memberIds: group.memberIds ?? [] };
}
