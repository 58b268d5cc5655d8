import type { ReactNode } from "react";
import { Brand } from "./brand.tsx";
import { LanguageRow } from "./language-row.tsx";
import classes from "./quiet-page.module.css";

export interface QuietPageProps {
  readonly width: number;
  readonly children: ReactNode;
}

/** The frame of what comes before the shell: set-up and logon. */
export function QuietPage({ width, children }: QuietPageProps) {
  return (
    <div className={classes.root}>
      <header className={classes.bar}>
        <Brand />
        <LanguageRow />
      </header>
      <main className={classes.main} style={{ maxWidth: width }}>
        {children}
      </main>
    </div>
  );
}
