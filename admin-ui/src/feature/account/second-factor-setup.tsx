import { routes } from "@larder/server/contract";
import { Button, Code, Group, List, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { meQuery } from "../../lib/me.ts";
import { CopyField } from "../../ui/copy-field.tsx";
import { ProblemAlert } from "../../ui/problem-alert.tsx";
import { QrCode } from "../../ui/qr-code.tsx";

interface Offer {
  readonly secret: string;
  readonly uri: string;
}

export interface SecondFactorSetupProps {
  readonly onDone: () => void;
}

/** Password, then the app's first code, then recovery codes to keep: each step needs the one before. */
export function SecondFactorSetup({ onDone }: SecondFactorSetupProps) {
  const client = useQueryClient();
  const [offer, setOffer] = useState<Offer | null>(null);
  const [recoveryCodes, setRecoveryCodes] = useState<readonly string[] | null>(null);
  if (recoveryCodes !== null) {
    return (
      <RecoveryCodes
        codes={recoveryCodes}
        onDone={async () => {
          await client.fetchQuery({ ...meQuery, staleTime: 0 });
          onDone();
        }}
      />
    );
  }
  return offer === null ? (
    <ProvePassword onOffer={setOffer} />
  ) : (
    <ProveApp offer={offer} onProven={setRecoveryCodes} />
  );
}

function ProvePassword({ onOffer }: { readonly onOffer: (offer: Offer) => void }) {
  const [password, setPassword] = useState("");
  const step = useStep(async () =>
    onOffer(await call(routes.secondFactor.offer, { body: { password } })),
  );
  return (
    <form onSubmit={step.submit} noValidate aria-label={t("Begin with a second factor")}>
      <Stack gap="md">
        <Text size="sm">
          {t(
            "An app on your phone shows a new code every half minute, and signing in asks for it. Any authenticator app will do.",
          )}
        </Text>
        <PasswordInput
          label={t("Your password")}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ "aria-label": t("Show your password") }}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {step.problem !== null && <ProblemAlert error={step.problem} title={t("Not begun")} />}
        <Group justify="flex-end">
          <Button type="submit" loading={step.isBusy}>
            {t("Continue")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface ProveAppProps {
  readonly offer: Offer;
  readonly onProven: (recoveryCodes: readonly string[]) => void;
}

function ProveApp({ offer, onProven }: ProveAppProps) {
  const [code, setCode] = useState("");
  const step = useStep(async () => {
    const { recoveryCodes } = await call(routes.secondFactor.confirm, { body: { code } });
    onProven(recoveryCodes);
  });
  return (
    <form onSubmit={step.submit} noValidate aria-label={t("Prove the app")}>
      <Stack gap="md">
        <Text size="sm">{t("Scan this with the app, or type the key into it:")}</Text>
        <QrCode text={offer.uri} label={t("QR code for the authenticator app")} />
        <CopyField label={t("Key")} value={offer.secret.replaceAll(/(.{4})(?=.)/g, "$1 ")} />
        <TextInput
          label={t("Code that the app shows")}
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          maxLength={7}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {step.problem !== null && <ProblemAlert error={step.problem} title={t("Not set up yet")} />}
        <Group justify="flex-end">
          <Button type="submit" loading={step.isBusy}>
            {t("Set up")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onDone: () => void | Promise<void>;
}

export function RecoveryCodes({ codes, onDone }: RecoveryCodesProps) {
  return (
    <Stack gap="md">
      <Text size="sm" role="status">
        {t(
          "Keep these recovery codes where you find them without the phone. Each signs you in once, and they are not shown again.",
        )}
      </Text>
      <List listStyleType="none" spacing={4} aria-label={t("Recovery codes")}>
        {codes.map((code) => (
          <List.Item key={code}>
            <Code>{code}</Code>
          </List.Item>
        ))}
      </List>
      <CopyField label={t("All of them")} value={codes.join(" ")} />
      <Group justify="flex-end">
        <Button onClick={() => void onDone()}>{t("I have kept them")}</Button>
      </Group>
    </Stack>
  );
}

/** One step of a sequence: sends, and shows what went wrong. */
function useStep(send: () => Promise<void>) {
  const [problem, setProblem] = useState<unknown>(null);
  const [isBusy, setIsBusy] = useState(false);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setProblem(null);
    setIsBusy(true);
    send()
      .catch(setProblem)
      .finally(() => setIsBusy(false));
  };
  return { submit, problem, isBusy };
}
