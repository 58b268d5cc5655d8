import { routes } from "@larder/server/contract";
import { Button, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
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
      title="Second factor"
      description={
        me?.hasSecondFactor
          ? `Signing in asks for a code of your app. ${counted(me.recoveryCodesLeft, "recovery code")} left.`
          : "Signing in asks for your password alone."
      }
    >
      {codes !== null ? (
        <RecoveryCodes codes={codes} onDone={() => setCodes(null)} />
      ) : isSettingUp ? (
        <SecondFactorSetup onDone={() => setIsSettingUp(false)} />
      ) : me?.hasSecondFactor ? (
        <Group gap="sm">
          <Button variant="default" onClick={() => setAsking("renew")}>
            New recovery codes
          </Button>
          <Button variant="default" onClick={() => setAsking("remove")}>
            Remove the second factor
          </Button>
        </Group>
      ) : (
        <Stack gap="sm" align="flex-start">
          <Text size="sm">With one, a stolen password alone opens nothing.</Text>
          <Button onClick={() => setIsSettingUp(true)}>Set up a second factor</Button>
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
    done: () => "New recovery codes made; the former ones end",
    onDone: ({ recoveryCodes }) => onCodes(recoveryCodes),
  });
  return (
    <FormModal
      title="New recovery codes"
      verb="Make them"
      failed="No new codes were made"
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
    done: () => "The second factor is removed",
    onDone: onClose,
  });
  return (
    <FormModal
      title="Remove the second factor"
      verb="Remove it"
      failed="It was not removed"
      problem={remove.error}
      isBusy={remove.isPending}
      onSubmit={(event) => {
        event.preventDefault();
        remove.mutate({ body: { password, code } });
      }}
      onClose={onClose}
    >
      <PasswordInput
        label="Your password"
        autoComplete="current-password"
        visibilityToggleButtonProps={{ "aria-label": "Show your password" }}
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
      label="Code of your app"
      description="Or one of your recovery codes"
      autoComplete="one-time-code"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
