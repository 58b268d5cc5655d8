import { ActionIcon, Menu } from "@mantine/core";
import { IconCheck, IconLanguage } from "@tabler/icons-react";
import { chooseLanguage, type Language, language, languages } from "../i18n/language.ts";
import { t } from "../i18n/t.ts";

/** Each language under its own name, so that it is found by who cannot read the present one. */
export function LanguageSwitch() {
  const current = language.current();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-label={t("Language: {language}", { language: languages[current] })}
        >
          <IconLanguage size={19} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(languages) as Language[]).map((code) => (
          <Menu.Item
            key={code}
            lang={code}
            rightSection={code === current && <IconCheck size={16} aria-label={t("chosen")} />}
            onClick={() => chooseLanguage(code)}
          >
            {languages[code]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
