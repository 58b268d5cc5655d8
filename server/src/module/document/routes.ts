import { routes } from "../../contract/contract.ts";
import type { documentRoutes } from "../../contract/document.ts";
import { documentPage } from "../../http/document-page.ts";
import type { Handlers } from "../../http/handler.ts";
import { openApi } from "../../http/openapi.ts";

export function documentHandlers(version: string): Handlers<typeof documentRoutes> {
  const document = openApi(routes, version);
  const page = documentPage(document);
  return { openapi: async () => document, page: async () => page };
}
