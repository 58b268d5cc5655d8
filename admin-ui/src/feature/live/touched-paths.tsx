import { type MassChangePath, routes } from "@larder/server/contract";
import { Modal } from "@mantine/core";
import { IconFile } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../../i18n/t.ts";
import type { ListPlace } from "../../lib/list-place.ts";
import { reading } from "../../lib/reading.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { NothingYet } from "../../ui/nothing-yet.tsx";
import { When } from "../../ui/when.tsx";

const words = {
  deleted: () => t("Deleted"),
  renamed: () => t("Renamed"),
  scrambled: () => t("Overwritten"),
} as const;

export interface TouchedPathsProps {
  readonly id: string;
  readonly onClose: () => void;
}

export function TouchedPaths({ id, onClose }: TouchedPathsProps) {
  const query = useQuery(reading(routes.massChange.touched, { params: { id } }));
  const [place, setPlace] = useState<ListPlace>({});
  return (
    <Modal
      opened
      size="xl"
      onClose={onClose}
      title={t("What was touched")}
      closeButtonProps={{ "aria-label": t("Close") }}
    >
      <Loaded
        query={query}
        what={t("what was touched")}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <NothingYet
            icon={<IconFile size={26} />}
            title={t("Nothing is known")}
            description={t("This is settled already.")}
          />
        }
      >
        {({ items }) => (
          <DataTable
            label={t("What was touched")}
            rows={items.map((one, index) => ({ ...one, index }))}
            rowId={(one) => String(one.index)}
            columns={columns()}
            noun={{ one: "path", many: "paths" }}
            place={place}
            onMove={(change) => setPlace((current) => ({ ...current, ...change }))}
            pageRows={15}
          />
        )}
      </Loaded>
    </Modal>
  );
}

function columns(): Column<MassChangePath & { index: number }>[] {
  return [
    { id: "when", header: t("When"), cell: (one) => <When timeMs={one.timeMs} /> },
    { id: "kind", header: t("What"), cell: (one) => words[one.kind]() },
    {
      id: "path",
      header: t("Path"),
      value: (one) => one.path,
      cell: (one) => <span style={{ overflowWrap: "anywhere" }}>{one.path}</span>,
    },
  ];
}
