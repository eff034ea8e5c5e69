// A state in words, with a shape and a colour of its own: none of the three says it alone.
export type StateKind = "good" | "wait" | "bad" | "news" | "quiet";
const classes: Record<StateKind, string> = {
  good: "state-good", wait: "state-wait", bad: "state-bad", news: "state-news", quiet: "state-quiet",
};

export function State({ kind, children }: { kind: StateKind; children: string }) {
  return <span class={`state ${classes[kind]}`}><i aria-hidden="true" />{children}</span>;
}
