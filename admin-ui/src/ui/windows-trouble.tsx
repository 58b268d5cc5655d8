import { Accordion, Stack, Text } from "@mantine/core";
import { t } from "../i18n/t.ts";
import type { ShareAddresses } from "../lib/address.ts";
import { CopyField } from "./copy-field.tsx";

/** What Windows says when the fault lies in what it remembers, and how to make it forget. */
export function WindowsTrouble({ addresses }: { readonly addresses: ShareAddresses }) {
  return (
    <Accordion variant="contained" chevronPosition="left" order={3}>
      <Accordion.Item value="trouble">
        <Accordion.Control>
          <Text size="sm">{t("Windows does not let you in?")}</Text>
        </Accordion.Control>
        <Accordion.Panel>
          <Stack gap="sm">
            <Text size="sm">
              {t(
                "“Multiple connections to a server … by the same user … are not allowed” (error 1219): Windows signs in to a box with one name at a time. See what is connected, end each connection to this box, and connect again:",
              )}
            </Text>
            <CopyField label={t("List of connections")} value="net use" />
            <CopyField
              label={t("End the connection to this share")}
              value={addresses.windowsForget}
            />
            <Text size="sm">
              {t(
                "An old password, or another name, without being asked: Windows has kept it. This makes it forget; sign out of Windows and in again if it still does not ask:",
              )}
            </Text>
            <CopyField
              label={t("Forget the kept password")}
              value={addresses.windowsForgetPassword}
            />
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
