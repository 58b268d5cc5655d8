import { routes, type Share } from "@larder/server/contract";
import { Button, Group } from "@mantine/core";
import { IconFolderCog, IconPlugConnected, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { changedFields } from "../../lib/changed-fields.ts";
import { useMayChange } from "../../lib/me.ts";
import { reading } from "../../lib/reading.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { formerParts } from "../../ui/former-parts.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { Page } from "../../ui/page.tsx";
import { ShareState } from "../../ui/share-state.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { BinEmptying } from "./bin-emptying.tsx";
import { ShareForm, type ShareValues } from "./share-form.tsx";
import { useShareRemoval } from "./use-share-removal.ts";

export function ShareEditPage() {
  const { id = "" }: { id?: string } = useParams({ strict: false });
  const query = useQuery(reading(routes.share.read, { params: { id } }));
  const navigate = useNavigate();
  const mayChange = useMayChange("shares");
  const remove = useShareRemoval(() => void navigate({ to: "/shares" as never }));
  const share = query.data;
  return (
    <Page
      title={share ? share.name : t("Share")}
      description={share && <ShareState live={share.live} />}
      width="form"
      actions={
        share && (
          <Group gap="xs">
            <ButtonLink
              to={`/shares/${share.id}/permissions`}
              variant="default"
              leftSection={<IconFolderCog size={16} aria-hidden />}
            >
              {t("Files and permissions")}
            </ButtonLink>
            <ButtonLink
              to="/connect"
              search={{ share: share.name }}
              variant="default"
              leftSection={<IconPlugConnected size={16} aria-hidden />}
            >
              {t("Connect")}
            </ButtonLink>
            {mayChange && share.recycleBin && <BinEmptying share={share} />}
            {mayChange && (
              <Button
                variant="default"
                leftSection={<IconTrash size={16} aria-hidden />}
                onClick={() => void remove(share)}
              >
                {t("Delete")}
              </Button>
            )}
          </Group>
        )
      }
    >
      <Loaded query={query} what={t("the share")}>
        {(current) => <ShareEditor key={current.id} share={current} />}
      </Loaded>
    </Page>
  );
}

function ShareEditor({ share }: { readonly share: Share }) {
  // What was there when the form was filled: only differences from it are sent.
  const before = useRef(valuesOf(share));
  const former = useRef(before.current);
  const [undoCount, setUndoCount] = useState(0);
  const update = useChange(routes.share.update, {
    done: ({ item }) => t("Share “{name}” saved", { name: item.name }),
    onDone: ({ item }) => {
      former.current = before.current;
      before.current = valuesOf(item);
    },
    undo: async ({ item }, { params, body }) => {
      const now = await call(routes.share.read, { params });
      const names = Object.keys(body) as (keyof ShareValues)[];
      return { params, ...formerParts<ShareValues, Share>(former.current, item, now, names) };
    },
    onUndone: ({ item }) => {
      before.current = valuesOf(item);
      setUndoCount((count) => count + 1);
    },
  });
  const save = (values: ShareValues) => {
    const { createFolder: _unused, ...body } = changedFields(values, before.current);
    return update.mutateAsync({ params: { id: share.id }, body });
  };
  return (
    <ShareForm
      // What was taken back is filled in anew.
      key={undoCount}
      initial={before.current}
      shareId={share.id}
      verb={t("Save share")}
      failed={t("The share could not be saved")}
      onSave={save}
    />
  );
}

function valuesOf(share: Share): ShareValues {
  const { id: _id, live: _live, createdAtMs: _created, updatedAtMs: _updated, ...rest } = share;
  const { version: _version, ...values } = rest;
  return { ...values, createFolder: false };
}
