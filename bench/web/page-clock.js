/**
 * Runs in every page before its own scripts and takes the times there, so that no way between the benchmark and the browser is
 * part of them. What is awaited counts from the frame that shows it.
 */
globalThis.benchClock = (() => {
  const one = (selector) => document.querySelector(selector);
  const textOf = (selector) => one(selector)?.textContent ?? "";
  const status = () => textOf(".live-table-top [role=status]");

  /** The first row in sight with its content. */
  const hasRows = () => {
    const row = one(".data-rows [role=row]");
    return row !== null && row.querySelector(".data-waiting") === null;
  };

  /** A message to oneself after a frame was asked for arrives when that frame was made. */
  const painted = () =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener("message", () => resolve(performance.now()), { once: true });
        port1.start();
        port2.postMessage(null);
      });
    });

  function when(isShown) {
    return new Promise((resolve) => {
      const look = () => {
        if (!isShown()) return false;
        observer.disconnect();
        resolve(painted());
        return true;
      };
      const observer = new MutationObserver(look);
      if (!look()) observer.observe(document, { subtree: true, childList: true, characterData: true });
    });
  }

  let pressedAt = 0;
  let pressed = 0;
  addEventListener(
    "keydown",
    (event) => {
      pressedAt = event.timeStamp;
      pressed += 1;
    },
    true,
  );

  /** The overview with numbers for so many rooms, from the start of the navigation. */
  const overview = (rooms) =>
    when(() => {
      const tiles = [...document.querySelectorAll(".room-tile")];
      return tiles.length === rooms && tiles.every((tile) => /\d/.test(tile.querySelector("dd")?.textContent ?? ""));
    });

  /** From the next click to rows of a list with this number. */
  const rowsAfterClick = (total) => {
    let clickedAt = 0;
    addEventListener("click", (event) => (clickedAt = event.timeStamp), { capture: true, once: true });
    return when(() => clickedAt > 0 && status() === total && hasRows()).then((at) => at - clickedAt);
  };

  /** From the last of so many keys to the number of rows, and rows if there are any. */
  const totalAfterKeys = (keys, total) => {
    pressed = 0;
    return when(() => pressed >= keys && status() === total && hasRows()).then((at) => at - pressedAt);
  };

  /** When a text was in the list, by the machine's clock. */
  const inList = (text) => when(() => textOf("[role=grid]").includes(text)).then(() => Date.now());

  /** Watches what holds the page up, for each second: the longest task over 50 ms, and the longest gap of a 4 ms timer. */
  function watchTasks() {
    const begun = performance.now();
    const seconds = [];
    const put = (at, kind, ms) => {
      const second = (seconds[Math.max(0, Math.floor((at - begun) / 1000))] ??= { task: 0, gap: 0 });
      second[kind] = Math.max(second[kind], ms);
    };
    const tasks = new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) put(startTime, "task", duration);
    });
    tasks.observe({ type: "longtask" });
    let last = begun;
    let timer = setTimeout(function tick() {
      const now = performance.now();
      put(now, "gap", now - last);
      last = now;
      timer = setTimeout(tick, 4);
    }, 4);
    return () => {
      clearTimeout(timer);
      for (const { startTime, duration } of tasks.takeRecords()) put(startTime, "task", duration);
      tasks.disconnect();
      return [...seconds].map((second) => second ?? { task: 0, gap: 0 });
    };
  }

  return { overview, rowsAfterClick, totalAfterKeys, inList, watchTasks };
})();
