import { type PermissionDiff, type Permissions, routes } from "@larder/server/contract";
import { Alert, Badge, Button, Checkbox, Group, Stack, Switch, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { parts } from "../../i18n/parts.tsx";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { useMayChange } from "../../lib/me.ts";
import { hasCode } from "../../lib/problem-of.ts";
import { LookingOnly } from "../../ui/looking-only.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { useUnsavedGuard } from "../../ui/use-unsaved-guard.ts";
import { ApplyBelow } from "./apply-below.tsx";
import { CopyEntries } from "./copy-entries.tsx";
import { EntryForm } from "./entry-form.tsx";
import { rightsInWords, scopeInWords, whoInWords, withinSentence } from "./entry-words.ts";
import classes from "./permission.module.css";
import { PermissionDiffDialog } from "./permission-diff-dialog.tsx";
import {
  changeOf,
  type Draft,
  type DraftEntry,
  draftOf,
  hasOwn,
  inheritedOf,
  isAsAbove,
  isDirty,
  newEntry,
  problemOf,
  withCopies,
  withoutCopies,
} from "./permission-draft.ts";
import { PresetMenu } from "./preset-menu.tsx";
import { PrincipalSearch } from "./principal-search.tsx";
import { settlePermissions } from "./settle-permissions.ts";

export interface PermissionEditorProps {
  readonly shareId: string;
  readonly permissions: Permissions;
  /** Told whether there are edits that leaving would lose. */
  readonly onEdit: (hasChanges: boolean) => void;
}

/** The list of a file or folder: its own entries to edit, and the inherited ones with where they come from. */
export function PermissionEditor({ shareId, permissions: read, onEdit }: PermissionEditorProps) {
  const mayChange = useMayChange("shares", shareId);
  // What the edits are made from.
  const [permissions, setPermissions] = useState(read);
  const [draft, setDraft] = useState(() => draftOf(permissions));
  const [selected, setSelected] = useState<number | null>(draft.entries[0]?.key ?? null);
  const [preview, setPreview] = useState<PermissionDiff | null>(null);
  const [asked, setAsked] = useState<"own" | "inherited">("own");
  const [failure, setFailure] = useState<unknown>(null);
  const hasChanges = isDirty(draft, permissions);
  const isSaved = useUnsavedGuard(hasChanges);
  useEffect(() => {
    onEdit(hasChanges);
    return () => onEdit(false);
  }, [hasChanges, onEdit]);
  const { isDirectory, path } = permissions;
  const inherited = inheritedOf(draft, permissions);
  const current = draft.entries.find(({ key }) => key === selected);
  const isInvalid = draft.entries.some((entry) => problemOf(entry) !== "");
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const setEntry = (entry: DraftEntry) =>
    set({ entries: draft.entries.map((one) => (one.key === entry.key ? entry : one)) });
  const add = (entries: readonly DraftEntry[]) => {
    set({ isNull: false, entries: [...draft.entries, ...entries] });
    setSelected(entries[0]?.key ?? null);
  };
  const bodyFor = (list: "own" | "inherited", wanted = draft, from = permissions) =>
    list === "own" ? changeOf(wanted, from) : { path, etag: from.etag, list };
  const look = async (list: "own" | "inherited", wanted = draft, from = permissions) => {
    setFailure(null);
    setAsked(list);
    try {
      const parts = { params: { shareId }, body: bodyFor(list, wanted, from) };
      setPreview(await call(routes.permission.preview, parts));
    } catch (error) {
      if (hasCode(error, "conflict")) await settle(list, error);
      else setFailure(error);
    }
  };
  const settle = async (list: "own" | "inherited", conflict: unknown) => {
    setPreview(null);
    try {
      const settled = await settlePermissions(shareId, permissions, draft, conflict);
      if (settled === null) return;
      setPermissions(settled.permissions);
      setDraft(settled.draft);
      // Mine is looked at once more before it is saved: over what they saved it does something else.
      if (settled.isMine) await look(list, settled.draft, settled.permissions);
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <Stack gap="md">
      {!mayChange && <LookingOnly />}
      <Text size="sm">{sourceInWords(permissions)}</Text>
      {!permissions.isInOrder && (
        <Alert color="yellow" variant="light" title={t("The entries are not in the usual order")}>
          {t(
            "Windows expects denials first. They count in the order that stands here; saving a change puts them in order, and the summary before it says so.",
          )}
        </Alert>
      )}
      <div className={classes.editor}>
        <Stack gap="sm">
          <ul className={classes.list} aria-label={t("Entries")}>
            {draft.entries.map((entry) => (
              <li key={entry.key}>
                <button
                  type="button"
                  className={classes.item}
                  aria-pressed={entry.key === selected}
                  onClick={() => setSelected(entry.key)}
                >
                  <EntryLine {...{ entry, isDirectory }} note={problemOf(entry)} />
                </button>
              </li>
            ))}
            {inherited.map((entry) => (
              <li key={inheritedKey(entry)} className={classes.item}>
                <EntryLine {...{ entry, isDirectory }} note={originInWords(entry)} />
              </li>
            ))}
            {draft.entries.length + inherited.length === 0 && (
              <li className={classes.item}>
                <Text size="sm" c="dimmed">
                  {draft.isNull
                    ? t("There is no list at all: everybody may do everything.")
                    : t("No entries: nobody but the owner may do anything.")}
                </Text>
              </li>
            )}
          </ul>
          {mayChange && (
            <>
              <PrincipalSearch
                label={t("Add a user or group")}
                onChoose={(who) => add([newEntry(who, isDirectory)])}
              />
              <Group gap="xs">
                <PresetMenu draft={draft} isDirectory={isDirectory} onUse={add} />
                <CopyEntries {...{ shareId, draft, permissions }} onUse={add} />
              </Group>
            </>
          )}
        </Stack>
        {mayChange && current !== undefined && (
          <EntryForm
            key={current.key}
            entry={current}
            isDirectory={isDirectory}
            onChange={setEntry}
            onRemove={() => set({ entries: draft.entries.filter((one) => one !== current) })}
          />
        )}
      </div>
      {mayChange && (
        <>
          {path !== "" && (
            <Switch
              label={t("Entries of the folders above count here")}
              description={t(
                "Switched off, copies of them stay as its own, so that nobody loses anything. Take away those that should not count.",
              )}
              checked={!draft.isProtected}
              onChange={(event) =>
                setDraft(
                  event.currentTarget.checked
                    ? withoutCopies(draft, permissions)
                    : withCopies(draft, permissions),
                )
              }
            />
          )}
          <OwnerField {...{ permissions, draft }} onChange={(owner) => set({ owner })} />
          {failure !== null && (
            <ProblemAlert error={failure} title={t("The change could not be looked at")} />
          )}
          <Group gap="sm">
            <Button disabled={!hasChanges || isInvalid} onClick={() => void look("own")}>
              {t("Look at the change")}
            </Button>
            <Button
              variant="default"
              disabled={!hasChanges}
              onClick={() => setDraft(draftOf(permissions))}
            >
              {t("Undo my edits")}
            </Button>
            {path !== "" && (
              <Button
                variant="default"
                disabled={isAsAbove(permissions)}
                onClick={() => void look("inherited")}
              >
                {hasOwn(permissions) || isAsAbove(permissions)
                  ? t("Take its own entries away")
                  : t("Take over what the folders above say by now")}
              </Button>
            )}
            {isDirectory && (
              <ApplyBelow shareId={shareId} permissions={permissions} isDisabled={hasChanges} />
            )}
          </Group>
        </>
      )}
      {preview !== null && (
        <PermissionDiffDialog
          shareId={shareId}
          diff={preview}
          body={bodyFor(asked)}
          permissions={permissions}
          onClose={() => setPreview(null)}
          onConflict={(conflict) => void settle(asked, conflict)}
          onSaved={() => {
            onEdit(false);
            setPreview(null);
          }}
          onSaving={(isUnderWay) => {
            isSaved.current = isUnderWay;
          }}
        />
      )}
    </Stack>
  );
}

function EntryLine({
  entry,
  isDirectory,
  note,
}: {
  readonly entry: Pick<DraftEntry, "who" | "type" | "mask" | "flags">;
  readonly isDirectory: boolean;
  readonly note: string;
}) {
  const { who } = entry;
  return (
    <span className={classes.what}>
      <Text component="span" display="block" size="sm" fw={550}>
        {whoInWords(who)}{" "}
        {who.kind === "group" && (
          <Badge size="xs" variant="default">
            {t("Group")}
          </Badge>
        )}
      </Text>
      <Text component="span" display="block" size="xs">
        {rightsInWords(entry)}
        {isDirectory && `, ${withinSentence(scopeInWords(entry))}`}
      </Text>
      {note !== "" && (
        <Text component="span" display="block" size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </span>
  );
}

function OwnerField({
  permissions,
  draft,
  onChange,
}: {
  readonly permissions: Permissions;
  readonly draft: Draft;
  readonly onChange: (owner: Draft["owner"]) => void;
}) {
  const [isWanted, setWanted] = useState(false);
  return (
    <Stack gap="xs">
      <Text size="sm">
        {draft.owner === null
          ? parts("Belongs to {name}.", { name: <b>{whoInWords(permissions.owner)}</b> })
          : parts("Belongs to {name} instead of {former}.", {
              name: <b>{draft.owner.name}</b>,
              former: whoInWords(permissions.owner),
            })}
      </Text>
      <Checkbox
        label={t("Change the owner, too")}
        checked={isWanted}
        onChange={(event) => {
          setWanted(event.currentTarget.checked);
          if (!event.currentTarget.checked) onChange(null);
        }}
      />
      {isWanted && (
        <PrincipalSearch
          label={t("The new owner")}
          kinds={["user", "group"]}
          onChoose={({ sid, name }) => onChange({ sid, name })}
        />
      )}
    </Stack>
  );
}

function inheritedKey({ who, type, mask, flags, inheritedFrom }: Permissions["entries"][number]) {
  return [who.sid, type, mask, flags, inheritedFrom].join(" ");
}

function sourceInWords(permissions: Permissions): string {
  const { source, isNull, isDirectory } = permissions;
  const what = isDirectory ? t("folder") : t("file");
  if (isNull)
    return t(
      "This {what} has no list at all: everybody whom the share lets in may do everything.",
      { what },
    );
  return {
    stored: hasOwn(permissions)
      ? t("This {what} has a list of its own.", { what })
      : t(
          "This {what} has no entries of its own: those of the folders above are written here, and change when they are handed down again.",
          { what },
        ),
    local: t("This {what} has a POSIX ACL that a program on the box set; it is shown as entries.", {
      what,
    }),
    inherited: t("This {what} has no list of its own: what the folders above say counts.", {
      what,
    }),
    share: t("Nothing is stored here or above: the share’s own rules decide alone."),
  }[source];
}

function originInWords({ inheritedFrom }: Permissions["entries"][number]): string {
  if (inheritedFrom === null)
    return t("Inherited; the folder it came from says something else by now");
  return inheritedFrom === ""
    ? t("From the share’s folder")
    : t("From “{inheritedFrom}”", { inheritedFrom });
}
