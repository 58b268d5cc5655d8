import { type AuditFilterQuery, routes, routeUrl } from "@larder/server/contract";
import { Button } from "@mantine/core";
import { IconDownload, IconSettings } from "@tabler/icons-react";
import { t } from "../../i18n/t.ts";
import { ButtonLink } from "../../ui/button-link.tsx";

export interface AuditActionsProps {
  /** What is exported: all that matches, on every page. */
  readonly filter: AuditFilterQuery;
}

export function AuditActions({ filter }: AuditActionsProps) {
  const exports = [
    { label: t("Export as CSV"), row: routes.audit.exportCsv, name: "larder-audit.csv" },
    { label: t("Export as JSON"), row: routes.audit.exportJson, name: "larder-audit.json" },
  ];
  return (
    <>
      {exports.map(({ label, row, name }) => (
        <Button
          key={name}
          component="a"
          variant="default"
          href={routeUrl(row, { query: filter })}
          download={name}
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          {label}
        </Button>
      ))}
      <ButtonLink
        to="/audit/settings"
        variant="default"
        leftSection={<IconSettings size={16} aria-hidden />}
      >
        {t("Keeping and forwarding")}
      </ButtonLink>
    </>
  );
}
