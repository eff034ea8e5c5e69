// Forms as dkfds has them: a label, a hint, what is wrong beside the field, and a summary that leads to the fields.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Refused, sentenceOf } from "../api";
import { Icon } from "./icon";

// What is wrong, by the field's id; "" is of none.
export type Problems = Record<string, string>;

interface FieldProps {
  id: string;
  label: string;
  hint?: ComponentChildren;
  problem?: string;
  optional?: boolean;
  children: (attributes: { id: string; "aria-describedby"?: string; "aria-invalid"?: "true" }) => ComponentChildren;
}

export function Field({ id, label, hint, problem, optional, children }: FieldProps) {
  const describedBy = [hint ? `${id}-hint` : "", problem ? `${id}-error` : ""].filter((part) => part !== "").join(" ");
  return (
    <div class={`form-group${problem ? " form-error" : ""}`}>
      <label class="form-label" for={id}>{label}{optional && <span class="weight-normal"> (frivilligt)</span>}</label>
      {hint && <span class="form-hint" id={`${id}-hint`}>{hint}</span>}
      {problem && <span class="form-error-message" id={`${id}-error`}><span class="sr-only">Fejl: </span>{problem}</span>}
      {children({
        id,
        ...(describedBy ? { "aria-describedby": describedBy } : {}),
        ...(problem ? { "aria-invalid": "true" as const } : {}),
      })}
    </div>
  );
}

interface InputAttributes {
  type?: "text" | "email" | "tel" | "url" | "number" | "date" | "time" | "datetime-local";
  autocomplete?: string;
  autocapitalize?: "none" | "characters" | "words";
  inputMode?: "numeric" | "email" | "tel" | "url";
  spellcheck?: boolean;
  readOnly?: boolean;
  disabled?: boolean;
  maxLength?: number;
  min?: string | number;
  max?: string | number;
  lang?: string;
  dir?: "ltr" | "rtl" | "auto";
}
interface TextFieldProps extends InputAttributes {
  id: string;
  label: string;
  value: string;
  onValue: (value: string) => void;
  hint?: ComponentChildren;
  problem?: string;
  optional?: boolean;
  most?: number; // signs; how many are left is said when few are
}

export function TextField({ id, label, value, onValue, hint, problem, optional, most, ...input }: TextFieldProps) {
  return (
    <Field id={id} label={label} hint={hint} problem={problem} optional={optional}>
      {(attributes) => (
        <>
          <input {...({ type: "text", autocomplete: "off", ...input } as object)} {...attributes} class="form-input" value={value} onInput={(event) => onValue(event.currentTarget.value)} />
          <Left value={value} most={most} />
        </>
      )}
    </Field>
  );
}

interface AreaFieldProps extends Omit<TextFieldProps, Exclude<keyof InputAttributes, "lang" | "dir">> {
  rows?: number;
}

export function AreaField({ id, label, value, onValue, hint, problem, optional, most, rows = 4, lang, dir }: AreaFieldProps) {
  return (
    <Field id={id} label={label} hint={hint} problem={problem} optional={optional}>
      {(attributes) => (
        <>
          <textarea {...attributes} class="form-textarea form-input" rows={rows} value={value} lang={lang} dir={dir} onInput={(event) => onValue(event.currentTarget.value)} />
          <Left value={value} most={most} />
        </>
      )}
    </Field>
  );
}

// Signs as people count them; nothing is cut while one writes.
function Left({ value, most }: { value: string; most?: number }) {
  if (most === undefined) return null;
  const left = most - [...value].length;
  if (left > most * 0.25) return null;
  const text = left >= 0 ? `${left} tegn tilbage` : `${-left} tegn for meget`;
  return <p class={`form-limit-note${left < 0 ? " over" : ""}`}>{text}</p>;
}

interface SelectFieldProps<T extends string> {
  id: string;
  label: string;
  value: T;
  onValue: (value: T) => void;
  choices: readonly (readonly [T, string])[];
  hint?: ComponentChildren;
  problem?: string;
  disabled?: boolean;
}

export function SelectField<T extends string>({ id, label, value, onValue, choices, hint, problem, disabled }: SelectFieldProps<T>) {
  return (
    <Field id={id} label={label} hint={hint} problem={problem}>
      {(attributes) => (
        <select {...attributes} class="form-select" value={value} disabled={disabled} onChange={(event) => onValue(event.currentTarget.value as T)}>
          {choices.map(([key, text]) => <option key={key} value={key} selected={key === value}>{text}</option>)}
        </select>
      )}
    </Field>
  );
}

