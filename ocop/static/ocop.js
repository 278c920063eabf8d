// Small comforts for pages that work without them. No dependency, no inline code, no cookie.

const confirmFirst = (event) => {
  const words = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (words && !window.confirm(words)) event.preventDefault();
};

const copy = async (button) => {
  const source = document.querySelector(button.dataset.copy);
  await navigator.clipboard.writeText((source?.value ?? source?.textContent ?? "").trim());
  const label = button.querySelector("span") ?? button;
  const before = label.textContent;
  label.textContent = button.dataset.copied ?? before;
  setTimeout(() => { label.textContent = before; }, 2000);
};

// A draft is what people typed, kept on their own device until the server has it.
// Passwords, files and hidden fields (the form's token) are never kept.
const keptFields = (form) => [...form.elements].filter(
  (field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type),
);

const restore = (form, key) => {
  let draft = null;
  try { draft = JSON.parse(localStorage.getItem(key)); } catch { return; }
  if (!draft || form.querySelector("[aria-invalid]")) return;
  for (const field of keptFields(form)) {
    if (field.type === "radio" || field.type === "checkbox") {
      if (field.name in draft) field.checked = draft[field.name].includes(field.value);
    } else if (field.name in draft && !field.value) [field.value] = draft[field.name];
  }
  const note = form.querySelector("[data-draft-note]");
  if (note) note.hidden = false;
};

const keep = (form, key) => {
  const draft = {};
  for (const field of keptFields(form)) {
    draft[field.name] ??= [];
    if ((field.type !== "radio" && field.type !== "checkbox") || field.checked) draft[field.name].push(field.value);
  }
  try { localStorage.setItem(key, JSON.stringify(draft)); } catch { /* a full or forbidden store loses only comfort */ }
};

for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = `draft:${form.dataset.draft}`;
  restore(form, key);
  let waiting = 0;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(keep, 400, form, key); });
  form.addEventListener("submit", () => { clearTimeout(waiting); keep(form, key); });
}
// The page that thanks for a form names the draft that is no longer needed.
for (const done of document.querySelectorAll("[data-draft-done]")) {
  try { localStorage.removeItem(`draft:${done.dataset.draftDone}`); } catch { /* nothing was kept then */ }
}

document.addEventListener("submit", confirmFirst);
// Who signs out leaves no page of a room on the device; entries that were not sent yet stay.
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[action='/logout']") && "caches" in window) {
    caches.keys().then((names) => names.filter((name) => name.startsWith("ocop-diary")).forEach((name) => caches.delete(name)));
  }
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button).catch(() => {});
  if (event.target.closest("[data-print]")) window.print();
  for (const fold of document.querySelectorAll(".nav-fold[open]")) if (!fold.contains(event.target)) fold.open = false;
});
document.addEventListener("keydown", (event) => {
  const fold = event.key === "Escape" && document.querySelector(".nav-fold[open]");
  if (fold) { fold.open = false; fold.querySelector("summary").focus(); }
});
document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-auto], [data-auto] select")) event.target.form?.requestSubmit();
});
// On a phone the rows of views scroll; the one in view is brought there.
for (const row of document.querySelectorAll(".room-nav, .tabs")) {
  const current = row.querySelector("[aria-current]");
  if (current) row.scrollLeft = current.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
}
// What needs JavaScript to work shows itself only now.
for (const button of document.querySelectorAll("[data-copy], [data-print]")) button.hidden = false;
document.querySelector("[data-focus]")?.focus();

// A part of the page that is still on its way is fetched again until it has arrived.
const follow = async (part) => {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
    if (!fresh) return;
    const now = part.querySelector(".progress"), next = fresh.querySelector(".progress");
    if (now && next && part.contains(document.activeElement)) now.replaceWith(next);
    else { part.replaceWith(fresh); part = fresh; }
  } catch { /* no connection now: the next round asks again */ }
  if (part.dataset.live) setTimeout(follow, Number(part.dataset.live), part);
};
for (const part of document.querySelectorAll("[data-live]")) setTimeout(follow, Number(part.dataset.live), part);

