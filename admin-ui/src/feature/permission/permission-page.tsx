import { type Permissions, routes } from "@larder/server/contract";
import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useCallback, useRef } from "react";
import { t } from "../../i18n/t.ts";
import { reading } from "../../lib/reading.ts";
import { ask } from "../../ui/ask.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { FolderPanel } from "./folder-panel.tsx";
import { PeoplePanel } from "./people-panel.tsx";
import classes from "./permission.module.css";
import { PermissionEditor } from "./permission-editor.tsx";
import { type PermissionPlace, usePermissionPlace } from "./permission-place.ts";

/** Files and folders of one share: who may do what with them, and why. */
export function PermissionPage() {
  const { id = "" }: { id?: string } = useParams({ strict: false });
  const share = useQuery(reading(routes.share.read, { params: { id } }));
  const [place, move] = usePermissionPlace();
  const { path, view } = place;
  const entries = useQuery({
    ...reading(routes.permission.read, { params: { shareId: id }, query: { path } }),
    // What is being edited is not to change under one's hands; saving says when it did.
    refetchOnWindowFocus: false,
  });
  const name = share.data?.name ?? "Share";
  const hasEdits = useRef(false);
  const onEdit = useCallback((hasChanges: boolean) => {
    hasEdits.current = hasChanges;
  }, []);
  // Edits are held against what they were made from, whatever is read meanwhile; saving says when it changed.
  const kept = useRef<Permissions | null>(null);
  const heldBack = (fresh: Permissions) => {
    if (!hasEdits.current || kept.current?.path !== fresh.path) kept.current = fresh;
    return kept.current;
  };
  const go = async (change: Partial<PermissionPlace>) => {
    const mayGo =
      !hasEdits.current ||
      (await ask({
        title: t("Leave without saving?"),
        consequences: [t("What you changed here will be lost.")],
        verb: t("Leave"),
      }));
    if (mayGo) move(change);
  };
  return (
    <Page
      title={t("Permissions in {name}", { name })}
      description={t("What stands here holds within what the share itself allows.")}
      actions={
        <ButtonLink to={`/shares/${id}`} variant="default">
          {t("The share’s own rules")}
        </ButtonLink>
      }
    >
      <div className={classes.columns}>
        <FolderPanel shareId={id} path={path} onMove={(next) => void go({ path: next })} />
        <Panel title={path === "" ? t("The share’s folder") : path}>
          <Tabs
            value={view}
            onChange={(next) => void go({ view: next === "people" ? "people" : "entries" })}
            keepMounted={false}
          >
            <Tabs.List mb="md">
              <Tabs.Tab value="entries">{t("Entries")}</Tabs.Tab>
              <Tabs.Tab value="people">{t("Who can do what")}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="entries">
              <Loaded query={entries} what={t("the permissions")}>
                {(fresh) => {
                  const permissions = heldBack(fresh);
                  return (
                    <PermissionEditor
                      key={`${path} ${permissions.etag}`}
                      shareId={id}
                      permissions={permissions}
                      onEdit={onEdit}
                    />
                  );
                }}
              </Loaded>
            </Tabs.Panel>
            <Tabs.Panel value="people">
              <PeoplePanel
                shareId={id}
                path={path}
                userId={place.user}
                onAsk={(user) => move({ user })}
              />
            </Tabs.Panel>
          </Tabs>
        </Panel>
      </div>
    </Page>
  );
}
