import type { RouteParams, RouteQuery, RouteRow } from "./route.ts";

/** The path and query string that call a row; each value is percent-encoded, absent ones left out. */
export function routeUrl<Row extends RouteRow>(
  row: Row,
  parts: { params?: RouteParams<Row>; query?: RouteQuery<Row> } = {},
): string {
  // The schemas of params and query are objects of scalars, which the generic type cannot say.
  const params = (parts.params ?? {}) as Record<string, unknown>;
  const query = (parts.query ?? {}) as Record<string, unknown>;
  const path = row.path.replace(/:([A-Za-z]+)/g, (_, name: string) =>
    encodeURIComponent(String(params[name])),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text === "" ? path : `${path}?${text}`;
}
