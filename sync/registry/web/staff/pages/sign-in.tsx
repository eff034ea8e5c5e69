import { Accounts, useWays } from "../parts/accounts";
import { SignInForm } from "../parts/sign-in-form";
import { Top } from "../parts/top";
import { go, place } from "../route";
import { session, type Session } from "../session";

// Only to pages of ours: "/kiosks", never "//elsewhere".
function wanted(): string {
  const to = place.value.search.get("to") ?? "/";
  return /^\/(?!\/)/.test(to) && !to.startsWith("/sign-in") ? to : "/";
}

export default function SignIn() {
  const ways = useWays();
  const done = (who: Session) => go(who.needs === "set_up" ? "/second-factor" : wanted(), true);
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
