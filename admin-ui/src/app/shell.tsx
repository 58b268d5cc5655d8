import { AppShell, Burger, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link, Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { t } from "../i18n/t.ts";
import { useLiveEvents } from "../lib/use-live-events.ts";
import { Brand } from "../ui/brand.tsx";
import { ColourSchemeSwitch } from "../ui/colour-scheme-switch.tsx";
import { LanguageSwitch } from "../ui/language-switch.tsx";
import { LiveBadge } from "../ui/live-badge.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { JobIsland } from "./job-island.tsx";
import { Navigation } from "./navigation.tsx";
import { pageTable } from "./page-table.ts";
import { PaletteSwitch } from "./palette-switch.tsx";
import classes from "./shell.module.css";

const PRELOAD_AFTER_MS = 2000;

/** What surrounds every place: where to go, whether all is live, and who one is. */
export function Shell() {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  useLiveEvents(true);
  // Pages are small; with all of them here, going somewhere is instant and works while the server restarts.
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const { page } of pageTable) void page.preload?.();
    }, PRELOAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 232, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
      padding={{ base: "md", sm: "xl" }}
    >
      <a className="skip-link" href="#content">
        {t("Skip to the content")}
      </a>
      <AppShell.Header className={classes.header ?? ""}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={isOpen ? t("Close the menu") : t("Open the menu")}
              aria-expanded={isOpen}
            />
            <Link
              to={"/" as never}
              aria-label={t("Larder, dashboard")}
              style={{ color: "inherit", textDecoration: "none" }}
            >
              <Brand isShort />
            </Link>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <JobIsland />
            <PaletteSwitch />
            <LiveBadge />
            {/* A phone has no room for these beside the account; they are below its menu. */}
            <Group gap="xs" wrap="nowrap" visibleFrom="sm">
              <LanguageSwitch />
              <ColourSchemeSwitch />
            </Group>
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar ?? ""} data-open={isOpen}>
        <Navigation onNavigate={close} />
        <Group gap="xs" mt="md" hiddenFrom="sm">
          <LanguageSwitch />
          <ColourSchemeSwitch />
        </Group>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main ?? ""}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}
