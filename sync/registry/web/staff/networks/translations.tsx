// The other languages beside the Danish: what is missing, and what was translated before the Danish changed.
import { useState } from "preact/hooks";
import { Field, CheckField } from "../parts/form";
import { State } from "../parts/state";
import { fieldName, languages, most, translatable, translate, valueAt, type Network } from "./model";

interface TranslationsProps {
  body: Network;
  onBody: (body: Network) => void;
  olderIn: (lang: string) => string[]; // pointers of the Danish that changed since
  isRight: (lang: string, pointer: string) => boolean; // all the same
  onRight: (lang: string, pointer: string, on: boolean) => void;
}

function limitOf(pointer: string): number {
  const last = pointer.split("/").pop() ?? "";
  if (last === "short_title") return most.short_title;
  if (last === "keyword") return most.keyword;
  if (last === "question") return most.question;
  if (["sentence", "alt", "caption"].includes(last)) return most.sentence;
  if (last === "invitation") return most.invitation;
  if (pointer.startsWith("/remarks") || last === "text") return most.paragraph;
  return last === "place" || last === "receiver" ? most.phrase : most.name;
}

export function Translations({ body, onBody, olderIn, isRight, onRight }: TranslationsProps) {
  const [lang, setLang] = useState<(typeof languages)[number][0]>("en");
  const [, name, dir] = languages.find(([code]) => code === lang) ?? languages[0];
  const pointers = translatable(body);
  const textOf = (code: string, pointer: string) => String(valueAt(body.translations?.[code], pointer) ?? "");
  const missing = (code: string) => pointers.filter((pointer) => textOf(code, pointer).trim() === "").length;
  const older = olderIn(lang);
  return (
    <>
      <p>Det, der mangler, vises på dansk på skærmen, og det står der. Skriv i eget tempo: en kladde må gerne være halv.</p>
      <div class="language-choice" role="group" aria-label="Sprog">
        {languages.map(([code, title]) => {
          const count = missing(code);
          return (
            <button key={code} type="button" class={`button ${code === lang ? "button-primary" : "button-secondary"}`} aria-pressed={code === lang} onClick={() => setLang(code)}>
              {title}{count > 0 && <span class="badge-count">{count}<span class="sr-only"> mangler</span></span>}
            </button>
          );
        })}
      </div>
      <h2>{name}</h2>
      {pointers.map((pointer) => {
        const text = textOf(lang, pointer);
        const danish = String(valueAt(body, pointer));
        const old = text !== "" && older.includes(pointer);
        const left = limitOf(pointer) - [...text].length;
        return (
          <div class="beside-danish" key={pointer}>
            <div>
              <p class="small quiet">{fieldName(pointer)}</p>
              <p lang="da">{danish}</p>
            </div>
            <Field id={`text-${lang}${pointer.replaceAll("/", "-")}`} label={`${fieldName(pointer)} på ${name.toLowerCase()}`}>
              {(attributes) => (
                <>
                  <textarea {...attributes} class="form-textarea form-input" rows={danish.length > 70 ? 4 : 2} lang={lang} dir={dir} value={text} onInput={(event) => onBody(translate(body, lang, pointer, event.currentTarget.value))} />
                  {left < 0 && <p class="form-limit-note over">{-left} tegn for meget</p>}
                  {text.trim() === "" && <State kind="quiet">Mangler</State>}
                  {old && <div class="old-text"><State kind="wait">Ældre end den danske</State><CheckField id={`checked-${lang}${pointer.replaceAll("/", "-")}`} label="Passer stadig" checked={isRight(lang, pointer)} onValue={(on) => onRight(lang, pointer, on)} /></div>}
                </>
              )}
            </Field>
          </div>
        );
      })}
    </>
  );
}
