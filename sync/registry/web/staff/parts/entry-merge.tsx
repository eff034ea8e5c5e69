// Something happened to an entry while somebody wrote: what, by whom, and what shall hold where both wrote.
import { useLayoutEffect, useState } from "preact/hooks";
import { Refused } from "../api";
import { countText, momentText } from "../dates";
import { happenedText, statusNames, type Whole } from "../inbox";
import { merge } from "../networks/merge";
import { Dialog } from "./dialog";
import { Form, type Problems } from "./form";

export type Words = Record<string, string>; // what a form holds, by its field

const tidy = (words: Words): Words => Object.fromEntries(Object.entries(words).map(([key, text]) => [key, text.trim()]));
const same = (one: Words, other: Words): boolean => JSON.stringify(tidy(one)) === JSON.stringify(tidy(other));

// A form over one entry. Fetched anew, the entry is taken where nobody wrote here, or changed nothing of this form;
// what is typed stays, and so does the version that it was written against.
export function useEntryWords(entry: Whole, wordsOf: (entry: Whole) => Words) {
  const [seen, setSeen] = useState(entry);
  const [words, setWords] = useState<Words>(() => wordsOf(entry));
  const [current, setCurrent] = useState<Whole | null>(null);
  useLayoutEffect(() => { // before the next letter, which would be lost
    const now = wordsOf(entry);
    if (same(words, wordsOf(seen)) || same(words, now)) setWords(now);
    else if (!same(wordsOf(seen), now)) return;
    setSeen(entry);
  }, [entry]);
  // Gives false when something else has happened: the question is asked then.
  const save = async (send: (base: number, words: Words) => Promise<boolean>, base = seen.version, what = words): Promise<boolean> => {
    try {
      return await send(base, tidy(what));
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== "conflict") throw error;
      setCurrent((error.body as { current: Whole }).current);
      return false;
    }
  };
  return { seen, words, put: (more: Words) => setWords({ ...words, ...more }), setWords, save, current, setCurrent };
}

interface QuestionProps {
  form: ReturnType<typeof useEntryWords>;
  wordsOf: (entry: Whole) => Words;
  fields: Record<string, { name: string; textOf?: (value: string) => string }>;
  sentences: Record<string, string>;
  send: (base: number, words: Words) => Promise<boolean>;
  done: () => void;
}

export function EntryQuestion(props: QuestionProps) {
  const { current } = props.form;
  return current && <Question key={current.version} {...props} current={current} />;
}

function Question({ form, wordsOf, fields, sentences, send, done, current }: QuestionProps & { current: Whole }) {
  const [{ body, clashes }] = useState(() => merge(wordsOf(form.seen), tidy(form.words), wordsOf(current)));
  const [chosen, setChosen] = useState<Record<string, "mine" | "theirs">>({});
  const known = form.seen.history.length;
  const since = current.history.slice(current.history.length > known ? known : -1);
  const last = since[since.length - 1];
  const textOf = (pointer: string, value: unknown) => {
    const text = String(value ?? "");
    return text === "" ? "(ingenting)" : (fields[pointer.slice(1)]?.textOf?.(text) ?? text);
  };
  const missing = (): Problems =>
    Object.fromEntries(clashes.filter((one) => chosen[one.pointer] === undefined).map((one) => [`clash-${one.pointer}-mine`, `Vælg: ${fields[one.pointer.slice(1)]?.name ?? ""}`]));
  const submit = async () => {
    const merged = clashes.reduce<Words>((whole, one) => ({ ...whole, [one.pointer.slice(1)]: String((chosen[one.pointer] === "mine" ? one.mine : one.theirs) ?? "") }), body as Words);
    form.setWords(merged);
    if (!(await form.save(send, current.version, merged))) return;
    form.setCurrent(null);
    done();
  };
  return (
    <Dialog title="Der er sket noget imens" wide onClose={() => form.setCurrent(null)}>
      <p>Intet er overskrevet, og det, du har skrevet, står her stadig.</p>
      <ul>
        {since.map((event, at) => (
          <li key={at}>{happenedText(event)}{event.status && `: ${statusNames[event.status]}`} ({momentText(event.at)})</li>
        ))}
      </ul>
      {last?.what === "corrected" && <p class="typed" dir="auto">{[current.title, current.text].filter(Boolean).join("\n")}</p>}
      <Form submit={clashes.length > 0 ? "Gem det valgte" : "Gem mit alligevel"} check={missing} send={submit} sentences={sentences}
        more={<button type="button" class="button button-secondary" onClick={() => form.setCurrent(null)}>Tilbage til mit</button>}>
        {() => (
          <>
            <p>{clashes.length > 0 ? `I ${countText(clashes.length, "felt", "felter")} har I begge skrevet. Vælg, hvad der skal stå.` : "I har ikke skrevet i de samme felter."}</p>
            {clashes.map((one) => (
              <fieldset key={one.pointer} class="clash">
                <legend>{fields[one.pointer.slice(1)]?.name}</legend>
                {(["mine", "theirs"] as const).map((side) => (
                  <div class="form-group-radio" key={side}>
                    <input type="radio" class="form-radio" id={`clash-${one.pointer}-${side}`} name={`clash-${one.pointer}`} checked={chosen[one.pointer] === side} onChange={() => setChosen({ ...chosen, [one.pointer]: side })} />
                    <label for={`clash-${one.pointer}-${side}`}><strong>{side === "mine" ? "Dit" : "Det andet"}:</strong> <span class="typed" dir="auto">{textOf(one.pointer, side === "mine" ? one.mine : one.theirs)}</span></label>
                  </div>
                ))}
              </fieldset>
            ))}
          </>
        )}
      </Form>
    </Dialog>
  );
}
