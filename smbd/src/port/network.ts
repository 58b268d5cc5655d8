/** A network interface as FSCTL_QUERY_NETWORK_INTERFACE_INFO tells it. [MS-SMB2] 2.2.32.5 */
export interface NetworkInterface {
  readonly index: number;
  readonly address: string;
  readonly isIpv6: boolean;
  /** Bits per second; a default where the kernel does not know. */
  readonly linkSpeed: number;
  readonly isRss: boolean;
  readonly isRdma: boolean;
}
