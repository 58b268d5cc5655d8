import { type CertificateState, routes } from "@larder/server/contract";
import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { language } from "../../i18n/language.ts";
import { parts } from "../../i18n/parts.tsx";
import { t } from "../../i18n/t.ts";
import { ask } from "../../ui/ask.ts";
import { Panel } from "../../ui/panel.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { When } from "../../ui/when.tsx";

export interface CertificateFactsProps {
  readonly state: CertificateState;
  readonly mayChange: boolean;
}

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;
const day = new Intl.DateTimeFormat(language.current(), { dateStyle: "medium" });

export function CertificateFacts({ state, mayChange }: CertificateFactsProps) {
  const { kind, names, issuer, validToMs, fingerprint } = state;
  const back = useChange(routes.certificate.selfSign, {
    done: () => t("The box signs its certificate itself again"),
    failed: t("The certificate stayed as it was"),
  });
  const selfSign = async () => {
    const isSure = await ask({
      title: t("Go back to a self-signed certificate?"),
      consequences: [
        t("Browsers warn until somebody accepts it."),
        t("The certificate that is in use, and its key, are deleted here."),
      ],
      verb: t("Go back"),
    });
    if (isSure) back.mutate({});
  };
  return (
    <Panel
      title={t("In use")}
      actions={
        mayChange &&
        kind !== "self-signed" && (
          <Button variant="default" loading={back.isPending} onClick={() => void selfSign()}>
            {t("Back to self-signed")}
          </Button>
        )
      }
    >
      <Stack gap="xs">
        <Group gap="sm">
          <Expiry validToMs={validToMs} />
          <Text size="sm">
            {parts("Until {date}, {time}", {
              date: day.format(validToMs),
              time: <When timeMs={validToMs} />,
            })}
          </Text>
        </Group>
        <Text size="sm">
          {kind === "self-signed"
            ? t("Signed by the box itself: browsers warn, and show the fingerprint below.")
            : t("Issued by {issuer}.", { issuer })}
        </Text>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {t("For {names}", { names: names.join(", ") })}
        </Text>
        <Text size="sm">{t("Fingerprint (SHA-256)")}</Text>
        <Code block style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
          {fingerprint}
        </Code>
      </Stack>
    </Panel>
  );
}

function Expiry({ validToMs }: { readonly validToMs: number }) {
  const days = Math.floor((validToMs - Date.now()) / DAY_MS);
  if (days < 0) return <StateWord tone="bad">{t("Ended")}</StateWord>;
  if (days < SOON_DAYS) return <StateWord tone="note">{t("Ends soon")}</StateWord>;
  return <StateWord tone="good">{t("Valid")}</StateWord>;
}
