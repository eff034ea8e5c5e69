// Tabs: one chosen by mouse or arrow keys, the others beside it; all stay as they were when one comes back.
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

export interface Tab {
  key: string;
  title: string;
  count?: number; // something to see to in there
}

interface TabsProps {
  label: string;
  tabs: Tab[];
  chosen: string;
  onChosen: (key: string) => void;
  children: (key: string) => ComponentChildren;
}

export function Tabs({ label, tabs, chosen, onChosen, children }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const onKey = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.key === chosen);
    const to = event.key === "ArrowRight" ? at + 1 : event.key === "ArrowLeft" ? at - 1 : event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1 : -2;
    if (to === -2) return;
    event.preventDefault();
    const place = (to + tabs.length) % tabs.length;
    onChosen(tabs[place]?.key ?? chosen);
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[place]?.focus();
  };
  return (
    <>
      <div ref={list} class="tab-list" role="tablist" aria-label={label} onKeyDown={onKey}>
        {tabs.map((tab) => (
          <button key={tab.key} type="button" role="tab" id={`tab-${tab.key}`} class="tab" aria-selected={tab.key === chosen} aria-controls={`panel-${tab.key}`} tabIndex={tab.key === chosen ? 0 : -1} onClick={() => onChosen(tab.key)}>
            {tab.title}{tab.count ? <span class="badge-count">{tab.count}<span class="sr-only"> at se på</span></span> : null}
          </button>
        ))}
      </div>
      {tabs.map((tab) => (
        <div key={tab.key} role="tabpanel" id={`panel-${tab.key}`} aria-labelledby={`tab-${tab.key}`} class="tab-panel" hidden={tab.key !== chosen}>
          {tab.key === chosen && children(tab.key)}
        </div>
      ))}
    </>
  );
}
