import type { User } from "@larder/server/contract";
import { useSyncExternalStore } from "react";
import { counted } from "../../lib/counted.ts";
import { slowClock } from "../../lib/slow-clock.ts";
import { StateWord } from "../../ui/state-word.tsx";

export interface UserStateProps {
  readonly user: User;
}

/** Whether somebody can sign in, and if not, for which reason. */
export function UserState({ user }: UserStateProps) {
  const now = useSyncExternalStore(slowClock.subscribe, slowClock.read);
  if (!user.enabled) return <StateWord tone="quiet">Switched off</StateWord>;
  if (user.expiresAtMs !== null && user.expiresAtMs <= now) {
    return <StateWord tone="bad">Expired</StateWord>;
  }
  if (user.mustChangePassword && user.hasPassword) {
    return <StateWord tone="note">Must change the password</StateWord>;
  }
  if (user.passwordExpiresAtMs !== null && user.passwordExpiresAtMs <= now) {
    return <StateWord tone="bad">Password too old</StateWord>;
  }
  if (user.needsNewPassword) return <StateWord tone="bad">Needs a new password</StateWord>;
  if (!user.hasPassword) return <StateWord tone="note">No password</StateWord>;
  if (user.sessionCount > 0) {
    return (
      <StateWord tone="good">{`Connected, ${counted(user.sessionCount, "session")}`}</StateWord>
    );
  }
  return <StateWord tone="good">May sign in</StateWord>;
}
