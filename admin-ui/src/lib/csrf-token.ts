/** The token bound to this browser's session. It is in no cookie, so another site cannot send it. */
let current: string | null = null;
/** Who signed in with it. */
let owner = "";

export const csrfToken = {
  read: () => current,
  owner: () => owner,
  keep: (token: string | null, name = "") => {
    current = token;
    owner = name;
  },
};
