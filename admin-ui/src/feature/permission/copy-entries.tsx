import { type Permissions, routes } from "@larder/server/contract";
import { Button, Select, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type SubmitEventHandler, useState } from "react";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { reading } from "../../lib/reading.ts";
import { FormModal } from "../../ui/form-modal.tsx";
import { FolderPanel } from "./folder-panel.tsx";
import { copiedEntries, type Draft, type DraftEntry } from "./permission-draft.ts";

export interface CopyEntriesProps {
  readonly shareId: string;
  readonly draft: Draft;
  /** Of where they are to go. */
  readonly permissions: Permissions;
  readonly onUse: (entries: readonly DraftEntry[]) => void;
}

/** Entries as another file or folder has them, here or in another share; they are looked at before they are saved. */
export function CopyEntries(props: CopyEntriesProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setOpen(true)}>
        {t("From another folder")}
      </Button>
      {isOpen && <SourceChooser {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function SourceChooser(props: CopyEntriesProps & { readonly onClose: () => void }) {
  const shares = useQuery(reading(routes.share.list, {})).data?.items ?? [];
  const [shareId, setShareId] = useState(props.shareId);
  const [path, setPath] = useState("");
  const [problem, setProblem] = useState<unknown>(null);
  const [isEmpty, setEmpty] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const move = (to: string) => {
    setPath(to);
    setEmpty(false);
  };
  const submit: SubmitEventHandler<HTMLFormElement> = async (event) => {
    event.preventDefault();
    setProblem(null);
    setBusy(true);
    try {
      const found = await call(routes.permission.read, { params: { shareId }, query: { path } });
      const entries = copiedEntries(found, props.draft, props.permissions);
      setEmpty(entries.length === 0);
      if (entries.length === 0) return;
      props.onUse(entries);
      props.onClose();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormModal
      title={t("Copy from another folder")}
      verb={t("Copy its entries")}
      failed={t("Its entries could not be read")}
      problem={problem}
      isBusy={isBusy}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <Select
        label={t("Share")}
        allowDeselect={false}
        searchable={shares.length > 8}
        data={shares.map(({ id, name }) => ({ value: id, label: name }))}
        value={shareId}
        onChange={(id) => {
          setShareId(id ?? props.shareId);
          move("");
        }}
      />
      <FolderPanel shareId={shareId} path={path} onMove={move} />
      <Text size="sm" role="status">
        {isEmpty
          ? t("There is no entry in it that does not count here already.")
          : path === ""
            ? t(
                "Chosen: the share’s folder. What counts there is added here, and saved when you save.",
              )
            : t("Chosen: {path}. What counts there is added here, and saved when you save.", {
                path,
              })}
      </Text>
    </FormModal>
  );
}
