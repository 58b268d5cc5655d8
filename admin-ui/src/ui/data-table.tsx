import { Group, Pagination, Text, TextInput, VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp, IconSearch } from "@tabler/icons-react";
import {
  createPaginatedRowModel,
  createSortedRowModel,
  rowPaginationFeature,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { type ReactNode, useMemo } from "react";
import { language } from "../i18n/language.ts";
import { t } from "../i18n/t.ts";
import { counted, nounFor } from "../lib/counted.ts";
import type { ListPlace } from "../lib/list-place.ts";
import classes from "./data-table.module.css";
import { ScrollRegion } from "./scroll-region.tsx";

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  /** What the column sorts by and what the search finds; a column without it does neither. */
  readonly value?: (row: Row) => string | number;
  readonly cell: (row: Row) => ReactNode;
  readonly kind?: "text" | "number" | "actions";
}

export interface DataTableProps<Row> {
  /** The table's accessible name. */
  readonly label: string;
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
  readonly noun: { readonly one: string; readonly many: string };
  readonly place: ListPlace;
  readonly onMove: (change: ListPlace) => void;
  /** More filters, beside the search field. */
  readonly filters?: ReactNode;
  /** A short list next to other things has no search field. */
  readonly searchable?: boolean;
  /** Rows to a page. */
  readonly pageRows?: number;
  /** Of a list that the server searches, orders and pages: all that match. The rows are one page of them. */
  readonly total?: number;
}

const PAGE_ROWS = 25;

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  rowPaginationFeature,
  paginatedRowModel: createPaginatedRowModel(),
});

const collator = new Intl.Collator(language.current(), { numeric: true, sensitivity: "base" });

