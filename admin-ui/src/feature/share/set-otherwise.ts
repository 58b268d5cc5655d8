import { SHARE_PRESETS, type SharePreset, type SharePurpose } from "@larder/server/contract";
import { t } from "../../i18n/t.ts";
import type { FieldWord } from "../../lib/field-words.ts";
import { valueInWords } from "../../lib/value-in-words.ts";
import { SHARE_FIELD_WORDS } from "./share-field-words.ts";

/** As a form holds them. */
type Given = { readonly [Name in keyof SharePreset]?: SharePreset[Name] | undefined };
type Name = keyof SharePreset & keyof typeof SHARE_FIELD_WORDS;

/** Which options of a share are not what its purpose would fill in, and what they are: "Recycle bin: off". */
export function setOtherwise(purpose: SharePurpose, options: Given): string[] {
  const preset: SharePreset = SHARE_PRESETS[purpose];
  // Days say nothing of a bin that is switched off.
  const names = (Object.keys(preset) as Name[]).filter(
    (name) =>
      options[name] !== undefined &&
      options[name] !== preset[name] &&
      (name !== "recycleDays" || options.recycleBin === true),
  );
  return names.map((name) => {
    const word: FieldWord = SHARE_FIELD_WORDS[name];
    const label = typeof word === "string" ? word : word.label;
    const say = typeof word === "object" && "say" in word ? word.say : valueInWords;
    return t("{label}: {value}", { label, value: say(options[name]) });
  });
}
