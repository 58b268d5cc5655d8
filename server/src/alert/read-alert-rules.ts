import { ALERT_RULE_DEFAULTS, type AlertRules, alertRulesSchema } from "../contract/alert.ts";
import type { Database, Transaction } from "../db/database.ts";

/** As they were set; rules that came with a newer release have its defaults. */
export async function readAlertRules(db: Database | Transaction): Promise<AlertRules> {
  const row = await db.alertPolicy.findUniqueOrThrow({ where: { id: 1 } });
  const stored = row.rules as Readonly<Record<string, unknown>>;
  const known = Object.entries(ALERT_RULE_DEFAULTS).map(([name, rule]) => {
    const schema = alertRulesSchema.shape[name as keyof AlertRules];
    const parsed = schema.safeParse(stored[name]);
    return [name, parsed.success ? parsed.data : rule];
  });
  // Of the defaults' own names.
  return Object.fromEntries(known) as AlertRules;
}
