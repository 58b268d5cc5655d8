/** What goes with a payload that is placed by RDMA, so that its receiver can tell whose it is. [MS-SMB2] 2.2.43.1 */
export interface PayloadProof {
  readonly nonce: Uint8Array;
  /** Of a signature, or the tag of a seal. */
  readonly signature: Uint8Array;
}
