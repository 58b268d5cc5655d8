import { type AddressInfo, createServer } from "node:net";

/** Ports of the loopback interface that nobody has now. */
export async function freePorts(count: number): Promise<number[]> {
  const probes = Array.from({ length: count }, () => createServer());
  for (const probe of probes) {
    await new Promise<void>((settle) => probe.listen(0, "127.0.0.1", settle));
  }
  // A server that listens on TCP has an address of this kind.
  const ports = probes.map((probe) => (probe.address() as AddressInfo).port);
  await Promise.all(probes.map((probe) => new Promise((settle) => probe.close(settle))));
  return ports;
}
