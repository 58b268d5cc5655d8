import { type Engine, routes } from "@larder/server/contract";
import { Checkbox, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Controller } from "react-hook-form";
import { t } from "../../i18n/t.ts";
import { reading } from "../../lib/reading.ts";
import { FormSection } from "../../ui/form-section.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { SwitchField } from "../../ui/switch-field.tsx";
import type { SettingFormState } from "./setting-form.tsx";

export interface DiscoverySettingsProps {
  readonly form: SettingFormState;
  readonly isDisabled: boolean;
}

type Interface = NonNullable<Engine["status"]>["discovery"]["interfaces"][number];

/** How the box is found, and on which of its interfaces. */
export function DiscoverySettings({ form, isDisabled }: DiscoverySettingsProps) {
  const engine = useQuery(reading(routes.engine.read, {}));
  return (
    <FormSection
      title={t("Found on the network")}
      description={t(
        "Clients list boxes that tell of themselves. Whoever knows the name needs none of it.",
      )}
    >
      <SwitchField
        label={t("Macs and Linux desktops")}
        description={t("Multicast DNS, also for Time Machine: port 5353")}
        control={form.control}
        name="mdns"
      />
      <SwitchField
        label={t("Windows")}
        description={t("WS-Discovery: ports 3702 and 5357")}
        control={form.control}
        name="wsDiscovery"
      />
      <Loaded query={engine} what={t("interfaces")}>
        {({ status }) => (
          <Controller
            control={form.control}
            name="discoveryInterfaces"
            render={({ field }) => (
              <Checkbox.Group
                label={t("On these interfaces")}
                description={t(
                  "None chosen: on all with hardware behind them, and on no bridge or tunnel",
                )}
                value={field.value}
                onChange={field.onChange}
              >
                <Stack gap="xs" mt="xs">
                  {listed(status?.discovery.interfaces ?? [], field.value).map((each) => (
                    <Checkbox
                      key={each.name}
                      value={each.name}
                      disabled={isDisabled}
                      label={each.name}
                      description={interfaceWords(each)}
                    />
                  ))}
                  {status === null && (
                    <Text size="sm" c="dimmed">
                      {t("The file server is away; its interfaces are listed when it is back.")}
                    </Text>
                  )}
                </Stack>
              </Checkbox.Group>
            )}
          />
        )}
      </Loaded>
    </FormSection>
  );
}

/** Those of the machine, and what was chosen and is not there now. */
function listed(interfaces: readonly Interface[], chosen: readonly string[]): Interface[] {
  const gone = chosen.filter((name) => !interfaces.some((each) => each.name === name));
  return [
    ...interfaces,
    ...gone.map((name) => ({
      ...{ name, isVirtual: false, isUsed: false, addresses: [], hostName: "", problem: "" },
      ...{ mdns: "off" as const, wsDiscovery: "off" as const },
    })),
  ];
}

function interfaceWords(each: Interface): string {
  const words = each.addresses.length > 0 ? [each.addresses.join(", ")] : [t("not there now")];
  if (each.isVirtual) words.push(t("made by software"));
  if (each.mdns === "probing") words.push(t("looking whether the name is free"));
  if (each.mdns === "told") words.push(t("told as {name}", { name: each.hostName }));
  if (each.wsDiscovery === "told") words.push(t("shown to Windows"));
  if (each.problem !== "") words.push(each.problem);
  return words.join("; ");
}
