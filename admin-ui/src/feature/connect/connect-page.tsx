import { type Connect, routes } from "@larder/server/contract";
import { Alert, Select, Stack } from "@mantine/core";
import { IconFolderShare, IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { t } from "../../i18n/t.ts";
import { useMayChange } from "../../lib/me.ts";
import { reading } from "../../lib/reading.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { ConnectHelp } from "../../ui/connect-help.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { NothingYet } from "../../ui/nothing-yet.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";

export function ConnectPage() {
  const query = useQuery(reading(routes.connect.read, {}));
  const mayChange = useMayChange("shares");
  return (
    <Page
      title={t("Connect")}
      description={t("How to reach a share from Windows, macOS and Linux.")}
      width="form"
    >
      <Panel>
        <Loaded
          query={query}
          what={t("addresses")}
          isEmpty={({ shares }) => shares.length === 0}
          empty={
            <NothingYet
              icon={<IconFolderShare size={28} />}
              title={t("There is nothing to connect to yet")}
              description={t("Share a folder first; its address appears here.")}
              action={mayChange && <ButtonLink to="/shares/new">{t("New share")}</ButtonLink>}
            />
          }
        >
          {(connect) => <ConnectToOne connect={connect} />}
        </Loaded>
      </Panel>
    </Page>
  );
}

function ConnectToOne({ connect }: { readonly connect: Connect }) {
  const { share: wanted }: { share?: string } = useSearch({ strict: false });
  const navigate = useNavigate();
  const share = connect.shares.find(({ name }) => name === wanted) ?? connect.shares[0];
  if (!share) return null;
  return (
    <Stack gap="md">
      <Select
        label={t("Share")}
        allowDeselect={false}
        searchable={connect.shares.length > 8}
        data={connect.shares.map(({ name }) => name)}
        value={share.name}
        maw={420}
        onChange={(name) =>
          void navigate({
            to: "/connect" as never,
            search: { share: name } as never,
            replace: true,
            resetScroll: false,
          })
        }
      />
      {!share.isLive && connect.smbPort !== null && (
        <Alert
          color="yellow"
          variant="light"
          role="status"
          icon={<IconInfoCircle aria-hidden />}
          title={t("This share is not live at the moment")}
        >
          {t("The page of the share says why.")}
        </Alert>
      )}
      <ConnectHelp connect={connect} share={share.name} isEncrypted={share.encryptionRequired} />
    </Stack>
  );
}
