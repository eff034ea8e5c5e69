// What was looked through after an erasure, and what was found.
import { api } from "../api";
import { momentText } from "../dates";
import { kindName } from "./entry-words";
import { useEvery } from "./load";
import { State, type StateKind } from "./state";

export interface Proof {
  number: number;
  at: string;
  who: string;
  reason: string;
  kind: string;
  state: "waiting" | "cut" | "clean" | "kept" | "found" | "rows";
  record: { looked_in: { place: string; bytes: number }[]; words: { what: string; before?: number; after?: number; kept?: string[] }[] };
}

export const proofStates: Record<Proof["state"], [StateKind, string, string]> = {
  waiting: ["wait", "Leder endnu", "Nogen læser i registret lige nu, eller filerne er store. Det fortsætter af sig selv."],
  cut: ["wait", "Slettet, men uden bevis", "Registret blev startet om, mens det ledte, og ved ikke mere, hvad det skulle lede efter. Der er slettet; det er kun beviset, der mangler."],
  clean: ["good", "Intet tilbage", "Alle registrets filer er læst, og der er ikke et tegn tilbage."],
  kept: ["wait", "Også i det, der beholdes", "Rækken er væk, men et af ordene står også i noget, der ikke blev slettet, fx samme navn et andet sted."],
  found: ["bad", "Der er noget tilbage", "Der er tegn tilbage, som intet af det, der beholdes, forklarer. Tal med den, der driver registret."],
  rows: ["good", "Ikke i nogen tabel", "Ingen tabel i databasen har det mere. Databasens egne filer og kopier kan registret ikke læse."],
};
const whatNames: Record<string, string> = { name: "Navn", contact: "Mail eller telefon", title: "Titel", text: "Tekst", brings: "Tager med", row: "Rækkens eget mærke" };
const number = new Intl.NumberFormat("da-DK");

export function ProofSheet({ proof, onUpdate }: { proof: Proof; onUpdate?: (proof: Proof) => void }) {
  const [kind, title, text] = proofStates[proof.state];
  const waits = proof.state === "waiting" && onUpdate !== undefined;
  useEvery(2, () => {
    if (!waits) return;
    void api<{ proofs: Proof[] }>("GET", `v1/staff/privacy/proofs?number=${proof.number}`).then((now) => now.proofs[0] && onUpdate?.(now.proofs[0]), () => undefined);
  });
  return (
    <section class="sheet" aria-label={`Bevis nummer ${proof.number}`}>
      <h2>Bevis nr. {proof.number} <State kind={kind}>{title}</State></h2>
      <p>{text}</p>
      <dl class="facts">
        <dt>Hvad</dt><dd>{kindName(proof.kind)}</dd>
        <dt>Hvem og hvornår</dt><dd>{proof.who}, {momentText(proof.at)}</dd>
        <dt>Hvorfor</dt><dd>{proof.reason}</dd>
      </dl>
      {proof.record.looked_in.length > 0 && (
        <details class="details mt-4">
          <summary>Hvad der blev ledt i</summary>
          <ul>{proof.record.looked_in.map((place) => <li key={place.place}>{place.place === "tables" ? `${number.format(place.bytes)} tabeller` : `${place.place}: ${number.format(place.bytes)} byte`}</li>)}</ul>
          <table class="table">
            <caption class="sr-only">Hvad der blev ledt efter</caption>
            <thead><tr><th scope="col">Ledt efter</th><th scope="col">Før</th><th scope="col">Efter</th><th scope="col">Også i</th></tr></thead>
            <tbody>
              {proof.record.words.map((word, at) => (
                <tr key={at}><td>{whatNames[word.what] ?? word.what}</td><td>{word.before ?? "–"}</td><td>{word.after ?? "–"}</td><td>{word.kept?.join(", ") ?? ""}</td></tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </section>
  );
}
