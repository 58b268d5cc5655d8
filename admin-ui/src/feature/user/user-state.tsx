import type { User } from "@larder/server/contract";
import { useSyncExternalStore } from "react";
import { t } from "../../i18n/t.ts";
import { counted } from "../../lib/counted.ts";
import { slowClock } from "../../lib/slow-clock.ts";
import { StateWord } from "../../ui/state-word.tsx";

export interface UserStateProps {
  readonly user: User;
}

/** Whether somebody can sign in, and if not, for which reason. */
export function UserState({ user }: UserStateProps) {
  const now = useSyncExternalStore(slowClock.subscribe, slowClock.read);
  if (!user.enabled) return <StateWord tone="quiet">{t("Switched off")}</StateWord>;
  if (user.expiresAtMs !== null && user.expiresAtMs <= now) {
    return <StateWord tone="bad">{t("Expired")}</StateWord>;
  }
  if (user.mustChangePassword && user.hasPassword) {
    return <StateWord tone="note">{t("Must change the password")}</StateWord>;
  }
  if (user.passwordExpiresAtMs !== null && user.passwordExpiresAtMs <= now) {
    return <StateWord tone="bad">{t("Password too old")}</StateWord>;
  }
  if (user.needsNewPassword) return <StateWord tone="bad">{t("Needs a new password")}</StateWord>;
  if (!user.hasPassword) return <StateWord tone="note">{t("No password")}</StateWord>;
  if (user.sessionCount > 0) {
    return (
      <StateWord tone="good">
        {t("Connected, {sessions}", { sessions: counted(user.sessionCount, "session") })}
      </StateWord>
    );
  }
  return <StateWord tone="good">{t("May sign in")}</StateWord>;
}
