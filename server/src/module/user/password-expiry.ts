/** When the policy's maximum age is over for a user's password, in milliseconds since 1970; null: never. */
export function passwordExpiry(
  policy: { readonly passwordAgeDaysMax: number | null },
  user: { readonly passwordChangedAt: Date | null; readonly passwordNeverExpires: boolean },
): number | null {
  const days = policy.passwordAgeDaysMax;
  if (days === null || user.passwordNeverExpires || user.passwordChangedAt === null) return null;
  return user.passwordChangedAt.getTime() + days * DAY_MS;
}

const DAY_MS = 86_400_000;
