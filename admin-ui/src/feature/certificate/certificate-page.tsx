import { routes } from "@larder/server/contract";
import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { t } from "../../i18n/t.ts";
import { useMayChange } from "../../lib/me.ts";
import { reading } from "../../lib/reading.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { LookingOnly } from "../../ui/looking-only.tsx";
import { Page } from "../../ui/page.tsx";
import { CertificateFacts } from "./certificate-facts.tsx";
import { CertificateIssue } from "./certificate-issue.tsx";
import { CertificateRequest } from "./certificate-request.tsx";
import { CertificateUpload } from "./certificate-upload.tsx";

export function CertificatePage() {
  const query = useQuery(reading(routes.certificate.read, {}));
  const mayChange = useMayChange();
  return (
    <Page
      title={t("Certificate")}
      description={t(
        "How browsers know that they talk to this box. A change holds from the next connection on, without a restart.",
      )}
      width="form"
    >
      <Loaded query={query} what={t("the certificate")}>
        {(state) => (
          <Stack gap="lg">
            <CertificateFacts state={state} mayChange={mayChange} />
            {mayChange ? (
              <>
                <CertificateIssue state={state} />
                <CertificateUpload hasRequest={state.request !== null} />
                <CertificateRequest state={state} />
              </>
            ) : (
              <LookingOnly />
            )}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}
