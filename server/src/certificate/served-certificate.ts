import type { Certificate } from "./certificate.ts";

/** The certificate of the pages at this moment; who serves them hears of another one. */
export class ServedCertificate {
  readonly #selfSigned: () => Promise<Certificate>;
  readonly #listeners: ((certificate: Certificate) => void)[];
  #current: Certificate | null;

  /** `selfSigned` makes the one that serves while nobody brings another. */
  constructor(selfSigned: () => Promise<Certificate>) {
    this.#selfSigned = selfSigned;
    this.#listeners = [];
    this.#current = null;
  }

  async now(): Promise<Certificate> {
    this.#current ??= await this.#selfSigned();
    return this.#current;
  }

  /** New connections get this one; null: the self-signed one, made anew where it is about to end. */
  async use(certificate: Certificate | null): Promise<void> {
    // Nobody has asked for any yet.
    if (certificate === null && this.#current === null) return;
    const next = certificate ?? (await this.#selfSigned());
    const isSame = this.#current?.fingerprint === next.fingerprint;
    this.#current = next;
    if (isSame) return;
    for (const listener of this.#listeners) listener(next);
  }

  onChange(listener: (certificate: Certificate) => void): void {
    this.#listeners.push(listener);
  }
}
