import type { Database, Transaction } from "../../db/database.ts";
import { readPolicy } from "../access-policy/read-policy.ts";
import { refusePassword } from "../access-policy/refuse-password.ts";

/** The rules for passwords hold for administrators, too, as far as argon2id lets one check them. */
export async function ownPasswordRules(
  db: Database | Transaction,
  name: string,
  password: string,
): Promise<void> {
  refusePassword(await readPolicy(db), [name], password);
}
