import { Accounts, useWays } from "../parts/accounts";
import { SignInForm } from "../parts/sign-in-form";
import { Top } from "../parts/top";
import { go, onTheWay, wanted } from "../route";
import { session, type Session } from "../session";

export default function SignIn() {
  const ways = useWays();
  const done = (who: Session) => go(who.needs === "set_up" ? onTheWay("/second-factor", wanted()) : wanted(), true);
  return (
    <div class="narrow">
      <Top title="Log ind" lead="For dig, der arbejder med Netværksstrukturen." />
      <Accounts ways={ways} />
      {ways.password && (
        <>
          <div class="sheet">
            <SignInForm begin={session.value?.needs === "code" ? "code" : "name"} onDone={done} />
          </div>
          <p class="quiet small">Har du ikke adgang endnu? Bed en administrator om en invitation.</p>
        </>
      )}
    </div>
  );
}
