import { routes } from "@larder/server/contract";
import { Button, Menu, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconChevronDown, IconLogout, IconUserCircle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { t } from "../i18n/t.ts";
import { advise } from "../lib/advice.ts";
import { call } from "../lib/call.ts";
import { csrfToken } from "../lib/csrf-token.ts";
import { useMe } from "../lib/me.ts";
import { hasCode } from "../lib/problem-of.ts";
import { roleWords } from "../lib/role-words.ts";
import { MenuLink } from "../ui/menu-link.tsx";

export function AccountMenu() {
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const signOut = async () => {
    try {
      await call(routes.logon.logoff, {});
    } catch (error) {
      if (!hasCode(error, "not-authenticated")) {
        notifications.show({
          title: t("You are still signed in"),
          message: advise(error).what,
          color: "red",
        });
        return;
      }
    }
    csrfToken.keep(null);
    await navigate({ to: "/logon" as never });
    client.clear();
  };
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          c="var(--mantine-color-text)"
          px="xs"
          leftSection={<IconUserCircle size={20} aria-hidden />}
          rightSection={
            <Text span inherit lh={0} visibleFrom="sm">
              <IconChevronDown size={14} aria-hidden />
            </Text>
          }
          aria-label={t("Account: {name}", { name: me?.name ?? "" })}
        >
          <Text span inherit visibleFrom="sm">
            {me?.name}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me ? `${roleWords[me.role].name}: ${roleWords[me.role].may}` : ""}</Menu.Label>
        <MenuLink to="/account">{t("Your account")}</MenuLink>
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() => void signOut()}
        >
          {t("Sign out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
