import { routes } from "@larder/server/contract";
import { Button, Group, TextInput } from "@mantine/core";
import { IconFolderPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../i18n/t.ts";
import { advise } from "../lib/advice.ts";
import { call } from "../lib/call.ts";
import { problemOf } from "../lib/problem-of.ts";

export interface FolderMakerProps {
  readonly parent: string;
  readonly onMade: (path: string) => void;
}

export function FolderMaker({ parent, onMade }: FolderMakerProps) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [isOpen, setIsOpen] = useState(false);
  const make = useMutation({
    mutationFn: () => call(routes.folder.create, { body: { parent, name } }),
    onSuccess: ({ path }) => {
      void client.invalidateQueries({ queryKey: ["folders"] });
      setName("");
      setIsOpen(false);
      onMade(path);
    },
  });
  if (!isOpen) {
    return (
      <Button
        variant="default"
        leftSection={<IconFolderPlus size={16} aria-hidden />}
        onClick={() => setIsOpen(true)}
      >
        {t("New folder")}
      </Button>
    );
  }
  const makeNow = () => name.trim() !== "" && make.mutate();
  return (
    <Group gap="xs" align="flex-end" flex={1}>
      <TextInput
        label={t("Name of the new folder")}
        value={name}
        autoFocus
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          // The browser may stand inside another form, which Enter must not send.
          if (event.key !== "Enter") return;
          event.preventDefault();
          makeNow();
        }}
        error={
          make.isError && (problemOf(make.error)?.fields?.[0]?.message ?? advise(make.error).what)
        }
        flex={1}
        miw={160}
      />
      <Button variant="default" loading={make.isPending} onClick={makeNow}>
        {t("Create")}
      </Button>
    </Group>
  );
}
