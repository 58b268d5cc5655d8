export interface Random {
  /** Fills with bytes from a cryptographically secure source (seeded in the simulator). */
  fill(bytes: Uint8Array): void;
}
