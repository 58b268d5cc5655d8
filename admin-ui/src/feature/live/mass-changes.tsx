import { routes } from "@larder/server/contract";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../../i18n/t.ts";
import { useMayChange } from "../../lib/me.ts";
import { reading } from "../../lib/reading.ts";
import { ask } from "../../ui/ask.ts";
import { useChange } from "../../ui/use-change.tsx";
import { When } from "../../ui/when.tsx";
import { TouchedPaths } from "./touched-paths.tsx";

const measures = {
  noted: () => t("Nothing was done about it."),
  throttled: () => t("The user is slowed down."),
  blocked: () => t("The user was cut off and cannot come back until released."),
} as const;

/** Nothing while all is well: who changed too much at once stands above everything else. */
export function MassChanges() {
  const { data } = useQuery(reading(routes.massChange.list, {}));
  const [shownId, setShownId] = useState<string | null>(null);
  const mayRelease = useMayChange("shares");
  const mayLook = useMayChange("auditor");
  const release = useChange(routes.massChange.release, {
    done: () => t("Settled"),
    failed: t("This could not be settled"),
  });
  const settle = async (id: string, user: string, isBlocked: boolean) => {
    const isSure = await ask({
      title: isBlocked ? t("Release {user}?", { user }) : t("Settle what {user} did?", { user }),
      consequences: [
        isBlocked
          ? t("The user can connect again at once, and is counted from nothing.")
          : t("It is counted from nothing again."),
        t("What was changed stays as it is: bring it back from the recycle bin or a snapshot."),
      ],
      verb: isBlocked ? t("Release") : t("Settle"),
    });
    if (isSure) release.mutate({ params: { id } });
  };
  return (
    <>
      {data?.items.map((one) => (
        <Alert
          key={one.id}
          color="red"
          icon={<IconAlertTriangle aria-hidden />}
          title={t("{user} changes too much in {share}", {
            user: one.user || t("anonymous"),
            share: one.share,
          })}
        >
          <Stack gap="xs">
            <Text size="sm">
              {t(
                "From {address}: {deleted} deleted, {renamed} renamed, {scrambled} overwritten with what looks encrypted.",
                {
                  address: one.address,
                  deleted: one.deletedCount,
                  renamed: one.renamedCount,
                  scrambled: one.scrambledCount,
                },
              )}{" "}
              {measures[one.state]()} <When timeMs={one.lastAtMs} />
            </Text>
            <Group gap="xs">
              {mayLook && (
                <Button size="xs" variant="default" onClick={() => setShownId(one.id)}>
                  {t("What was touched")}
                </Button>
              )}
              {mayRelease && (
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => void settle(one.id, one.user, one.state === "blocked")}
                >
                  {one.state === "blocked" ? t("Release") : t("Settle")}
                </Button>
              )}
            </Group>
          </Stack>
        </Alert>
      ))}
      {shownId !== null && <TouchedPaths id={shownId} onClose={() => setShownId(null)} />}
    </>
  );
}
