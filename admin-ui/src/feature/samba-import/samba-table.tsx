import { useState } from "react";
import type { ListPlace } from "../../lib/list-place.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Panel } from "../../ui/panel.tsx";

export interface SambaTableProps<Row> {
  readonly title: string;
  readonly description: string;
  readonly noun: { readonly one: string; readonly many: string };
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
}

/** One of several lists on a page, whose place is its own and not the page's. */
export function SambaTable<Row extends object>(props: SambaTableProps<Row>) {
  const [place, setPlace] = useState<ListPlace>({});
  return (
    <Panel flush title={props.title} description={props.description}>
      <DataTable
        label={props.title}
        rows={props.rows}
        rowId={props.rowId}
        columns={props.columns}
        noun={props.noun}
        place={place}
        onMove={(change) => setPlace({ ...place, ...change })}
      />
    </Panel>
  );
}
