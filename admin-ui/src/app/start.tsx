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
  await atRest();
  return { default: (await import("./notices.tsx")).Notices };
});

/** When the first page has been drawn. Safari has no idle callbacks. */
function atRest(): Promise<unknown> {
  return new Promise((rest) =>
    "requestIdleCallback" in window
      ? requestIdleCallback(rest, { timeout: AT_REST_MS_MAX })
      : setTimeout(rest, AT_REST_MS_MAX),
  );
}

const AT_REST_MS_MAX = 1_000;

/** Draws the pages, in the language that has been loaded. */
export function start(root: HTMLElement): void {
  const client = makeQueryClient(() => {
    csrfToken.keep(null);
    client.removeQueries({ queryKey: ["me"] });
    // The gate of the shell sends whoever is signed out to the logon, and back again afterwards.
    void router.invalidate();
  });
  const router = makeRouter(client);
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
