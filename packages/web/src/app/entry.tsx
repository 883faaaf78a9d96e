/** What is there while nobody is signed in: the sign-in at every address, and the first set-up at its own. */
import type { Whoami } from "@halcyon/contracts";
import { useEffect, useState } from "react";
import { SetUp } from "./set-up.tsx";
import { SignIn } from "./sign-in.tsx";

const setupPath = "/setup";

export function Entry({ onDone }: { readonly onDone: (who: Whoami) => void }) {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const look = () => setPath(location.pathname);
    addEventListener("popstate", look);
    return () => removeEventListener("popstate", look);
  }, []);
  const go = (to: string) => {
    history.pushState(null, "", to);
    setPath(to);
  };
  if (path !== setupPath) {
    return <SignIn onDone={onDone} setup={{ href: setupPath, go: () => go(setupPath) }} />;
  }
  return (
    <SetUp
      onDone={(who) => {
        history.replaceState(null, "", "/");
        onDone(who);
      }}
      toSignIn={() => go("/")}
    />
  );
}
