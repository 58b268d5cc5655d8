import { TagsInput } from "@mantine/core";
import { Controller } from "react-hook-form";
import { t } from "../../i18n/t.ts";
import { FormSection } from "../../ui/form-section.tsx";
import { SwitchField } from "../../ui/switch-field.tsx";
import type { SettingFormState } from "./setting-form.tsx";

export interface SmbDirectSettingsProps {
  readonly form: SettingFormState;
}

/** What the RDMA helper and its container are asked for; whether there is one, the engine's page shows. */
export function SmbDirectSettings({ form }: SmbDirectSettingsProps) {
  const { errors } = form.formState;
  const list = (name: "rdmaDevices" | "softRoceCards", label: string, description: string) => (
    <Controller
      control={form.control}
      name={name}
      render={({ field }) => (
        <TagsInput
          label={label}
          description={description}
          splitChars={[",", " "]}
          error={problemOf(errors[name])}
          value={field.value}
          onChange={field.onChange}
          onBlur={field.onBlur}
        />
      )}
    />
  );
  return (
    <FormSection
      title={t("SMB Direct")}
      description={t(
        "For clients with RDMA network cards, where the RDMA container runs on this box.",
      )}
    >
      <SwitchField
        label={t("SMB Direct")}
        description={t("Off: nothing listens on RDMA devices; clients go on over TCP")}
        control={form.control}
        name="rdma"
      />
      {list(
        "rdmaDevices",
        t("RDMA devices to use"),
        t("By name, such as mlx5_0. None: all. A change ends the connections over RDMA"),
      )}
      {list(
        "softRoceCards",
        t("Network cards with soft-RoCE"),
        t(
          "Cards such as eth0 that get an RDMA device in software, at the processor's cost. One that is taken off goes when the RDMA container starts again",
        ),
      )}
    </FormSection>
  );
}

/** Of the list, or of the first name in it that is none. */
function problemOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const all = [error, ...Object.values(error)] as readonly { readonly message?: unknown }[];
  const found = all.find((one) => typeof one?.message === "string");
  return found?.message as string | undefined;
}