/** A list with search, order and pages, all held in the URL by whoever shows it. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { columns, rows, place, onMove, noun, searchable = true, pageRows = PAGE_ROWS } = props;
  const isPaged = props.total !== undefined;
  const found = useMemo(
    () => (isPaged ? rows : search(rows, columns, place.q ?? "")),
    [isPaged, rows, columns, place.q],
  );
  const total = props.total ?? found.length;
  const definitions = useMemo(() => columns.map((column) => definition(column)), [columns]);
  const sorting = useMemo(() => (isPaged ? [] : sortingOf(place.sort)), [isPaged, place.sort]);
  const pageCount = Math.max(1, Math.ceil(total / pageRows));
  const page = Math.min(place.page ?? 1, pageCount);
  const table = useTable({
    features,
    columns: definitions,
    data: found,
    getRowId: props.rowId,
    state: { sorting, pagination: { pageIndex: isPaged ? 0 : page - 1, pageSize: pageRows } },
    autoResetPageIndex: false,
  });
  const byId = new Map(columns.map((column) => [column.id, column]));
  return (
    <>
      {(searchable || props.filters) && (
        <Group px="lg" py="md" gap="sm">
          {searchable && (
            <TextInput
              type="search"
              aria-label={t("Search {many}", { many: nounFor(2, noun.one, noun.many) })}
              placeholder={t("Search {many}", { many: nounFor(2, noun.one, noun.many) })}
              leftSection={<IconSearch size={16} aria-hidden />}
              value={place.q ?? ""}
              onChange={(event) =>
                onMove({ q: event.currentTarget.value || undefined, page: undefined })
              }
              w={{ base: "100%", sm: 280 }}
            />
          )}
          {props.filters}
        </Group>
      )}
      <VisuallyHidden role="status">
        {place.q ? t("{things} found", { things: counted(total, noun.one, noun.many) }) : ""}
      </VisuallyHidden>
      <ScrollRegion label={props.label}>
        <table className={classes.table} aria-label={props.label}>
          <thead>
            <tr>
              {columns.map((column) => (
                <HeaderCell key={column.id} column={column} place={place} onMove={onMove} />
              ))}
            </tr>
          </thead>
          <tbody>
            {table.getRowModel().rows.map((row) => (
              <tr key={row.id}>
                {row.getAllCells().map((cell) => {
                  const column = byId.get(cell.column.id);
                  return (
                    <td
                      key={cell.id}
                      data-label={column?.header}
                      className={kindClass(column?.kind)}
                    >
                      {column?.cell(row.original)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {found.length === 0 && (
        <Text c="dimmed" ta="center" py="xl">
          {place.q
            ? t("No {many} match “{q}”.", { many: nounFor(2, noun.one, noun.many), q: place.q })
            : t("No {many} match these filters.", { many: nounFor(2, noun.one, noun.many) })}
        </Text>
      )}
      {pageCount > 1 && (
        <Group className={classes.foot ?? ""} justify="space-between">
          <Text size="sm" c="dimmed">
            {t("{things}, page {page} of {pageCount}", {
              things: counted(total, noun.one, noun.many),
              page,
              pageCount,
            })}
          </Text>
          <Pagination
            size="sm"
            total={pageCount}
            value={page}
            onChange={(next) => onMove({ page: next === 1 ? undefined : next })}
            getControlProps={(control) => ({ "aria-label": t("{control} page", { control }) })}
            getItemProps={(item) => ({ "aria-label": t("Page {item}", { item }) })}
          />
        </Group>
      )}
    </>
  );
}

interface HeaderCellProps<Row> {
  readonly column: Column<Row>;
  readonly place: ListPlace;
  readonly onMove: (change: ListPlace) => void;
}

function HeaderCell<Row>({ column, place, onMove }: HeaderCellProps<Row>) {
  if (column.kind === "actions") {
    return (
      <th scope="col" className={classes.actions}>
        <VisuallyHidden>{column.header}</VisuallyHidden>
      </th>
    );
  }
  if (!column.value) {
    return (
      <th scope="col" className={kindClass(column.kind)}>
        {column.header}
      </th>
    );
  }
  const ascending = place.sort === column.id;
  const descending = place.sort === `-${column.id}`;
  const Arrow = ascending ? IconArrowUp : descending ? IconArrowDown : IconArrowsSort;
  const sort = ascending ? `-${column.id}` : descending ? undefined : column.id;
  return (
    <th
      scope="col"
      className={kindClass(column.kind)}
      aria-sort={ascending ? "ascending" : descending ? "descending" : "none"}
    >
      <button
        type="button"
        className={classes.sort}
        onClick={() => onMove({ sort, page: undefined })}
      >
        {column.header}
        <Arrow size={14} aria-hidden opacity={ascending || descending ? 1 : 0.45} />
      </button>
    </th>
  );
}

function kindClass(kind: Column<never>["kind"]): string | undefined {
  if (kind === "number") return classes.number;
  if (kind === "actions") return classes.actions;
  return undefined;
}

function definition<Row extends object>(column: Column<Row>) {
  const { value } = column;
  return {
    id: column.id,
    header: column.header,
    accessorFn: (row: Row) => value?.(row) ?? "",
    enableSorting: value !== undefined,
    sortFn: (
      left: { getValue: (id: string) => unknown },
      right: { getValue: (id: string) => unknown },
      id: string,
    ) => compare(left.getValue(id), right.getValue(id)),
  };
}

function compare(left: unknown, right: unknown): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  return collator.compare(String(left), String(right));
}

function sortingOf(sort: string | undefined): { id: string; desc: boolean }[] {
  if (!sort) return [];
  return [{ id: sort.replace(/^-/, ""), desc: sort.startsWith("-") }];
}

function search<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  text: string,
): readonly Row[] {
  const wanted = text.trim().toLocaleLowerCase();
  if (wanted === "") return rows;
  return rows.filter((row) =>
    columns.some((column) =>
      String(column.value?.(row) ?? "")
        .toLocaleLowerCase()
        .includes(wanted),
    ),
  );
}
