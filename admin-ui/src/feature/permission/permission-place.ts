import { useNavigate, useSearch } from "@tanstack/react-router";
import { z } from "zod";

/** Where one is in a share, and what one looks at. It lives in the URL. */
const permissionPlaceSchema = z.object({
  path: z.string().catch(""),
  view: z.enum(["entries", "people"]).catch("entries"),
  /** Whose access is explained. */
  user: z.string().optional().catch(undefined),
});

export type PermissionPlace = z.infer<typeof permissionPlaceSchema>;

export function usePermissionPlace(): [
  PermissionPlace,
  (change: Partial<PermissionPlace>) => void,
] {
  const search: unknown = useSearch({ strict: false });
  const navigate = useNavigate();
  const place = permissionPlaceSchema.parse(search);
  const move = (change: Partial<PermissionPlace>) => {
    const next = { ...place, ...change };
    const given = Object.entries(next).filter(([, value]) => value !== undefined && value !== "");
    void navigate({ to: ".", resetScroll: false, search: Object.fromEntries(given) as never });
  };
  return [place, move];
}
