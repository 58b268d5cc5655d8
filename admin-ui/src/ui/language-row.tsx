import { UnstyledButton } from "@mantine/core";
import { chooseLanguage, type Language, language, languages } from "../i18n/language.ts";
import { t } from "../i18n/t.ts";
import classes from "./language-row.module.css";

/** Each language under its own name. No menu: the first page that anybody sees is to be there at once. */
export function LanguageRow() {
  const current = language.current();
  return (
    <fieldset aria-label={t("Language")} className={classes.row}>
      {(Object.keys(languages) as Language[]).map((code) => (
        <UnstyledButton
          key={code}
          lang={code}
          aria-pressed={code === current}
          className={classes.choice}
          onClick={() => chooseLanguage(code)}
        >
          {languages[code]}
        </UnstyledButton>
      ))}
    </fieldset>
  );
}
