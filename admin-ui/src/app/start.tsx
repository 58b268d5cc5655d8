import "./mantine-styles.ts";
import "./global.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { csrfToken } from "../lib/csrf-token.ts";
import { makeQueryClient } from "../lib/query-client.ts";
import { signInAgain } from "../lib/sign-in-again.ts";
import { unsavedWork } from "../lib/unsaved-work.ts";
import { AskHost } from "../ui/ask-host.tsx";
import { ConflictHost } from "../ui/conflict-host.tsx";
import { makeRouter } from "./router.tsx";
import { SignInAgainHost } from "./sign-in-again-host.tsx";
import { cssVariables, theme } from "./theme.ts";

// Nothing is announced before somebody has done something, so this may come after the page.
const Notices = lazy(async () => {
  await firstPage.promise;
  return { default: (await import("./notices.tsx")).Notices };
});

const firstPage = Promise.withResolvers<void>();
const DRAWN_MS = 200;
/** Whatever becomes of it. */
const FIRST_PAGE_MS_MAX = 3_000;

/** Draws the pages, in the language that has been loaded. */
export function start(root: HTMLElement): void {
  const client = makeQueryClient(() => {
    // A form that somebody has filled in stays where it is; whoever went away on purpose has no token any more.
    if (unsavedWork.isThere() && csrfToken.read() !== null) return signInAgain.keep(true);
    csrfToken.keep(null);
    client.removeQueries({ queryKey: ["me"] });
    // The gate of the shell sends whoever is signed out to the logon, and back again afterwards.
    void router.invalidate();
  });
  const router = makeRouter(client);
  // It is drawn a little later: until then what comes after it leaves the wire and the processor to it.
  router.subscribe("onResolved", () => setTimeout(firstPage.resolve, DRAWN_MS));
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
          <ConflictHost />
          <SignInAgainHost />
          <Suspense>
            <Notices />
          </Suspense>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
