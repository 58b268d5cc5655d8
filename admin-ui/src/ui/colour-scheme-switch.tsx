import { ActionIcon, Menu, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";
import { t } from "../i18n/t.ts";

const choices = [
  { scheme: "light", label: t("Light"), Icon: IconSun },
  { scheme: "dark", label: t("Dark"), Icon: IconMoon },
  { scheme: "auto", label: t("Same as this device"), Icon: IconDeviceDesktop },
] as const;

export function ColourSchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const current = choices.find((choice) => choice.scheme === colorScheme) ?? choices[2];
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-label={t("Colours: {label}", { label: current.label })}
        >
          <current.Icon size={19} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map(({ scheme, label, Icon }) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon size={16} aria-hidden />}
            rightSection={
              scheme === colorScheme && <IconCheck size={16} aria-label={t("chosen")} />
            }
            onClick={() => setColorScheme(scheme)}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
