// The network or page as the kiosk paints it, a moment after one stops writing.
import { useEffect, useRef, useState } from "preact/hooks";
import { apiBytes, Refused, sentenceOf } from "../api";
import { SelectField } from "../parts/form";
import { Icon } from "../parts/icon";
import { languages } from "./model";
import type { Thing } from "./thing";

const QUIET_MS = 700;
const PARTS_MOST = 40;
type Lang = "da" | (typeof languages)[number][0];
type Size = "1080x1920" | "1920x1080";

export function Preview<T extends { title: string }>({ thing, body }: { thing: Thing<T>; body: T }) {
  const [part, setPart] = useState(0); // how far down
  const [lang, setLang] = useState<Lang>("da");
  const [size, setSize] = useState<Size>("1080x1920");
  const [picture, setPicture] = useState<{ url: string; title: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const last = useRef<string | null>(null);
  const text = JSON.stringify(thing.tidy(body));

  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      setBusy(true);
      try {
        const blob = await apiBytes("POST", "v1/staff/preview", { type: thing.type, body: JSON.parse(text) as T, lang, size, part }, abort.signal);
        const url = URL.createObjectURL(blob);
        if (last.current) URL.revokeObjectURL(last.current);
        last.current = url;
        setPicture({ url, title: (JSON.parse(text) as T).title });
        setProblem(null);
      } catch (error) {
        if (abort.signal.aborted) return;
        const missing = error instanceof Refused && (error.status === 404 || error.code === "not_found" || error.status === 501);
        setProblem(missing ? "Forhåndsvisning er ikke slået til her." : sentenceOf(error, {
          invalid: "Billedet kommer, når de tomme felter er udfyldt.",
          unavailable: "Billedet kan ikke laves lige nu. Det påvirker ikke kladden.",
          failed: "Billedet kan ikke laves lige nu. Det påvirker ikke kladden.",
        }));
      }
      setBusy(false);
    }, picture === null && problem === null ? 0 : QUIET_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text, lang, size, part]);
  useEffect(() => () => void (last.current && URL.revokeObjectURL(last.current)), []);

  return (
    <section class="sheet preview" aria-labelledby="preview-heading" aria-busy={busy}>
      <h2 id="preview-heading" class="h4">Sådan bliver det på skærmen</h2>
      <div class="preview-tools">
        <SelectField id="preview-lang" label="Sprog" value={lang} onValue={setLang} choices={[["da", "Dansk"], ...languages.map(([code, name]) => [code, name] as const)]} />
        <SelectField id="preview-size" label="Skærm" value={size} onValue={setSize} choices={[["1080x1920", "Høj"], ["1920x1080", "Bred"]]} />
      </div>
      <div class="row-actions">
        {part > 0 && <button type="button" class="function-link" onClick={() => setPart(part - 1)}><Icon name="up" />Op<span class="sr-only"> på skærmen</span></button>}
        {part < PARTS_MOST && <button type="button" class="function-link" onClick={() => setPart(part + 1)}><Icon name="down" />Ned<span class="sr-only"> på skærmen</span></button>}
        {part > 0 && <span class="quiet small" role="status">{part === 1 ? "En skærm" : `${part} skærme`} nede</span>}
      </div>
      {problem !== null && <p class="quiet small" role="status">{problem}</p>}
      {picture ? (
        <a href={picture.url} target="_blank" rel="noopener"><img class={problem === null && !busy ? "" : "old"} src={picture.url} alt={`Skærmen med ${picture.title || thing.words.the}, som den bliver. Åbn i fuld størrelse.`} /></a>
      ) : problem === null && <div class={size === "1080x1920" ? "preview-place" : "preview-place wide"} />}
    </section>
  );
}
