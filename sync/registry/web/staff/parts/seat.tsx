// Giving a seat: asks when there is none left, and for a reason when others came before.
import { useState } from "preact/hooks";
import { api, Refused } from "../api";
import { ask, Dialog } from "./dialog";
import { AreaField, Form, type Problems } from "./form";

export interface SeatReply {
  order: number;
  status: string;
  base: number; // the version that was seen
  answer?: string;
  beyond?: boolean;
  reason?: string;
}

const codeOf = (error: unknown): string => (error instanceof Refused ? error.code : "");

// Gives true when it was said; false when somebody changed their mind.
export function useSeatReply(): { reply: (what: SeatReply) => Promise<boolean>; question: preact.JSX.Element | null } {
  const [asked, setAsked] = useState<{ what: SeatReply; done: (reason: string | null) => void } | null>(null);
  const reply = async (what: SeatReply): Promise<boolean> => {
    try {
      await api("POST", "v1/staff/entries", what);
      return true;
    } catch (error) {
      if (codeOf(error) === "no_seats_left" && !what.beyond) {
        const yes = await ask({
          title: "Der er ikke flere pladser",
          text: "Alle pladser er givet, måske lige nu af en kollega. Vil du give en plads mere end dem, der er?",
          yes: "Giv en ekstra plads",
        });
        return yes ? reply({ ...what, beyond: true }) : false;
      }
      if (codeOf(error) === "out_of_turn" && !what.reason) {
        const reason = await new Promise<string | null>((done) => setAsked({ what, done }));
        setAsked(null);
        return reason === null ? false : reply({ ...what, reason });
      }
      throw error;
    }
  };
  return { reply, question: asked && <Reason key={asked.what.order} done={asked.done} /> };
}

function Reason({ done }: { done: (reason: string | null) => void }) {
  const [reason, setReason] = useState("");
  return (
    <Dialog title="Andre kom før" onClose={() => done(null)}>
      <p>Pladser gives i den rækkefølge, de er ønsket. Skriv, hvorfor du giver denne uden for tur. Det står i historien, og kun I kan se det.</p>
      <Form
        submit="Giv pladsen"
        check={(): Problems => (reason.trim() === "" ? { "seat-reason": "Skriv en grund." } : {})}
        send={async () => done(reason.trim())}
        more={<button type="button" class="button button-secondary" onClick={() => done(null)}>Fortryd</button>}
      >
        {(problems) => <AreaField id="seat-reason" label="Grund" rows={3} value={reason} onValue={setReason} problem={problems["seat-reason"]} most={300} />}
      </Form>
    </Dialog>
  );
}
