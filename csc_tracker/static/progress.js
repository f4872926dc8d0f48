// Follows work in the background: looks every few seconds how far it is, shows that, and goes to the result.
(function () {
  "use strict";
  const UNTIL = Date.now() + 20 * 60 * 1000; // after that a person presses “Check progress”
  const PARTS = ["[data-progress]", "[data-progress-more]"];
  let wait = 1000;

  function show(found) {
    PARTS.forEach(function (name) {
      const here = document.querySelector(name);
      const there = found.querySelector(name);
      if (here.textContent === there.textContent) {
        return; // so that nothing is read out again, and the focus stays
      }
      const hadFocus = here.contains(document.activeElement);
      here.replaceChildren(...there.childNodes);
      if (hadFocus) {
        const first = here.querySelector("a, button") || document.querySelector("h1");
        first.tabIndex = first.matches("h1") ? -1 : 0;
        first.focus();
      }
    });
    document.title = found.title;
  }

  async function look() {
    try {
      const answer = await fetch(location.href, { headers: { "X-Follows-Progress": "1" }, redirect: "manual" });
      if (answer.type === "opaqueredirect") {
        location.reload();
        return;
      }
      if (answer.ok) {
        const found = new DOMParser().parseFromString(await answer.text(), "text/html");
        const progress = found.querySelector("[data-progress]");
        if (!progress) {
          location.reload();
          return;
        }
        const over = progress.dataset.progress === "over";
        show(found);
        if (over) {
          return;
        }
      }
    } catch (error) {
      // The service cannot be reached now: look again.
    }
    wait = Math.min(wait * 1.2, 5000);
    if (Date.now() < UNTIL) {
      setTimeout(look, wait);
    }
  }

  setTimeout(look, wait);
})();
