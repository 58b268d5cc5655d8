import { type ReactNode, useEffect, useRef, useState } from "react";
import classes from "./scroll-region.module.css";

export interface ScrollRegionProps {
  readonly label: string;
  readonly children: ReactNode;
}

/**
 * What may be wider than its place. Where it is, the keyboard can stop there and scroll it; where it is not,
 * nobody has to tab past it.
 */
export function ScrollRegion({ label, children }: ScrollRegionProps) {
  const region = useRef<HTMLElement>(null);
  const [isWider, setIsWider] = useState(false);
  useEffect(() => {
    const element = region.current;
    if (element === null) return;
    const look = () => setIsWider(element.scrollWidth > element.clientWidth);
    const observer = new ResizeObserver(look);
    // The place changes with the window, what is in it with its rows.
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  return (
    <section
      ref={region}
      className={classes.region}
      aria-label={label}
      {...(isWider && { tabIndex: 0 })}
    >
      {children}
    </section>
  );
}
