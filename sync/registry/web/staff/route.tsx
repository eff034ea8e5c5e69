// Addresses: the history API, links that stay on the page, and asking before leaving what is not saved.
import type { ComponentChildren } from "preact";
import { root } from "./api";
import { store } from "./store";

const base = `${root}staff`;

// "/kiosks" of ROOT/staff/kiosks; "/" of ROOT/staff.
function here(): string {
  const path = location.pathname.startsWith(base) ? location.pathname.slice(base.length) : "/";
  return path === "" ? "/" : path;
}

export interface Place {
  path: string;
  search: URLSearchParams;
  visit: number; // another one for each visit, so that going to the same page again begins it anew
}

let visits = 0;
const look = (): Place => ({ path: here(), search: new URLSearchParams(location.search), visit: visits++ });
export const place = store<Place>(look());

// What asks before somebody leaves; null: nothing is lost. Gives false to stay.
type Guard = () => Promise<boolean>;
let guard: Guard | null = null;
export function guardLeaving(ask: Guard | null): void {
  guard = ask;
}

export function href(path: string): string {
  return path === "/" ? base : base + path;
}

let shown = location.href;
async function move(change: () => void, back?: () => void): Promise<void> {
  if (guard !== null && !(await guard())) {
    back?.();
    return;
  }
  guard = null;
  change();
  shown = location.href;
  place.set(look());
  window.scrollTo(0, 0);
}

// `path` as in the table of pages, perhaps with ?…
export function go(path: string, replace = false): void {
  void move(() => (replace ? history.replaceState(null, "", href(path)) : history.pushState(null, "", href(path))));
}

// `path`, which is passed on the way to another: wanted() there.
export function onTheWay(path: string, to: string): string {
  return to === "/" ? path : `${path}?to=${encodeURIComponent(to)}`;
}

// Where somebody wanted to go who was asked for something first. Only to pages of ours: "/kiosks", never "//elsewhere".
export function wanted(): string {
  const to = place.value.search.get("to") ?? "/";
  return /^\/(?!\/)/.test(to) && !/^\/(sign-in|second-factor)/.test(to) ? to : "/";
}

// The address says what is filtered; the page is not begun anew.
export function setSearch(search: Record<string, string>): void {
  const kept = new URLSearchParams(Object.entries(search).filter(([, value]) => value !== ""));
  const text = kept.toString();
  history.replaceState(null, "", location.pathname + (text === "" ? "" : `?${text}`));
  shown = location.href;
}

window.addEventListener("popstate", () => {
  void move(() => undefined, () => history.pushState(null, "", shown));
});
window.addEventListener("beforeunload", (event) => {
  if (guard !== null) event.preventDefault();
});

interface LinkProps {
  to: string; // as in the table of pages, perhaps with ?…
  class?: string;
  id?: string;
  title?: string;
  "aria-current"?: "page" | "true";
  "aria-label"?: string;
  onChoose?: () => void;
  children?: ComponentChildren;
}

export function Link({ to, onChoose, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onChoose?.();
    go(to);
  };
  return <a {...rest} href={href(to)} onClick={follow} />;
}
