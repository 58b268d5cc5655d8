import { Button, type ButtonProps } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

export interface ButtonLinkProps extends ButtonProps {
  readonly to: string;
  readonly search?: Record<string, string>;
  readonly children: ReactNode;
}

/** Looks like a button, is a link: it leads somewhere and can be opened in another tab. */
export function ButtonLink({ to, search, children, ...rest }: ButtonLinkProps) {
  return (
    <Button component={Link} to={to as never} search={search as never} {...(rest as object)}>
      {children}
    </Button>
  );
}
