import "./mantine-styles.ts";
import "./global.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { csrfToken } from "../lib/csrf-token.ts";
import { makeQueryClient } from "../lib/query-client.ts";
import { AskHost } from "../ui/ask-host.tsx";
import { makeRouter } from "./router.tsx";
import { cssVariables, theme } from "./theme.ts";

// Nothing is announced before somebody has done something, so this may come after the page.
const Notices = lazy(async () => {
  await firstPage.promise;
  return { default: (await import("./notices.tsx")).Notices };
});

const firstPage = Promise.withResolvers<void>();
/** Whatever becomes of it. */
const FIRST_PAGE_MS_MAX = 3_000;

/** Draws the pages, in the language that has been loaded. */
export function start(root: HTMLElement): void {
  const client = makeQueryClient(() => {
    csrfToken.keep(null);
    client.removeQueries({ queryKey: ["me"] });
    // The gate of the shell sends whoever is signed out to the logon, and back again afterwards.
    void router.invalidate();
  });
  const router = makeRouter(client);
  router.subscribe("onResolved", () => firstPage.resolve());
  setTimeout(firstPage.resolve, FIRST_PAGE_MS_MAX);
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        deduplicateInlineStyles
      >
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
          <AskHost />
          <Suspense>
            <Notices />
          </Suspense>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
