import { type ChannelTarget, channelTargetSchema, routes } from "@larder/server/contract";
import { NumberInput, PasswordInput, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { serverWords } from "../../i18n/server-words.ts";
import { t } from "../../i18n/t.ts";
import { plainWords } from "../../lib/plain-words.ts";
import { FormModal } from "../../ui/form-modal.tsx";
import { useChange } from "../../ui/use-change.tsx";

type Kind = ChannelTarget["kind"];

const secretLabels = {
  mail: () => t("Password of the mail account"),
  webhook: () => t("Key of the signature"),
  ntfy: () => t("Access token"),
} as const;

export interface AlertChannelFormProps {
  readonly onClose: () => void;
}

export function AlertChannelForm({ onClose }: AlertChannelFormProps) {
  const [kind, setKind] = useState<Kind>("mail");
  const [values, setValues] = useState<Readonly<Record<string, string>>>(EMPTY);
  const [port, setPort] = useState(465);
  const [security, setSecurity] = useState<"tls" | "starttls" | "none">("tls");
  const add = useChange(routes.alert.addChannel, {
    done: ({ item }) => t("Alerts go to {name} from now on", { name: item.name }),
    onDone: onClose,
  });
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>(EMPTY);
  const field = (name: string) => ({
    value: values[name] ?? "",
    error: errors[name],
    autoComplete: "off",
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setValues((current) => ({ ...current, [name]: value }));
    },
  });
  const submit = () => {
    const { name = "", secret = "", url = "", topic = "", host = "", user = "" } = values;
    const { from = "", to = "" } = values;
    const mail = { host, port, security, user, from, to: to.split(/[\s,;]+/).filter(Boolean) };
    const targets = {
      mail: { kind: "mail", ...mail },
      webhook: { kind: "webhook", url },
      ntfy: { kind: "ntfy", url, topic },
    } as const;
    const target = targets[kind];
    const found = errorsOf(name, target);
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    add.mutate({ body: { name, target, secret: secret === "" ? null : secret } });
  };
  return (
    <FormModal
      title={t("Tell somebody")}
      verb={t("Add")}
      failed={t("This could not be added")}
      problem={add.error}
      isBusy={add.isPending}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onClose={onClose}
    >
      <TextInput label={t("Name")} required data-autofocus {...field("name")} />
      <Select
        label={t("How")}
        allowDeselect={false}
        data={[
          { value: "mail", label: t("Mail") },
          { value: "webhook", label: t("Webhook") },
          { value: "ntfy", label: "ntfy" },
        ]}
        value={kind}
        onChange={(value) => setKind(value as Kind)}
      />
      {kind === "mail" && (
        <>
          <TextInput label={t("Mail server")} required {...field("host")} />
          <NumberInput
            label={t("Port")}
            description={t("465 for TLS, 587 for STARTTLS as a rule")}
            min={1}
            max={65_535}
            allowDecimal={false}
            value={port}
            onChange={(value) => setPort(Number(value))}
          />
          <Select
            label={t("Encryption")}
            allowDeselect={false}
            data={[
              { value: "tls", label: "TLS" },
              { value: "starttls", label: "STARTTLS" },
              { value: "none", label: t("None: everybody on the way reads it") },
            ]}
            value={security}
            onChange={(value) => setSecurity(value as typeof security)}
          />
          <TextInput
            label={t("User name")}
            description={t("Empty: without signing in")}
            {...field("user")}
          />
          <TextInput label={t("Sender")} type="email" required {...field("from")} />
          <TextInput
            label={t("Recipients")}
            description={t("Several with commas")}
            required
            {...field("to")}
          />
        </>
      )}
      {kind !== "mail" && (
        <TextInput
          label={kind === "ntfy" ? t("ntfy server") : t("Address|of a web page")}
          description={
            kind === "ntfy" ? "https://ntfy.sh" : t("Called with JSON; redirects are not followed")
          }
          type="url"
          required
          {...field("url")}
        />
      )}
      {kind === "ntfy" && <TextInput label={t("Topic")} required {...field("topic")} />}
      <PasswordInput
        label={secretLabels[kind]()}
        description={t("Empty: none. It is never shown again")}
        visibilityToggleButtonProps={{ "aria-label": t("Show it") }}
        {...field("secret")}
        autoComplete="new-password"
      />
    </FormModal>
  );
}

/** By field: what the server would refuse, said where it stands. */
function errorsOf(name: string, target: unknown): Readonly<Record<string, string>> {
  const { error } = channelTargetSchema.safeParse(target, { error: plainWords });
  const found = (error?.issues ?? []).map(({ path, message }) => [
    String(path[0]),
    serverWords(message),
  ]);
  const nameless = name.trim() === "" ? [["name", t("Something is needed here")]] : [];
  return Object.fromEntries([...found, ...nameless]);
}

const EMPTY: Readonly<Record<string, string>> = {};
