// What the page asks the registry: JSON with the session's CSRF token, and errors as sentences.
import { proveAgain, signInAgain, session, setSession, type Session } from "./session";

// The page may stand below any path of a proxy: this module lies in ROOT/assets/.
export const root = new URL("../", import.meta.url).pathname;

const PATIENCE_MS = 30_000;

// A refusal of the registry's ({"error":{"code","message"}}), or "offline", "failed" and "unsure", which are ours.
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly waitSeconds: number,
    readonly body: unknown, // as it came, for refusals that tell more
  ) {
    super(message);
  }
}

const sentences: Record<string, string> = {
  offline: "Der er ikke forbindelse til registret lige nu. Det, du har skrevet, står her stadig. Prøv igen om lidt.",
  failed: "Registret kunne ikke gøre det lige nu. Intet er ændret. Prøv igen om lidt.",
  unsure: "Der kom intet svar fra registret, så det kan være gemt. Prøv igen om lidt.",
  not_allowed: "Din rolle må ikke dette. Spørg en administrator.",
  not_found: "Det findes ikke mere. Måske har en anden slettet det.",
  too_large: "Det er for stort til at blive sendt.",
  wrong_sign_in: "Navn eller adgangskode er forkert.",
  wrong_code: "Koden er forkert, eller den er brugt før. Vent på den næste, og prøv igen.",
  weak_password: "En adgangskode er på 12 til 256 tegn.",
  known_password: "Den adgangskode er blandt dem, der oftest bliver stjålet og gættet. Vælg en anden, fx fire ord, som ikke hører sammen.",
  invitation_unknown: "Linket er brugt, eller det er for gammelt. Bed en administrator om et nyt.",
  name_taken: "Der er allerede en, der hedder sådan.",
  other_user: "En anden er nu logget ind i denne browser. Intet er sendt. Log ind igen, hvis det ikke er dig, der skal gøre det.",
  sign_in_needed: "Log ind først.",
  proof_needed: "Vis først, at det er dig.",
  second_factor_needed: "Giv koden fra din telefon først.",
  conflict: "En anden har ændret det imens.",
  kept: "Dine ændringer er ikke gemt endnu. Gemmer du igen, erstatter de den andens.",
  no_content: "Der er intet indhold endnu. En administrator kan lægge det ind fra overblikket.",
  cross_site: "Det kom fra en anden side. Åbn siden igen, og prøv en gang til.",
};

// The sentence for whoever looks at the page. `own` are the page's own sentences, by code.
export function sentenceOf(error: unknown, own: Record<string, string> = {}): string {
  if (!(error instanceof Refused)) return "Siden lavede en fejl. Genindlæs den, og prøv igen.";
  if (error.status === 429) return waitSentence(error.waitSeconds);
  // In Danish already: the registry's own sentence, with the sizes, or a page's.
  if (error.code === "site_full" || error.code === "told") return error.message;
  return own[error.code] ?? sentences[error.code] ?? `Registret sagde nej: ${error.message}`;
}

export function waitSentence(seconds: number): string {
  if (seconds > 90) return `For mange forsøg. Vent ${Math.ceil(seconds / 60)} minutter, og prøv igen.`;
  return `For mange forsøg. Vent ${seconds} ${seconds === 1 ? "sekund" : "sekunder"}, og prøv igen.`;
}

export type Method = "GET" | "POST" | "PUT" | "DELETE";

interface Question {
  method: Method;
  path: string; // "v1/…", without a slash in front
  body?: unknown; // sent as JSON; a Blob as it is
  signal?: AbortSignal;
}

async function send(question: Question): Promise<Response> {
  const headers: Record<string, string> = {};
  const token = session.value?.csrf;
  if (token && question.method !== "GET") headers["Forhal-Csrf"] = token;
  let body: BodyInit | undefined;
  if (question.body instanceof Blob) {
    body = question.body;
  } else if (question.body !== undefined) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(question.body);
  }
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const signal = question.signal ? AbortSignal.any([question.signal, patience]) : patience;
  try {
    return await fetch(root + question.path, {
      method: question.method, headers, body, signal, credentials: "same-origin", cache: "no-store",
    });
  } catch (error) {
    if (question.signal?.aborted) throw error;
    throw new Refused(0, "offline", "", 0, null);
  }
}

async function refusal(answer: Response): Promise<Refused> {
  const body: unknown = await answer.json().catch(() => null);
  const error = (body as { error?: { code?: string; message?: string } } | null)?.error;
  const wait = Number(answer.headers.get("Retry-After") ?? 0);
  // Without the registry's own words it was a proxy that answered: what became of it, nobody knows.
  const code = error?.code ?? (answer.status >= 500 ? "unsure" : "not_found");
  return new Refused(answer.status, error && answer.status >= 500 ? "failed" : code, error?.message ?? "", wait, body);
}

// Once more, after what can be put right: the session is over, or another tab has made it whole under another token.
async function ask(question: Question, again = true): Promise<Response> {
  const answer = await send(question);
  if (answer.ok) return answer;
  const refused = await refusal(answer);
  if (!again || question.path === "v1/session" || question.path === "v1/welcome") throw refused;
  if (refused.code === "csrf") {
    const before = session.value?.name;
    const now = await refreshSession();
    // What one has written must not be sent in another's name.
    if (now !== null && before !== undefined && now.name !== before) throw new Refused(403, "other_user", "", 0, null);
    return ask(question, false);
  }
  if (refused.code === "proof_needed") {
    await proveAgain();
    return ask(question, false);
  }
  if (refused.code === "sign_in_needed" || refused.code === "second_factor_needed") {
    await signInAgain();
    return ask(question, false);
  }
  throw refused;
}

export async function api<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const answer = await ask({ method, path, body, signal });
  return (await answer.json().catch(() => ({}))) as T;
}

// What is no JSON: a picture, a file to save.
export async function apiBytes(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<Blob> {
  const answer = await ask({ method, path, body, signal });
  return answer.blob();
}

// The answer itself, for whoever needs its headers.
export function apiAnswer(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  return ask({ method, path, body, signal });
}

export async function refreshSession(): Promise<Session | null> {
  try {
    setSession(await api<Session>("GET", "v1/session"));
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 401) throw error;
    setSession(null);
  }
  return session.value;
}
