/**
 * Which access these services give on their own objects. Nothing that they serve can be changed through them,
 * so a handle carries no mask: reading is for every caller that may connect, and only an administrator gets a
 * handle that was asked for with more.
 */
import type { RpcCaller } from "../rpc-directory.ts";

const READ_CONTROL = 0x00020000;
const MAXIMUM_ALLOWED = 0x02000000;
const GENERIC_EXECUTE = 0x20000000;
const GENERIC_READ = 0x80000000;

/** `readable`: the object's own rights that only read. */
export function mayOpen(caller: RpcCaller, desiredAccess: number, readable: number): boolean {
  if (caller.isAdministrator) return true;
  const always = READ_CONTROL | MAXIMUM_ALLOWED | GENERIC_EXECUTE | GENERIC_READ;
  return (desiredAccess & ~(always | readable)) === 0;
}
