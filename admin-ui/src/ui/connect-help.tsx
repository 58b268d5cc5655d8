import type { Connect } from "@larder/server/contract";
import { Alert, Select, Stack, Tabs, Text } from "@mantine/core";
import {
  IconBrandApple,
  IconBrandWindows,
  IconDeviceMobile,
  IconInfoCircle,
  IconTerminal2,
} from "@tabler/icons-react";
import { useState } from "react";
import { parts } from "../i18n/parts.tsx";
import { t } from "../i18n/t.ts";
import { shareAddresses } from "../lib/address.ts";
import { CopyField } from "./copy-field.tsx";
import { TextLink } from "./text-link.tsx";
import { WindowsTrouble } from "./windows-trouble.tsx";

export interface ConnectHelpProps {
  readonly connect: Connect;
  readonly share: string;
  readonly isEncrypted: boolean;
  /** Who will connect, when that is known. */
  readonly user?: string;
}

const STANDARD_PORT = 445;

/** How one share is reached from Windows, macOS and Linux, ready to be copied. */
export function ConnectHelp({ connect, share, isEncrypted, user }: ConnectHelpProps) {
  const hosts = hostsOf(connect);
  const [chosen, setChosen] = useState<string | null>(null);
  const host =
    chosen !== null && hosts.some((entry) => entry.value === chosen)
      ? chosen
      : (hosts[0]?.value ?? "127.0.0.1");
  // Which port it will be is not known before the file server listens: no address is better than a wrong one.
  if (connect.smbPort === null) return <NotListening />;
  const port = connect.smbPort;
  const addresses = shareAddresses({ host, port, share, user: user ?? "NAME", isEncrypted });
  return (
    <Stack gap="md">
      <Select
        label={t("Address of this box")}
        description={t("The one in the network you connect from")}
        allowDeselect={false}
        data={hosts}
        value={host}
        onChange={setChosen}
        maw={420}
      />
      <Tabs defaultValue={platformOf(navigator.userAgent)} keepMounted={false}>
        <Tabs.List aria-label={t("Kind of computer")}>
          <Tabs.Tab value="windows" leftSection={<IconBrandWindows size={16} aria-hidden />}>
            Windows
          </Tabs.Tab>
          <Tabs.Tab value="macos" leftSection={<IconBrandApple size={16} aria-hidden />}>
            macOS
          </Tabs.Tab>
          <Tabs.Tab value="linux" leftSection={<IconTerminal2 size={16} aria-hidden />}>
            Linux
          </Tabs.Tab>
          <Tabs.Tab value="phone" leftSection={<IconDeviceMobile size={16} aria-hidden />}>
            {t("Phone and tablet")}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="windows" pt="md">
          <Stack gap="sm">
            {port === STANDARD_PORT ? (
              <>
                <Text size="sm">
                  {t(
                    "In Explorer, type this into the address bar. Sign in with the user’s name and password.",
                  )}
                </Text>
                <CopyField label={t("Address for Windows")} value={addresses.windowsPath} />
              </>
            ) : (
              <Text size="sm">
                {t(
                  "Explorer knows port {STANDARD_PORT} only, and this box listens on {port}. Windows 11 24H2 and newer can name the port in a command:",
                  { STANDARD_PORT, port: String(port) },
                )}
              </Text>
            )}
            <CopyField label={t("Command for Windows")} value={addresses.windowsCommand} />
            <WindowsTrouble addresses={addresses} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="macos" pt="md">
          <Stack gap="sm">
            <Text size="sm">
              {t(
                "In Finder, choose Go → Connect to Server, paste this, and sign in as a registered user.",
              )}
            </Text>
            <CopyField label={t("Address for macOS")} value={addresses.url} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="linux" pt="md">
          <Stack gap="sm">
            <Text size="sm">
              {t("In the file manager, paste the address. In a terminal, use a command.")}
            </Text>
            <CopyField label={t("Address for Linux")} value={addresses.url} />
            <CopyField label={t("Mount command")} value={addresses.mountCommand} />
            <CopyField label={t("smbclient command")} value={addresses.smbclientCommand} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="phone" pt="md">
          <Stack gap="sm">
            <Text size="sm">
              {t(
                "iPhone and iPad: in Files, choose Browse → … → Connect to Server, paste this, and sign in as a registered user.",
              )}
            </Text>
            <CopyField label={t("Address for iPhone and iPad")} value={addresses.url} />
            <Text size="sm">
              {t(
                "Android: in a file manager that knows SMB, add a network place with this server and share.",
              )}
            </Text>
            <CopyField
              label={t("Server for Android")}
              value={port === STANDARD_PORT ? host : `${host}:${port}`}
            />
            <CopyField label={t("Share for Android")} value={share} />
          </Stack>
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

function hostsOf(connect: Connect): { value: string; label: string }[] {
  const listening = connect.addresses.filter((entry) => entry.isListening);
  // An engine that is away listens nowhere; the addresses stay worth knowing.
  const usable = listening.length > 0 ? listening : connect.addresses;
  return usable.map(({ address, interfaceName, scope }) => ({
    value: address,
    label:
      scope === "loopback"
        ? t("{address} (this computer only)", { address })
        : `${address} (${interfaceName})`,
  }));
}

function platformOf(userAgent: string): "windows" | "macos" | "linux" | "phone" {
  if (/iPhone|iPad|Android/.test(userAgent)) return "phone";
  if (/Mac/.test(userAgent)) return "macos";
  return /Linux|X11|CrOS/.test(userAgent) ? "linux" : "windows";
}

function NotListening() {
  return (
    <Alert
      color="red"
      variant="light"
      role="status"
      icon={<IconInfoCircle aria-hidden />}
      title={t("The file server does not accept connections at the moment")}
    >
      {parts("The addresses appear here as soon as it does. {link}", {
        link: (
          <TextLink to="/engine" underline="always">
            {t("See why")}
          </TextLink>
        ),
      })}
    </Alert>
  );
}
