/** The token bound to this browser's session. It is in no cookie, so another site cannot send it. */
let current: string | null = null;

export const csrfToken = {
  read: () => current,
  keep: (token: string | null) => {
    current = token;
  },
};
