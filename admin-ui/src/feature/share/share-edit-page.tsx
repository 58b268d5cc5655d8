import { routes, type Share } from "@larder/server/contract";
import { Button, Group } from "@mantine/core";
import { IconFolderCog, IconPlugConnected, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { useMayChange } from "../../lib/me.ts";
import { reading } from "../../lib/reading.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { formerParts } from "../../ui/former-parts.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { Page } from "../../ui/page.tsx";
import { ShareState } from "../../ui/share-state.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { useVersionedSave, type VersionedSave } from "../../ui/use-versioned-save.ts";
import { BinEmptying } from "./bin-emptying.tsx";
import { SHARE_FIELD_WORDS } from "./share-field-words.ts";
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
  const [fillCount, setFillCount] = useState(0);
  const former = useRef<ShareValues | null>(null);
  const update = useChange(routes.share.update, {
    done: ({ item }) => t("Share “{name}” saved", { name: item.name }),
    undo: async ({ item }, { params, body }) => {
      const now = await call(routes.share.read, { params });
      const names = Object.keys(body) as (keyof ShareValues)[];
      const values = former.current ?? edits.before();
      return { params, ...formerParts<ShareValues, Share>(values, item, now, names) };
    },
    onUndone: ({ item }) => edits.rebase(item),
  });
  const params = { id: share.id };
  const edits: VersionedSave<Share, ShareValues> = useVersionedSave({
    thing: share,
    valuesOf,
    read: () => call(routes.share.read, { params }),
    send: async ({ createFolder: _unused, ...body }, ifVersion, there) => {
      const { item } = await update.mutateAsync({ params, body, query: { ifVersion } });
      former.current = there;
      return item;
    },
    refill: () => setFillCount((count) => count + 1),
    words: SHARE_FIELD_WORDS,
  });
  return (
    <ShareForm
      // What is filled in anew is another form.
      key={fillCount}
      initial={edits.before()}
      shareId={share.id}
      verb={t("Save share")}
      failed={t("The share could not be saved")}
      onSave={edits.save}
    />
  );
}

function valuesOf(share: Share): ShareValues {
  const { id: _id, live: _live, createdAtMs: _created, updatedAtMs: _updated, ...rest } = share;
  const { version: _version, ...values } = rest;
  return { ...values, createFolder: false };
}
