/** The fields of a request for the audit log: names and values, never a password. */
export function changedFields(body: object): string {
  return Object.entries(body)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) =>
      SECRET.test(name) ? `${name} set` : `${name} ${JSON.stringify(value)}`,
    )
    .join(", ");
}

const SECRET = /password|passphrase|secret|code|key/i;
