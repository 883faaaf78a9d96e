/** Does something at once, and when asked again soon, once more at the end of the pause. */
export interface Pace {
  ask(): void;
  stop(): void;
}

export function createPace(pauseMs: number, act: () => void): Pace {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;

  function run(): void {
    again = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (again) run();
    }, pauseMs);
    act();
  }

  return {
    ask() {
      if (timer === undefined) run();
      else again = true;
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      again = false;
    },
  };
}
