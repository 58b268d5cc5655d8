import { type Settings, settingsSchema } from "../../contract/setting.ts";
import { sambaYes } from "./samba-value.ts";
import type { SectionValues } from "./section-values.ts";
import { isRequired } from "./wanted-share.ts";

export type WantedSettings = Partial<
  Pick<
    Settings,
    | "serverName"
    | "workgroup"
    | "comment"
    | "dialectMin"
    | "dialectMax"
    | "signingRequired"
    | "encryptionRequired"
    | "multichannel"
  >
>;

/** What [global] says that is a setting here. */
export function wantedSettings(values: SectionValues): WantedSettings {
  return {
    ...named(values, "netbiosname", "serverName"),
    ...named(values, "workgroup", "workgroup"),
    ...named(values, "serverstring", "comment"),
    ...dialect(values, "serverminprotocol", "dialectMin"),
    ...dialect(values, "servermaxprotocol", "dialectMax"),
    ...signing(values),
    // What is only desired is offered here to everybody: clients choose.
    ...(isRequired(values, "smbencrypt") || isRequired(values, "smb3encryption")
      ? { encryptionRequired: true }
      : {}),
    ...multichannel(values),
  };
}

function named(
  values: SectionValues,
  key: string,
  name: "serverName" | "workgroup" | "comment",
): WantedSettings {
  const value = values.text(key);
  if (value === "") return {};
  const parsed = settingsSchema.shape[name].safeParse(value);
  if (parsed.success && !value.includes("%")) return { [name]: parsed.data };
  const why = value.includes("%") ? "what stands behind % is not filled in here" : null;
  values.leave(key, `It cannot be taken over: ${why ?? parsed.error?.issues[0]?.message}.`);
  return {};
}

function dialect(
  values: SectionValues,
  key: string,
  name: "dialectMin" | "dialectMax",
): WantedSettings {
  const value = values.text(key).toUpperCase().replaceAll(".", "_");
  if (value === "") return {};
  const found = (name === "dialectMin" ? OLDEST : NEWEST)[value] ?? DIALECTS[value];
  if (found !== undefined) return { [name]: found };
  values.leave(
    key,
    /^(CORE|COREPLUS|LANMAN|NT1|LANMAN[12]|SMB1)$/.test(value)
      ? "SMB 1 is not served: the oldest is 2.0.2."
      : "This version of SMB is not known.",
  );
  return {};
}

const DIALECTS: Readonly<Record<string, Settings["dialectMin"]>> = {
  SMB2_02: "2.0.2",
  SMB2_10: "2.1",
  SMB20: "2.0.2",
  SMB21: "2.1",
  SMB3_00: "3.0",
  SMB30: "3.0",
  SMB3_02: "3.0.2",
  SMB302: "3.0.2",
  SMB3_11: "3.1.1",
  SMB311: "3.1.1",
};

// The families: the oldest of one as a lower end, the newest as an upper one.
const OLDEST: typeof DIALECTS = { SMB2: "2.0.2", SMB3: "3.0" };
const NEWEST: typeof DIALECTS = { SMB2: "2.1", SMB3: "3.1.1" };

function signing(values: SectionValues): WantedSettings {
  const value = values.text("serversigning");
  if (value === "") return {};
  if (isRequired(values, "serversigning")) return { signingRequired: true };
  if (/^(disabled|no|off|false|0)$/i.test(value)) {
    values.leave("serversigning", "SMB 2 and 3 cannot be had without signing: clients may sign.");
  }
  return {};
}

function multichannel(values: SectionValues): WantedSettings {
  const key = "servermultichannelsupport";
  const value = values.text(key);
  if (value === "") return {};
  const isOn = sambaYes(value);
  if (isOn !== null) return { multichannel: isOn };
  values.leave(key, "It cannot be taken over: it is neither yes nor no.");
  return {};
}
