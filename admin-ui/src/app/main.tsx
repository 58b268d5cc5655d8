import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./global.css";
import { MantineProvider } from "@mantine/core";
import { ModalsProvider } from "@mantine/modals";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { csrfToken } from "../lib/csrf-token.ts";
import { makeQueryClient } from "../lib/query-client.ts";
import { makeRouter } from "./router.tsx";
import { cssVariables, theme } from "./theme.ts";

const client = makeQueryClient(() => {
  csrfToken.keep(null);
  client.removeQueries({ queryKey: ["me"] });
  // The gate of the shell sends whoever is signed out to the logon, and back again afterwards.
  void router.invalidate();
});
const router = makeRouter(client);

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      deduplicateInlineStyles
    >
      <QueryClientProvider client={client}>
        <ModalsProvider modalProps={{ centered: true, radius: "lg" }}>
          <Notifications position="bottom-right" limit={4} />
          <RouterProvider router={router} />
        </ModalsProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
