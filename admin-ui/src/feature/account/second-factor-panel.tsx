import { routes } from "@larder/server/contract";
import { Button, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { t } from "../../i18n/t.ts";
import { counted } from "../../lib/counted.ts";
import { useMe } from "../../lib/me.ts";
import { FormModal } from "../../ui/form-modal.tsx";
import { Panel } from "../../ui/panel.tsx";
import { useChange } from "../../ui/use-change.tsx";
import { RecoveryCodes, SecondFactorSetup } from "./second-factor-setup.tsx";

export function SecondFactorPanel() {
  const me = useMe();
  const [isSettingUp, setIsSettingUp] = useState(false);
  const [asking, setAsking] = useState<"renew" | "remove" | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <Panel
      title={t("Second factor")}
      description={
        me?.hasSecondFactor
          ? t("Signing in asks for a code of your app. {codes} left.", {
              codes: counted(me.recoveryCodesLeft, "recovery code"),
            })
          : t("Signing in asks for your password alone.")
      }
    >
      {codes !== null ? (
        <RecoveryCodes codes={codes} onDone={() => setCodes(null)} />
      ) : isSettingUp ? (
        <SecondFactorSetup onDone={() => setIsSettingUp(false)} />
      ) : me?.hasSecondFactor ? (
        <Group gap="sm">
          <Button variant="default" onClick={() => setAsking("renew")}>
            {t("New recovery codes")}
          </Button>
          <Button variant="default" onClick={() => setAsking("remove")}>
            {t("Remove the second factor")}
          </Button>
        </Group>
      ) : (
        <Stack gap="sm" align="flex-start">
          <Text size="sm">{t("With one, a stolen password alone opens nothing.")}</Text>
          <Button onClick={() => setIsSettingUp(true)}>{t("Set up a second factor")}</Button>
        </Stack>
      )}
      {asking === "renew" && (
        <RenewCodes
          onClose={() => setAsking(null)}
          onCodes={(made) => {
            setCodes(made);
            setAsking(null);
          }}
        />
      )}
      {asking === "remove" && <RemoveFactor onClose={() => setAsking(null)} />}
    </Panel>
  );
}

interface RenewCodesProps {
  readonly onClose: () => void;
  readonly onCodes: (codes: readonly string[]) => void;
}

function RenewCodes({ onClose, onCodes }: RenewCodesProps) {
  const [code, setCode] = useState("");
  const renew = useChange(routes.secondFactor.renewRecoveryCodes, {
    done: () => t("New recovery codes made; the former ones end"),
    onDone: ({ recoveryCodes }) => onCodes(recoveryCodes),
  });
  return (
    <FormModal
      title={t("New recovery codes")}
      verb={t("Make them")}
      failed={t("No new codes were made")}
      problem={renew.error}
      isBusy={renew.isPending}
      onSubmit={(event) => {
        event.preventDefault();
        renew.mutate({ body: { code } });
      }}
      onClose={onClose}
    >
      <CodeInput value={code} onChange={setCode} />
    </FormModal>
  );
}

function RemoveFactor({ onClose }: { readonly onClose: () => void }) {
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const remove = useChange(routes.secondFactor.remove, {
    done: () => t("The second factor is removed"),
    onDone: onClose,
  });
  return (
    <FormModal
      title={t("Remove the second factor")}
      verb={t("Remove it")}
      failed={t("It was not removed")}
      problem={remove.error}
      isBusy={remove.isPending}
      onSubmit={(event) => {
        event.preventDefault();
        remove.mutate({ body: { password, code } });
      }}
      onClose={onClose}
    >
      <PasswordInput
        label={t("Your password")}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ "aria-label": t("Show your password") }}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <CodeInput value={code} onChange={setCode} />
    </FormModal>
  );
}

interface CodeInputProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function CodeInput({ value, onChange }: CodeInputProps) {
  return (
    <TextInput
      label={t("Code of your app")}
      description={t("Or one of your recovery codes")}
      autoComplete="one-time-code"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
