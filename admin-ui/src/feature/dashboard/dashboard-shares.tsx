import { routes } from "@larder/server/contract";
import { Group, Stack, Text } from "@mantine/core";
import { IconFolderShare } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../i18n/t.ts";
import { bytesInWords } from "../../lib/bytes.ts";
import { useMayChange } from "../../lib/me.ts";
import { reading } from "../../lib/reading.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { NothingYet } from "../../ui/nothing-yet.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ShareState } from "../../ui/share-state.tsx";
import { TextLink } from "../../ui/text-link.tsx";

const SHOWN_MAX = 6;
const RATE_MS = 5000;

export function DashboardShares() {
  const query = useQuery(reading(routes.share.list, {}));
  const mayChange = useMayChange("shares");
  const rates = useQuery({ ...reading(routes.live.read, {}), refetchInterval: RATE_MS }).data
    ?.shares;
  const rateOf = (name: string) => {
    const rate = rates?.find(({ share }) => share === name);
    return rate === undefined ? 0 : rate.readBytesPerSecond + rate.writtenBytesPerSecond;
  };
  return (
    <Panel
      title={t("Shares")}
      actions={
        <TextLink to="/shares" size="sm">
          {t("All shares")}
        </TextLink>
      }
    >
      <Loaded
        query={query}
        what={t("shares")}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <NothingYet
            icon={<IconFolderShare size={26} />}
            title={t("Nothing is shared yet")}
            description={t("Choose a folder and say who may use it.")}
            action={mayChange && <ButtonLink to="/shares/new">{t("New share")}</ButtonLink>}
          />
        }
      >
        {({ items }) => (
          <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: "none" }}>
            {items.slice(0, SHOWN_MAX).map((share) => (
              <Group component="li" key={share.id} justify="space-between" wrap="nowrap">
                <div>
                  <TextLink to={`/shares/${share.id}`} fw={550} size="sm">
                    {share.name}
                  </TextLink>
                  <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                    {share.path}
                    {rateOf(share.name) > 0 && ` · ${bytesInWords(rateOf(share.name))}/s`}
                  </Text>
                </div>
                {/* The reason stands at the top of the dashboard. */}
                <ShareState live={{ ...share.live, reason: "" }} />
              </Group>
            ))}
            {items.length > SHOWN_MAX && (
              <Text component="li" size="sm" c="dimmed">
                {t("and {number} more", { number: items.length - SHOWN_MAX })}
              </Text>
            )}
          </Stack>
        )}
      </Loaded>
    </Panel>
  );
}
