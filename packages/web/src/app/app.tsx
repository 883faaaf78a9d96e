/** The application: what surrounds every page, and whether anybody is signed in. */
import { accessEndpoints, type Whoami } from "@halcyon/contracts";
import { createTheme, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { call, onSignedOut, ProblemError } from "#api/call.ts";
import { createSession, SessionContext } from "#api/session.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { Entry } from "./entry.tsx";
import { createAppRouter } from "./router.tsx";

const theme = createTheme({
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono CJK SC", monospace',
  primaryColor: "blue",
  // White on Mantine's usual blue is too pale for small text (WCAG 1.4.3).
  primaryShade: 8,
  // Text on filled buttons and badges stays readable on every colour.
  autoContrast: true,
  luminanceThreshold: 0.35,
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    // Fields beside each other stay in line, however much is said about each.
    InputWrapper: { defaultProps: { inputWrapperOrder: ["label", "input", "description", "error"] } },
  },
});

const nonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute("content") ?? "";
// Where react-remove-scroll, which keeps the page still behind a dialog, looks for it (get-nonce).
Object.assign(globalThis, { __webpack_nonce__: nonce });
const client = new QueryClient({
  defaultOptions: {
    // A refusal stays one; only an answer that never came is asked for again.
    queries: {
      retry: (failures, error) =>
        failures < 2 && error instanceof ProblemError && error.problem.code === "network_unreachable",
    },
  },
});
const router = createAppRouter();

/** `undefined`: not asked yet; `null`: nobody. */
type Who = Whoami | null | undefined;

export function App() {
  const [who, setWho] = useState<Who>(undefined);
  const [failure, setFailure] = useState<ProblemError | null>(null);
  useEffect(() => {
    call(accessEndpoints.whoami)
      .then(setWho)
      .catch((error: unknown) => {
        if (!(error instanceof ProblemError)) throw error;
        if (error.problem.status === 401) setWho(null);
        else setFailure(error);
      });
    return onSignedOut(() => {
      client.clear();
      setWho(null);
    });
  }, []);
  const session = useMemo(() => (who == null ? null : createSession(who, () => location.assign("/"))), [who]);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <Notifications position="bottom-right" />
      <QueryClientProvider client={client}>
        {failure !== null ? (
          <ProblemAlert problem={failure.problem} />
        ) : who === undefined ? null : session === null ? (
          <Entry onDone={setWho} />
        ) : (
          <SessionContext value={session}>
            <RouterProvider router={router} />
          </SessionContext>
        )}
      </QueryClientProvider>
    </MantineProvider>
  );
}
