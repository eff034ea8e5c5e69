// When the session is over in the middle of something: signing in over the page, which keeps what was typed.
import { gaveUp, isWhole, session, signedInAgain, waiting, type Session } from "../session";
import { Refused } from "../api";
import { useStore } from "../store";
import { useRef } from "preact/hooks";
import { Dialog } from "./dialog";
import { SignInForm } from "./sign-in-form";

export function Again() {
  const count = useStore(waiting);
  const who = useStore(session);
  const whose = useRef<string | null>(null);
  if (who && count === 0) whose.current = who.name;
  if (count === 0) return null;
  const done = (now: Session) => {
    // Somebody else's page, or one who must set up a telephone first, begins anew.
    if (!isWhole(now) || (whose.current !== null && now.name !== whose.current)) location.reload();
    else signedInAgain();
  };
  const leave = () => gaveUp(new Refused(401, "sign_in_needed", "", 0, null));
  return (
    <Dialog title="Log ind igen" onClose={leave}>
      <p>Du har været væk for længe, så du er logget ud. Det, du har skrevet, står her stadig, når du er logget ind igen.</p>
      <SignInForm name={whose.current ?? undefined} onDone={done} />
    </Dialog>
  );
}
