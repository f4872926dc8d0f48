// Keeps what is typed into a form as a draft: a moment after the last key, and when the page is left.
"use strict";
const signedOut = "You are signed out, so your draft is not kept. Press the button of the form: your words come back once you sign in.";
for (const said of document.querySelectorAll("[data-draft-said]")) {
  const form = said.closest("form");
  let waiting = 0;
  let changed = false;
  let sending = null;

  const keep = async (leaving) => {
    clearTimeout(waiting);
    if (!changed) return;
    changed = false;
    const values = new URLSearchParams(new FormData(form));
    values.set("keep_draft", "1");
    sending?.abort();
    sending = new AbortController();
    const { signal } = sending;
    try {
      const answer = await fetch(form.getAttribute("action") || location.href, {
        method: "POST",
        body: values,
        headers: { Accept: "application/json" },
        keepalive: leaving,
        signal,
      });
      said.textContent = answer.redirected ? signedOut : (await answer.json()).said;
    } catch {
      if (signal.aborted) return;
      changed = true;
      said.textContent = "Your draft could not be kept just now. Your words are still in the form.";
    }
  };

  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, 1000, false);
  });
  form.addEventListener("submit", () => {
    changed = false;
    clearTimeout(waiting);
    sending?.abort();
  });
  addEventListener("pagehide", () => keep(true));
}