// A form that prints shows at once what a choice does: its page is asked again, and the parts that hang on it are put in.
const rehearse = async (form, changed) => {
  const words = new URLSearchParams(new FormData(form));
  words.delete("csrf_token");
  document.getElementById("look")?.setAttribute("aria-busy", "true");
  form.rehearsal?.abort();
  form.rehearsal = new AbortController();
  try {
    const answer = await fetch(`${form.dataset.studio}?${words}`, { headers: { Accept: "text/html" }, signal: form.rehearsal.signal });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of form.querySelectorAll("[data-part]")) {
      const next = fresh.getElementById(part.id);
      if (next && !part.contains(changed)) part.replaceWith(next);
    }
  } catch { /* no connection, or a newer choice: what stands there stays */ }
  document.getElementById("look")?.removeAttribute("aria-busy");
};
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-studio]");
  if (form && ["lot", "design", "stock", "grid"].includes(event.target.name)) rehearse(form, event.target);
});

// A long form saves as one goes: each change is sent as the button would send it, and what hangs on it is put in anew.
const saveAsOneGoes = async (form) => {
  const words = new FormData(form);
  words.set("stay", "1");
  const note = form.querySelector("[data-saved]");
  form.saving?.abort();
  form.saving = new AbortController();
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(words), headers: { Accept: "text/html" }, signal: form.saving.signal });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-part]")) {
      const next = fresh.getElementById(part.id);
      if (next) part.replaceWith(next);
    }
    if (note) note.textContent = answer.ok ? "Đã lưu" : "Chưa lưu được, xin bấm Lưu";
  } catch (fault) { if (note && fault.name !== "AbortError") note.textContent = "Chưa có mạng: câu trả lời chưa được lưu"; }
};
for (const form of document.querySelectorAll("form[data-autosave]")) {
  form.addEventListener("change", (event) => { if (event.target.name !== "file") saveAsOneGoes(form); });
}

// A score sheet adds up as it is filled in: points of the chosen options, or what was typed instead.
const tally = (form) => {
  const sums = { all: 0 };
  let scored = 0;
  for (const one of form.querySelectorAll("[data-criterion]")) {
    const chosen = one.querySelector("input[type=radio]:checked");
    const typed = one.querySelector("input[type=text]").value.trim().replace(",", ".");
    const points = chosen?.dataset.points ?? typed;
    const isScored = Boolean(chosen) && points !== "" && !Number.isNaN(Number(points));
    const link = form.querySelector(`[data-lefts] a[href="#${one.id}"]`);
    if (link) link.hidden = isScored;
    if (!isScored) continue;
    scored += 1;
    sums[one.dataset.of] = (sums[one.dataset.of] ?? 0) + Number(points);
    sums.all += Number(points);
  }
  for (const shown of form.querySelectorAll("[data-total]")) {
    const sum = Math.round((sums[shown.dataset.total] ?? 0) * 100) / 100;
    shown.textContent = String(sum).replace(".", ",");
  }
  const left = form.querySelectorAll("[data-criterion]").length - scored;
  for (const count of form.querySelectorAll("[data-scored]")) count.textContent = scored;
  for (const count of form.querySelectorAll("[data-left]")) count.textContent = left;
  for (const box of form.querySelectorAll("[data-lefts]")) box.hidden = left === 0;
};
for (const form of document.querySelectorAll("form[data-sheet]")) {
  form.addEventListener("input", (event) => {
    const one = event.target.closest("[data-criterion]");
    if (one && event.target.type === "text") one.querySelector("input[value=own]").checked = event.target.value.trim() !== "";
    if (one && event.target.type === "radio" && event.target.value !== "own") one.querySelector("input[type=text]").value = "";
    tally(form);
  });
  // Enter in a field keeps the draft; it never hands the sheet in.
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input[type=text], input[type=radio]")) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[value=save]") ?? undefined);
    }
  });
}
