// A question over the page, with the browser's own <dialog>: the keyboard stays in it, Escape closes it, and whoever
// opened it has the focus again.
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { sentenceOf } from "../api";
import { store, useStore } from "../store";
import { Icon } from "./icon";

interface DialogProps {
  title: string;
  wide?: boolean;
  onClose?: () => void; // without it, it can't be closed but by what is inside
  children: ComponentChildren;
}

export function Dialog({ title, wide, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Before the next key: it is for the question, not for what stands behind it.
  useLayoutEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    dialog.current?.showModal();
    return () => {
      dialog.current?.close();
      before?.focus();
    };
  }, []);
  const cancel = (event: Event) => {
    event.preventDefault();
    onClose?.();
  };
  return (
    <dialog ref={dialog} class={`question${wide ? " wide" : ""}`} aria-labelledby={heading} onCancel={cancel}>
      <div class="inside">
        <h2 id={heading}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

// ---- yes or no ----
interface Ask {
  title: string;
  text: ComponentChildren;
  yes: string; // what the button does: "Slet linket", never "OK"
  no?: string;
  danger?: boolean;
  act?: () => Promise<unknown>; // carried out while the question is open; when it fails, the question says why
  done: (answer: boolean) => void;
}
const asked = store<Ask | null>(null);

// Gives true once it was said yes to and `act` is done. Nothing that can't be undone happens without it.
export function ask(question: Omit<Ask, "done">): Promise<boolean> {
  return new Promise((done) => asked.set({ ...question, done }));
}

export function Questions() {
  const question = useStore(asked);
  return question && <Question key={question.title} question={question} />;
}

function Question({ question }: { question: Ask }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const answer = (yes: boolean) => {
    asked.set(null);
    question.done(yes);
  };
  const yes = async () => {
    setBusy(true);
    try {
      await question.act?.();
      answer(true);
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Dialog title={question.title} onClose={() => answer(false)}>
      {typeof question.text === "string" ? <p>{question.text}</p> : question.text}
      {error !== null && (
        <div class="alert alert-error" role="alert"><Icon name="error" class="alert-icon" /><div class="alert-body"><p class="alert-text">{sentenceOf(error)}</p></div></div>
      )}
      <div class="actions">
        <button type="button" class={question.danger ? "button button-danger" : "button button-primary"} disabled={busy} onClick={yes}>{question.yes}</button>
        <button type="button" class="button button-secondary" onClick={() => answer(false)}>{question.no ?? "Fortryd"}</button>
      </div>
    </Dialog>
  );
}
