// Three small comforts; everything works without them: copy buttons, "are you sure", and pages that refresh themselves.
"use strict";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = "Copy"; }, 1500);
});

document.addEventListener("submit", (event) => {
  const asked = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (asked && !confirm(asked)) event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// Replace the page's middle by a fresh one, but not under somebody's fingers, and keep what is unfolded.
const main = document.querySelector("main[data-refresh]");
if (main) {
  const pause = Number(main.dataset.refresh) * 1000;
  const url = location.pathname;
  const again = async () => {
    const busy = document.hidden || main.contains(document.activeElement) || String(getSelection());
    if (!busy) {
      try {
        const answer = await fetch(url);
        if (answer.ok) {
          const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
          for (const open of main.querySelectorAll("details[open][data-key]")) {
            fresh.querySelector(`details[data-key="${open.dataset.key}"]`)?.setAttribute("open", "");
          }
          const note = main.querySelector(".note");
          if (note) fresh.prepend(note);
          main.replaceChildren(...fresh.childNodes);
        }
      } catch { /* the sandbox is stopped; the next round will tell */ }
    }
    setTimeout(again, pause);
  };
  setTimeout(again, pause);
}
// The note has been read with this page; a reload must not look for it again.
if (location.search.includes("note=")) {
  const rest = new URLSearchParams(location.search);
  rest.delete("note");
  history.replaceState(null, "", location.pathname + (rest.size ? `?${rest}` : "") + location.hash);
}