interface CheckFieldProps {
  id: string;
  label: ComponentChildren;
  checked: boolean;
  onValue: (checked: boolean) => void;
  disabled?: boolean;
}

export function CheckField({ id, label, checked, onValue, disabled }: CheckFieldProps) {
  return (
    <div class="form-group-checkbox">
      <input type="checkbox" class="form-checkbox" id={id} checked={checked} disabled={disabled} onChange={(event) => onValue(event.currentTarget.checked)} />
      <label for={id}>{label}</label>
    </div>
  );
}

interface ChoiceFieldProps<T extends string> {
  name: string;
  label: string;
  value: T;
  onValue: (value: T) => void;
  choices: readonly (readonly [T, ComponentChildren])[];
  hint?: ComponentChildren;
}

export function ChoiceField<T extends string>({ name, label, value, onValue, choices, hint }: ChoiceFieldProps<T>) {
  return (
    <fieldset class="form-group" aria-describedby={hint ? `${name}-hint` : undefined}>
      <legend class="form-label">{label}</legend>
      {hint && <span class="form-hint" id={`${name}-hint`}>{hint}</span>}
      {choices.map(([key, text]) => (
        <div class="form-group-radio" key={key}>
          <input type="radio" class="form-radio" id={`${name}-${key}`} name={name} checked={key === value} onChange={() => onValue(key)} />
          <label for={`${name}-${key}`}>{text}</label>
        </div>
      ))}
    </fieldset>
  );
}

// ---- the form itself ----
interface FormProps {
  // Says what is wrong before anything is sent; {} when nothing is.
  check?: () => Problems;
  send: () => Promise<void>;
  sentences?: Record<string, string>; // the page's own, by the refusal's code
  fieldOf?: Record<string, string>; // which field a refusal is about, by code
  submit: string;
  busyText?: string;
  danger?: boolean;
  more?: ComponentChildren; // beside the button
  children: (problems: Problems, busy: boolean) => ComponentChildren;
}

// Keeps what was typed whatever the registry says; while it is sent it is not sent again.
export function Form({ check, send, sentences, fieldOf = {}, submit, busyText, danger, more, children }: FormProps) {
  const [problems, setProblems] = useState<Problems>({});
  const [busy, setBusy] = useState(false);
  const [round, setRound] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  const alive = useRef(true);
  useEffect(() => () => void (alive.current = false), []);
  useLayoutEffect(() => {
    if (round > 0) form.current?.querySelector<HTMLElement>(".error-summary")?.focus();
  }, [round]);

  const tell = (found: Problems) => {
    setProblems(found);
    setRound((count) => count + 1);
  };
  const submitted = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const found = check?.() ?? {};
    if (Object.keys(found).length > 0) return tell(found);
    setProblems({});
    setBusy(true);
    try {
      await send();
    } catch (error) {
      const field = error instanceof Refused && error.status !== 429 ? (fieldOf[error.code] ?? "") : "";
      if (alive.current) tell({ [field]: sentenceOf(error, sentences) });
    }
    if (alive.current) setBusy(false);
  };
  return (
    <form ref={form} onSubmit={submitted} noValidate aria-busy={busy}>
      <Summary problems={problems} />
      {children(problems, busy)}
      <div class="actions">
        <button type="submit" class={danger ? "button button-danger" : "button button-primary"} aria-disabled={busy}>{busy ? (busyText ?? "Vent …") : submit}</button>
        {more}
      </div>
    </form>
  );
}

export function Summary({ problems }: { problems: Problems }) {
  const heading = useId();
  const all = Object.entries(problems);
  if (all.length === 0) return null;
  const lead = (id: string) => (event: Event) => {
    event.preventDefault();
    document.getElementById(id)?.focus();
  };
  const only = all.length === 1 && all[0]?.[0] === "" ? all[0][1] : null;
  return (
    <div class="alert alert-error error-summary" role="alert" tabIndex={-1} aria-labelledby={heading}>
      <Icon name="error" class="alert-icon" />
      <div class="alert-body">
        <h2 class="alert-heading h4" id={heading}>{only ?? "Der mangler noget"}</h2>
        {only === null && (
          <ul class="alert-text">
            {all.map(([id, text]) => <li key={id}>{id === "" ? text : <a href={`#${id}`} onClick={lead(id)}>{text}</a>}</li>)}
          </ul>
        )}
      </div>
    </div>
  );
}
