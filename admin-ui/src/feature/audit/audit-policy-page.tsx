import { routes } from "@larder/server/contract";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../i18n/t.ts";
import { reading } from "../../lib/reading.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { Page } from "../../ui/page.tsx";
import { AuditPolicyForm } from "./audit-policy-form.tsx";

export function AuditPolicyPage() {
  const query = useQuery(reading(routes.auditPolicy.read, {}));
  return (
    <Page
      title={t("Keeping and forwarding")}
      description={t("How long the audit log is kept, and where else its entries go.")}
      width="form"
    >
      <Loaded query={query} what={t("the audit policy")}>
        {({ policy, syslog }) => <AuditPolicyForm policy={policy} syslog={syslog} />}
      </Loaded>
    </Page>
  );
}
