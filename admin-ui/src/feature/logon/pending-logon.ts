/** What this window has to bring along when the identity provider sends it back. */
export interface PendingLogon {
  readonly ticket: string;
  readonly to: string;
}

const KEY = "larder-pending-logon";

export function keepPendingLogon(logon: PendingLogon): void {
  window.sessionStorage.setItem(KEY, JSON.stringify(logon));
}

/** Once. */
export function takePendingLogon(): PendingLogon | null {
  const text = window.sessionStorage.getItem(KEY);
  window.sessionStorage.removeItem(KEY);
  // Only `keepPendingLogon` of this origin writes there.
  return text === null ? null : (JSON.parse(text) as PendingLogon);
}
