export interface ShareAddressInput {
  readonly host: string;
  readonly port: number;
  readonly share: string;
  /** Shown in commands; a placeholder when it is not known who will connect. */
  readonly user: string;
  readonly isEncrypted: boolean;
}

export interface ShareAddresses {
  readonly windowsPath: string;
  /** Explorer knows port 445 only; this command can name another one. */
  readonly windowsCommand: string;
  /** Windows signs in to a server with one name at a time: this ends it. */
  readonly windowsForget: string;
  readonly windowsForgetPassword: string;
  readonly url: string;
  readonly mountCommand: string;
  readonly smbclientCommand: string;
}

const STANDARD_PORT = 445;

/** Where a share is, as each kind of client wants it written. */
export function shareAddresses(input: ShareAddressInput): ShareAddresses {
  const { host, port, share, user, isEncrypted } = input;
  const isStandard = port === STANDARD_PORT;
  const windowsPath = `\\\\${windowsHost(host)}\\${share}`;
  const urlHost = host.includes(":") ? `[${host}]` : host;
  const options = [
    `username=${user}`,
    ...(isStandard ? [] : [`port=${port}`]),
    ...(isEncrypted ? ["seal"] : []),
  ].join(",");
  const windowsUser = /[\s&|^%()]/.test(user) ? `"${user}"` : user;
  return {
    windowsPath,
    windowsCommand: isStandard
      ? `net use * "${windowsPath}" /user:${windowsUser}`
      : `net use * "${windowsPath}" /user:${windowsUser} /tcpport:${port}`,
    windowsForget: `net use "${windowsPath}" /delete`,
    windowsForgetPassword: `cmdkey /delete:${windowsHost(host)}`,
    url: `smb://${urlHost}${isStandard ? "" : `:${port}`}/${encodeURIComponent(share)}`,
    mountCommand: `sudo mount -t cifs ${quoted(`//${host}/${share}`)} /mnt -o ${quoted(options)},uid=$(id -u)`,
    smbclientCommand: `smbclient ${isStandard ? "" : `-p ${port} `}${quoted(`//${host}/${share}`)} -U ${quoted(user)}`,
  };
}

/** A colon may not stand in a UNC path: Windows writes IPv6 addresses with hyphens and a suffix. */
function windowsHost(host: string): string {
  if (!host.includes(":")) return host;
  return `${host.replaceAll(":", "-").replace("%", "s")}.ipv6-literal.net`;
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
