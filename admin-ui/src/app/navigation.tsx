import { roleReaches } from "@larder/server/contract";
import { Link } from "@tanstack/react-router";
import { useId } from "react";
import { t, translated } from "../i18n/t.ts";
import { useMe } from "../lib/me.ts";
import { type NavigationEntry, pageTable } from "./page-table.ts";
import classes from "./shell.module.css";

const groups = ["Overview", "Sharing", "Live", "System"] as const;

export interface NavigationProps {
  readonly onNavigate: () => void;
}

export function Navigation({ onNavigate }: NavigationProps) {
  return (
    <nav aria-label={t("Main")}>
      {groups.map((group) => (
        <NavigationGroup key={group} group={group} onNavigate={onNavigate} />
      ))}
    </nav>
  );
}

interface NavigationGroupProps extends NavigationProps {
  readonly group: NavigationEntry["group"];
}

function NavigationGroup({ group, onNavigate }: NavigationGroupProps) {
  const id = useId();
  const me = useMe();
  return (
    <div className={classes.group}>
      <div id={id} className={classes.groupLabel}>
        {translated(group)}
      </div>
      <ul aria-labelledby={id} style={{ listStyle: "none", margin: 0, padding: 0 }}>
        {pageTable.map(({ path, navigation, role }) =>
          navigation?.group === group && roleReaches(me?.role ?? "viewer", role ?? "viewer") ? (
            <li key={path}>
              <Link
                to={path as never}
                className={classes.link ?? ""}
                activeOptions={{ exact: path === "/", includeSearch: false }}
                onClick={onNavigate}
              >
                <navigation.Icon size={18} stroke={1.7} aria-hidden />
                {translated(navigation.label)}
              </Link>
            </li>
          ) : null,
        )}
      </ul>
    </div>
  );
}
