import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { z } from "zod";

/** Where one is in a list: what is searched for, the order and the page. It lives in the URL. */
export const listPlaceSchema = z.object({
  q: z.string().optional().catch(undefined),
  /** A column's id, with "-" before it when descending. */
  sort: z.string().optional().catch(undefined),
  page: z.coerce.number().int().min(1).optional().catch(undefined),
});

export type ListPlace = z.infer<typeof listPlaceSchema>;

export function useListPlace(): [ListPlace, (change: ListPlace) => void] {
  const search: unknown = useSearch({ strict: false });
  const navigate = useNavigate();
  const place = listPlaceSchema.parse(search);
  const move = useCallback(
    (change: ListPlace) => {
      void navigate({
        to: ".",
        replace: true,
        resetScroll: false,
        search: ((current: Record<string, unknown>) =>
          withoutBlanks({ ...current, ...change })) as never,
      });
    },
    [navigate],
  );
  return [place, move];
}

function withoutBlanks(search: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined && value !== ""),
  );
}
