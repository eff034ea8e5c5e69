// The head of a page: its h1, which gets the focus when one comes to the page, a sentence, and what one can do.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { Link } from "../route";
import { Icon } from "./icon";

interface TopProps {
  title: string;
  lead?: ComponentChildren;
  back?: { to: string; text: string };
  children?: ComponentChildren; // buttons
}

// The very first page that is shown leaves the focus where the browser has it, so that the skip link comes first.
let shownBefore = false;

export function Top({ title, lead, back, children }: TopProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => { // later it would take the focus from a field that somebody writes in already
    if (shownBefore) heading.current?.focus({ preventScroll: true });
    shownBefore = true;
  }, []);
  useEffect(() => {
    document.title = `${title} – Forhal`;
  }, [title]);
  return (
    <>
      {back && <p class="way-back"><Link class="back-link" to={back.to}><Icon name="back" />{back.text}</Link></p>}
      <div class="page-top">
        <div>
          <h1 ref={heading} tabIndex={-1}>{title}</h1>
          {lead && <p class="lead">{lead}</p>}
        </div>
        {children && <div class="actions">{children}</div>}
      </div>
    </>
  );
}
